import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import { makePlan } from "../../src/plan/consent/make-plan.ts";
import type { Plan, PlanZone } from "../../src/plan/consent/plan.ts";
import { DEFAULT_POLICY, type Requirement } from "../../src/plan/requirement.ts";
import { planSwaps } from "../../src/plan/swaps.ts";
import { D, DKIM, DMARC, MX, rrset, SPF } from "../plan/support.ts";

export const SENDERS = "v=spf1 include:_spf.example.net -all";
/** Somebody else's text, with what shells, spreadsheets, terminals, runners, HCL and zone files look for. */
export const HOSTILE = '=cmd|" $(id) `id` ${x} %{ if y } ##[add-mask] ; ( \\ <u>é\u202e\n\u001b[31m';

interface Given {
  readonly standing?: readonly RRset[];
  readonly asks?: readonly Requirement[];
  readonly zone?: Partial<PlanZone>;
  readonly creates?: boolean;
}

/** A plan that creates, changes and keeps something, of an identity that is there. */
export function planOf({
  standing,
  asks = [MX, SPF, DKIM, DMARC],
  zone = {},
  creates = false,
}: Given = {}): Plan {
  const rrsets = standing ?? [rrset("TXT", D, [SENDERS, "site=abc"]), rrset("MX", D, ["10 mx.example.net"])];
  const settings = {
    domain: D,
    site: "international",
    region: "ap-singapore",
    zone: { provider: "manual", apex: parseDomainName("example.com"), id: "example.com", ...zone },
    policy: DEFAULT_POLICY,
    dkimBits: 2048 as const,
    tags: [],
  };
  return makePlan(settings, { creates, ...planSwaps(asks, rrsets, DEFAULT_POLICY, {}) }, { rrsets });
}

/** The same, with text of others beside SES's SPF record. */
export const hostilePlan = (): Plan => planOf({ standing: [rrset("TXT", D, [SENDERS, HOSTILE])] });
