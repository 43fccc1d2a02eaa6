import { describe, expect, it } from "vitest";
import { requireAgreeingFlags } from "../../../src/compose/consent/approved-plan.ts";
import { readOptions, type Flags } from "../../../src/config/sources/options.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { makePlan } from "../../../src/plan/consent/make-plan.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";

const PLAN = makePlan(
  {
    domain: parseDomainName("mail.example.com"),
    site: "international",
    region: "ap-singapore",
    zone: { provider: "route53", apex: parseDomainName("example.com"), id: "z" },
    policy: { ...DEFAULT_POLICY, mx: "add", dmarc: "keep", ttl: 300 },
    dkimBits: 2048,
    tags: [
      { key: "team", value: "mail" },
      { key: "cost", value: "7" },
    ],
  },
  { creates: true, records: [], swaps: [] },
  { rrsets: [] },
);

const required = (flags: Flags, env = {}) =>
  requireAgreeingFlags(readOptions(flags, env), { hash: PLAN.hash, plans: [PLAN] }, [
    "cloudflare",
    "route53",
  ]);

describe("a flag beside an approved plan", () => {
  it.each<Flags>([
    { provider: "cloudflare" },
    { tag: "team=mail" },
    { tag: "team=mail,cost=8" },
    { mx: "keep" },
    { dmarc: "replace" },
    { ttl: "600" },
    { dkim: "1024" },
  ])("%o is refused where the plan was made with another", (flags) => {
    const [option] = Object.keys(flags);
    expect(() => required(flags)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", facts: { option, domain: "mail.example.com" } }),
    );
  });

  it.each<Flags>([
    { provider: "route53" },
    { provider: "auto" },
    { provider: "./adapter.mjs" },
    { tag: "cost=7,team=mail" },
    { mx: "add", dmarc: "keep", ttl: "300", dkim: "2048" },
  ])("%o may stand where it says the same, or what the plan can't tell", (flags) => {
    expect(() => required(flags)).not.toThrow();
  });

  it("is no variable, which holds for other commands, too", () => {
    expect(() => required({}, { SES_ONBOARD_MX: "keep" })).not.toThrow();
  });
});
