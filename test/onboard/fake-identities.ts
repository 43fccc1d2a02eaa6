import { dkimValue } from "../support/rsa-key.ts";
import { prefixed, type DomainName } from "../../src/dns/domain-name.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { Identity, IdentityRecord, Identities } from "../../src/plan/identity.ts";
import type { Requirement } from "../../src/plan/requirement.ts";
import type { Trace } from "./trace.ts";

export const KEY = dkimValue();

/** What an account of 2026 is asked for. */
function requirementsOf(domain: DomainName): readonly Requirement[] {
  return [
    { purpose: "dkim", owner: prefixed("qcloud._domainkey", domain), type: "TXT", expected: KEY },
    { purpose: "mx", owner: domain, type: "MX", expected: "mxbiz1.qq.com" },
    { purpose: "spf", owner: domain, type: "TXT", expected: "v=spf1 include:qcloudmail.com ~all" },
    { purpose: "dmarc", owner: prefixed("_dmarc", domain), type: "TXT", expected: "v=DMARC1; p=none" },
  ];
}

interface Kept {
  verified: boolean;
  views: readonly IdentityRecord[];
}

export interface FakeIdentities extends Identities {
  /** What its clock says, in milliseconds since 1970; undefined: it does not tell. */
  timeTold: number | undefined;
  /** Identities that exist, and what SES saw last. */
  readonly kept: Map<DomainName, Kept>;
  quota: number;
  /** Another account holds the name. */
  heldByOther: boolean;
  /** What SES asks for; tests change it. */
  asks: (domain: DomainName) => readonly Requirement[];
  /** What SES's resolvers see; tests make them lag. */
  sees: () => readonly RRset[];
  /** Whether SES accepts what it sees; tests make it picky. */
  accepts: (requirement: Requirement, values: readonly string[]) => boolean;
  /** Puts an identity there, as if created before. */
  readonly seed: (domain: DomainName, verified: boolean) => void;
}

export function createFakeIdentities(trace: Trace, sees: () => readonly RRset[]): FakeIdentities {
  const kept = new Map<DomainName, Kept>();
  const fake: FakeIdentities = {
    site: "international",
    region: "ap-singapore",
    timeTold: undefined,
    kept,
    quota: 10,
    heldByOther: false,
    asks: requirementsOf,
    sees,
    accepts: acceptsLikeSes,
    seed(domain, verified) {
      kept.set(domain, { verified, views: verified ? look(domain) : fake.asks(domain).map(unseen) });
    },
    async time({ signal }) {
      await trace.call("ses.time", signal);
      return fake.timeTold;
    },
    async get(domain, { signal }) {
      await trace.call("ses.get", signal);
      return kept.has(domain) ? identityOf(domain) : undefined;
    },
    async list({ signal }) {
      await trace.call("ses.list", signal);
      return { total: kept.size, lowestLevel: 1, highestLevel: 1, dailyQuota: 500 };
    },
    async ensure(domain, { signal }) {
      await trace.call("ses.create", signal);
      if (kept.has(domain)) return { ...identityOf(domain), created: false };
      if (fake.heldByOther) throw refused("IDENTITY_HELD_BY_OTHER");
      if (kept.size >= fake.quota) throw refused("QUOTA_EXCEEDED");
      kept.set(domain, { verified: false, views: fake.asks(domain).map(unseen) });
      return { ...identityOf(domain), created: true };
    },
    async verify(domain, { signal }) {
      await trace.call("ses.verify", signal);
      const views = look(domain);
      kept.set(domain, { views, verified: views.every(({ status }) => status) });
      return identityOf(domain);
    },
  };

  function identityOf(domain: DomainName): Identity {
    const { verified, views } = kept.get(domain) ?? { verified: false, views: [] };
    return { domain, verified, records: views, requestId: "fake" };
  }

  function look(domain: DomainName): readonly IdentityRecord[] {
    return fake.asks(domain).map((requirement) => {
      const { owner, type } = requirement;
      const seen = fake.sees().find((rrset) => rrset.owner === owner && rrset.type === type)?.values ?? [];
      return { requirement, currentValue: seen[0] ?? "", status: fake.accepts(requirement, seen) };
    });
  }
  return fake;
}

function unseen(requirement: Requirement): IdentityRecord {
  return { requirement, currentValue: "", status: false };
}

function refused(code: "IDENTITY_HELD_BY_OTHER" | "QUOTA_EXCEEDED"): OnboardError {
  return new OnboardError(code, "The fake SES refuses.", { hint: "Ask the test." });
}

/** Any MX, any DMARC policy, an SPF record with SES's senders in it, exactly its own key. */
function acceptsLikeSes({ purpose, expected }: Requirement, values: readonly string[]): boolean {
  switch (purpose) {
    case "mx":
      return values.length > 0;
    case "dmarc":
      return values.some((value) => value.startsWith("v=DMARC1"));
    case "spf":
      return values.some((value) => value.startsWith("v=spf1") && value.includes("include:qcloudmail.com"));
    case "dkim":
    case "other":
      return values.includes(expected);
  }
}
