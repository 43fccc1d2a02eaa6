import * as fc from "fast-check";
import { spf } from "mailauth/lib/spf/index.js";
import { describe, expect, it } from "vitest";
import { mergeSpf } from "../../../src/plan/spf/merge.ts";

// Somebody else's evaluator judges what we publish: mailauth's, over a resolver that knows this little world
// and nothing more.

const SES = "v=spf1 include:qcloudmail.com ~all";
const DOMAIN = "mail.example.com";
const SES_SENDERS = ["203.0.113.7", "2001:db8:5e5::7"];
const OTHER_SENDERS = ["192.0.2.1", "192.0.2.77", "198.51.100.9", "2001:db8:1::1", "100.64.0.1"];

const TXT: Readonly<Record<string, string>> = {
  "qcloudmail.com": "v=spf1 include:spf.qcloudmail.com ~all",
  "spf.qcloudmail.com": "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:5e5::/48 ~all",
  "_spf.google.com": "v=spf1 ip4:198.51.100.0/24 ~all",
  "strict.example": "v=spf1 ip4:192.0.2.64/26 -all",
  "_spf.example.com": "v=spf1 ip6:2001:db8:1::/48 -all",
};

async function judge(record: string, ip: string): Promise<string> {
  const resolver = async (name: string, type: string): Promise<unknown> => {
    const text = name === DOMAIN ? record : TXT[name.toLowerCase()];
    if (type === "TXT" && text !== undefined) return [[text]];
    if (type === "A" && name === "host.example") return ["192.0.2.1"];
    if (type === "MX" && name === "host.example") return [{ priority: 10, exchange: "host.example" }];
    throw Object.assign(new Error("nothing there"), { code: "ENODATA" });
  };
  const { status } = await spf({
    ip,
    sender: `someone@${DOMAIN}`,
    helo: DOMAIN,
    mta: "mx.example.net",
    resolver: resolver as never,
  });
  return status.result;
}

const SITUATIONS = [
  "v=spf1 include:_spf.google.com ~all",
  "v=spf1 include:_spf.google.com -all",
  "v=spf1 a:host.example mx:host.example ?all",
  "v=spf1 -all",
  "v=spf1 ip4:192.0.2.1",
  "v=spf1 include:strict.example redirect=_spf.example.com",
  "V=SPF1  -IP4:192.0.2.77 Include:_SPF.Google.com  -ALL",
  "v=spf1 ip4:192.0.2.1 -all include:qcloudmail.com",
  "v=spf1 redirect=_spf.example.com include:strict.example",
];

describe("a merged SPF record, judged by mailauth", () => {
  it.each(SITUATIONS)("lets SES's senders pass and changes nothing for others: %j", async (record) => {
    const merged = mergeSpf(record, SES);
    for (const ip of SES_SENDERS) expect(await judge(merged, ip)).toBe("pass");
    for (const ip of OTHER_SENDERS) expect(await judge(merged, ip)).toBe(await judge(record, ip));
  });

  it("holds for any record of these parts", async () => {
    const directive = fc
      .tuple(
        fc.constantFrom("", "+", "-", "~", "?"),
        fc.constantFrom(
          "ip4:192.0.2.1",
          "ip4:192.0.2.0/25",
          "ip6:2001:db8:1::/64",
          "include:_spf.google.com",
          "INCLUDE:strict.example",
          "a:host.example",
          "mx:host.example",
        ),
      )
      .map((parts) => parts.join(""));
    const end = fc.constantFrom(
      [],
      ["-all"],
      ["~all"],
      ["?all"],
      ["redirect=_spf.example.com"],
      ["redirect=_spf.example.com", "-all"],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(directive, { maxLength: 4 }), end, async (directives, last) => {
        const record = ["v=spf1", ...directives, ...last].join(" ");
        const merged = mergeSpf(record, SES);
        for (const ip of SES_SENDERS) expect(await judge(merged, ip)).toBe("pass");
        for (const ip of OTHER_SENDERS) expect(await judge(merged, ip)).toBe(await judge(record, ip));
      }),
      { numRuns: 60 },
    );
  });
});
