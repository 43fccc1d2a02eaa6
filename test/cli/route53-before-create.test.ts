import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Route53Options } from "../../src/sandbox/route53/api.ts";
import { runMain, withSandbox } from "../support/cli.ts";

// What Route 53 keeps locked, and what its key may not do, is known before SES is asked for an identity that can't
// be taken back. Route 53 and SES are our own fakes.

const name = parseDomainName;
const MAIL = "mail.example.test";
const READING = ["ListHostedZonesByName", "GetHostedZone", "ListResourceRecordSets", "GetChange"];

const WEIGHTED: Route53Options = {
  specials: [
    {
      apex: name("example.test"),
      owner: name(MAIL),
      type: "TXT",
      ttl: 60,
      values: ['"v=spf1 -all"'],
      routing: { setIdentifier: "blue", weight: 1 },
    },
  ],
};
const READ_ONLY: Route53Options = { rights: { actions: READING.map((action) => `route53:${action}`) } };
const FOR_OTHERS: Route53Options = { rights: { changes: { names: ["other.example.test"] } } };

/** How a command ends, and what it wrote or created on the way. */
async function play(command: string, route53: Route53Options) {
  return withSandbox({ route53 }, async (sandbox, env) => {
    const { exit } = await runMain([command, MAIL, "--provider", "route53"], { env });
    const serials = sandbox.store.zones.map((zone) => zone.current.serial);
    return {
      exit,
      created: sandbox.journal.operations("ses").includes("CreateEmailIdentity"),
      isUntouched: serials.every((serial) => serial === 1),
    };
  });
}

describe("a record set with a routing policy where one is to be written", () => {
  it.each(["plan", "doctor", "run"])("stops %s before anything is created", async (command) => {
    expect(await play(command, WEIGHTED)).toEqual({ exit: 4, created: false, isUntouched: true });
  });
});

describe.each([
  ["may read only", READ_ONLY],
  ["may write other names only", FOR_OTHERS],
])("a key that %s", (_what, rights) => {
  it.each(["doctor", "run"])("stops %s before anything is created", async (command) => {
    expect(await play(command, rights)).toEqual({ exit: 3, created: false, isUntouched: true });
  });

  it("plans all the same: its environment may hold such a key on purpose", async () => {
    expect(await play("plan", rights)).toEqual({ exit: 0, created: false, isUntouched: true });
  });
});
