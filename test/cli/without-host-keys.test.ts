import { expect, it } from "vitest";
import { eventsIn, runMain, withSandbox, type Line } from "../support/cli.ts";

const MAIL = "mail.example.test";
const OF_HOSTS = /^(?:CLOUDFLARE|AWS|DNSPOD|ALIBABA|ALIDNS)_/;

// The zone is served by name servers that no adapter knows, and nobody has keys of a DNS host.
it.each([
  ["plan", 0],
  ["run", 7],
  ["doctor", 0],
])(
  "%s without keys of any host leads to manual mode, by a command that runs as printed",
  async (command, exit) => {
    await withSandbox({}, async (_sandbox, all) => {
      const keys = Object.entries(all).filter(([name]) => !OF_HOSTS.test(name));
      const env = { ...Object.fromEntries(keys), SES_ONBOARD_FORMAT: "json", SES_ONBOARD_WAIT: "1s" };
      const ended = await runMain([command, MAIL], { env });
      const errors = eventsIn(ended.stdout)
        .flatMap(({ error, checks = [] }) => [{ error }, ...(checks as readonly Pick<Line, "error">[])])
        .flatMap(({ error }) => error ?? []);
      const hint = errors.find(({ code }) => code === "CREDENTIALS_MISSING");
      expect(hint?.hint).toMatch(/^Have the records entered by hand, as docs\/manual\.md tells: /);
      const [printed = ""] = hint?.commands ?? [];
      expect(printed).toBe(`ses-onboard ${command} --provider manual ${MAIL}`);
      const byHand = await runMain(printed.split(" ").slice(1), { env });
      expect([byHand.exit, byHand.stderr]).toEqual([exit, ""]);
    });
  },
);
