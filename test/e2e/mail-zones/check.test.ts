import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { runChild } from "../../support/child.ts";
import { resultsIn, withSandbox } from "../../support/cli.ts";
import { HOSTS, wordsFor } from "./play.ts";

// Records that break after they were published, since a vendor's include has changed. Receivers stop at the first
// match (RFC 7208 section 4.6.2), so what breaks behind SES's term leaves SES's mail as it is.

const name = parseDomainName;
const OURS = "include:qcloudmail.com";
const VENDOR = "include:_spf.grown.test";
const GONE = "include:_spf.gone.test";

const DOMAINS = {
  "mail.front.test": { spf: `v=spf1 ${VENDOR} -all`, exit: 8, code: "DRIFT", warns: true },
  "mail.behind.test": { spf: `v=spf1 ${OURS} ${VENDOR} -all`, exit: 0, code: undefined, warns: true },
  "mail.gonefront.test": { spf: `v=spf1 ${GONE} -all`, exit: 8, code: "DRIFT", warns: true },
  "mail.gonebehind.test": { spf: `v=spf1 ${OURS} ${GONE} -all`, exit: 0, code: undefined, warns: true },
  "mail.sound.test": { spf: "v=spf1 include:_spf.google.com -all", exit: 0, code: undefined, warns: false },
} as const;

const VENDORS = ["grown.test", "gone.test"].map((apex) => ({
  apex: name(apex),
  hosts: [],
  records: [{ owner: name(`_spf.${apex}`), type: "TXT", values: ["v=spf1 ip4:203.0.113.0/24 -all"] }],
}));

describe.each(HOSTS)("check of a domain that was onboarded at %s", (host) => {
  it("ends with 8 where a vendor's include has grown or gone in front of SES's term, and warns behind it", async () => {
    const zones = Object.entries(DOMAINS).map(([domain, { spf }]) => ({
      apex: name(domain.replace("mail.", "")),
      records: [{ owner: name(domain), type: "TXT", values: [spf] }],
    }));
    const domains = Object.keys(DOMAINS);
    await withSandbox({ zones: [...zones, ...VENDORS] }, async (sandbox, env) => {
      expect((await runChild(["run", ...domains, ...wordsFor(host)], env)).exit).toBe(0);
      const sound = await runChild(["check", ...domains, "--format", "json"], env);
      expect([sound.exit, warned(sound.stdout)]).toEqual([0, domains.map((domain) => [domain, false])]);
      grow(sandbox);
      const { exit, stdout } = await runChild(["check", ...domains, "--format", "json"], env);
      const ended = resultsIn(stdout).map(
        ({ domain, ...one }) => [domain, [one.exit, one.error?.code]] as const,
      );
      expect(Object.fromEntries(ended)).toEqual(
        Object.fromEntries(
          Object.entries(DOMAINS).map(([domain, wanted]) => [domain, [wanted.exit, wanted.code]]),
        ),
      );
      expect(warned(stdout)).toEqual(Object.entries(DOMAINS).map(([domain, { warns }]) => [domain, warns]));
      expect(exit).toBe(8);
    });
  }, 60_000);
});

/** Whether anything is said of the SPF record of each domain. */
function warned(stdout: string): readonly (readonly [string, boolean])[] {
  const results = resultsIn(stdout);
  return Object.keys(DOMAINS).map((domain) => {
    const result = results.find((one) => one.domain === domain);
    const spf = result?.records.find(({ purpose }) => purpose === "spf");
    return [domain, (spf?.warnings.length ?? 0) > 0 || result?.error?.code === "DRIFT"];
  });
}

/** One vendor now needs ten lookups more, the other has no SPF record any more. */
function grow({ store }: Sandbox): void {
  const zoneOf = (apex: string) => store.zones.find((zone) => zone.apex === apex);
  const parts = Array.from({ length: 10 }, (_, at) => name(`p${at}.grown.test`));
  const grown = zoneOf("grown.test");
  const record = (owner: string, value: string) =>
    grown?.newRecord({ owner: name(owner), type: "TXT", ttl: 300, value }) ?? [];
  grown?.commit(() => [
    ...parts.flatMap((part, at) => record(part, `v=spf1 ip4:203.0.113.${at} -all`)),
    ...[record("_spf.grown.test", `v=spf1 ${parts.map((part) => `include:${part}`).join(" ")} -all`)].flat(),
  ]);
  zoneOf("gone.test")?.commit(() => []);
}
