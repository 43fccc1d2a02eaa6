import { expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { resultsIn, runMain, withSandbox } from "../support/cli.ts";

// How much a host takes of one change is known before SES is asked for an identity that can't be taken back.

const MAIL = "mail.example.test";
const texts = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `verification-${index}=`.padEnd(length, "x"));
const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `ip4:198.51.100.${100 + (index % 100)}`).join(" ");

/** How a command ends beside such a TXT set, and what it wrote or created on the way. */
async function play(command: string, provider: string, values: readonly string[]) {
  const owner = parseDomainName(MAIL);
  const zone = {
    apex: parseDomainName("example.test"),
    records: [{ owner, type: "TXT", ttl: 300, values }],
  };
  return withSandbox({ zones: [zone] }, async (sandbox, env) => {
    const args = [command, MAIL, "--provider", provider, "--format", "json"];
    const { exit, stdout } = await runMain(args, { env });
    const [result] = resultsIn(stdout);
    return {
      exit,
      code: result?.error?.code,
      message: result?.error?.message,
      created: sandbox.journal.operations("ses").includes("CreateEmailIdentity"),
      isUntouched: sandbox.store.zones.every(({ current }) => current.serial === 1),
    };
  });
}

const TOO_LARGE = [
  ["route53", "400 values in a set", texts(400, 20), /400 values in one record set, .* 401\./],
  ["route53", "390 texts of 60 characters", texts(390, 60), /32,000 characters in one change/],
  ["route53", "SPF of 3,990 characters", [`v=spf1 ${addresses(209)} -all`], /4,000 characters in one TXT/],
  ["cloudflare", "SPF of 4,060 characters", [`v=spf1 ${addresses(213)} -all`], /4,080 characters in one TXT/],
] as const;

it.each(TOO_LARGE.flatMap((row) => (["plan", "run"] as const).map((command) => [command, ...row] as const)))(
  "%s at %s stops before anything is created: %s",
  async (command, provider, _what, values, message) => {
    expect(await play(command, provider, values)).toEqual({
      exit: 4,
      code: "VALUE_REJECTED",
      message: expect.stringMatching(message) as unknown,
      created: false,
      isUntouched: true,
    });
  },
);

it.each([
  ["route53", "390 texts of 30 characters", texts(390, 30)],
  ["cloudflare", "500 texts of 60 characters", texts(500, 60)],
])("a run at %s takes %s", async (provider, _what, values) => {
  expect(await play("run", provider, values)).toMatchObject({ exit: 0, created: true, isUntouched: false });
});
