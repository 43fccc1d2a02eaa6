import { isAtOrBelow, parentOf, type DomainName } from "../dns/domain-name.ts";
import type { RRType } from "../dns/rrset.ts";
import { isKeyName, keysNameOf } from "./dkim/dkim.ts";
import { judgeDkim } from "./dkim/rule.ts";
import { dmarcNamesAbove } from "./dmarc/discovery.ts";
import { dmarcNameOf, isDmarcName } from "./dmarc/dmarc.ts";
import { proveReports } from "./dmarc/reports.ts";
import { judgeDmarc } from "./dmarc/rule.ts";
import { mtaStsNamesToRead } from "./mx/mta-sts.ts";
import { ADDRESS_TYPES } from "./mx/mx.ts";
import { judgeMx } from "./mx/rule.ts";
import { judgeOther } from "./other.ts";
import type { RecordPlan } from "./record-plan.ts";
import type { Purpose, Surroundings } from "./requirement.ts";
import { isSpf, resemblesSpf } from "./spf/parse.ts";
import type { SpfImpact } from "./spf/impact/impact.ts";
import type { DnsAround } from "./spf/impact/judge.ts";
import { proveSpfRecord } from "./spf/proof.ts";
import { judgeSpf } from "./spf/rule.ts";
import type { Rule } from "./verdict.ts";
import type { Warning } from "./warning.ts";

/** All that sets the records of one purpose apart from others. */
interface PurposeFacts {
  /** Whether a record looks like one of these; of several that say so the first in the table counts. */
  readonly recognises: (type: RRType, owner: DomainName, value: string) => boolean;
  /** The name to read before SES has said what it asks for: where one stands, or what it stands below. */
  readonly nameFor: (domain: DomainName) => DomainName;
  readonly judge: Rule;
  /** Whether the rule judges a CNAME at the owner; for the others it is always in the way. */
  readonly judgesCname: boolean;
  /**
   * Of the values that a wildcard answers at the owner those that stand there in effect, so that the rule judges
   * them; undefined: none do.
   */
  readonly inEffect: ((value: string) => boolean) | undefined;
  /** The types beside its own that must be known at the owner; a CNAME and a delegation show themselves whatever is asked. */
  readonly besides: readonly RRType[];
  /** What must be known beside the RRsets at the owner. */
  readonly surroundings: readonly (keyof Surroundings)[];
  /** Other names of the zone whose records decide about this one; nothing is written there. */
  readonly alsoRead: (domain: DomainName, apex: DomainName) => readonly DomainName[];
  /**
   * What only looking up what the record refers to can tell, and what the change does to the mail of others: before it
   * is published, and of one that stands already.
   * @throws OnboardError when it must not be published
   */
  readonly prove: (plan: RecordPlan, around: DnsAround) => Promise<Proof>;
}

/** What looking up a record's references has shown. */
export interface Proof {
  readonly warnings: readonly Warning[];
  /** Undefined: nothing that could be judged. */
  readonly impact?: SpfImpact;
}

const NOTHING_TO_PROVE: Proof = { warnings: [] };

/** A record that stands at the sender domain and is judged by its own RRset alone. */
const PLAIN = {
  nameFor: (domain: DomainName) => domain,
  judgesCname: false,
  inEffect: undefined,
  besides: [],
  surroundings: [],
  alsoRead: () => [],
  prove: () => Promise.resolve(NOTHING_TO_PROVE),
} as const;

/** The one list of purposes, in the order in which they are recognised: `other` takes what is left. */
export const PURPOSES: Readonly<Record<Purpose, PurposeFacts>> = {
  mx: {
    ...PLAIN,
    recognises: (type) => type === "MX",
    judge: judgeMx,
    inEffect: () => true,
    besides: ADDRESS_TYPES,
    surroundings: ["synthesised", "mtaSts"],
    alsoRead: mtaStsNamesToRead,
  },
  dkim: {
    ...PLAIN,
    recognises: (type, owner) => type === "TXT" && isKeyName(owner),
    nameFor: keysNameOf,
    judge: judgeDkim,
  },
  dmarc: {
    ...PLAIN,
    recognises: (type, owner) => type === "TXT" && isDmarcName(owner),
    nameFor: dmarcNameOf,
    judge: judgeDmarc,
    judgesCname: true,
    surroundings: ["dmarcElsewhere", "dmarcAbove", "standingSenders", "synthesised"],
    alsoRead: namesBesideDmarc,
    prove: async (plan, { later }) => ({ warnings: await proveReports(plan, later) }),
  },
  spf: {
    ...PLAIN,
    recognises: (type, _owner, value) => type === "TXT" && isSpf(value),
    judge: judgeSpf,
    inEffect: (value) => isSpf(value) || resemblesSpf(value),
    surroundings: ["synthesised"],
    // Their records may include or redirect to this one.
    alsoRead: ancestorsOf,
    prove: proveSpfRecord,
  },
  other: { ...PLAIN, recognises: () => true, judge: judgeOther },
};

// Sound, since a Record's literal holds every key of the union and no other.
export const PURPOSE_NAMES = Object.keys(PURPOSES) as readonly Purpose[];

/**
 * The purpose of a record that SES asks for. SES does not name it, so it is recognised by type, name and
 * value.
 */
export function purposeOf(type: RRType, owner: DomainName, value: string): Purpose {
  return PURPOSE_NAMES.find((purpose) => PURPOSES[purpose].recognises(type, owner, value)) ?? "other";
}

/** Where the policies of the names above stand, as far as they are in the zone. */
function namesBesideDmarc(domain: DomainName, apex: DomainName): readonly DomainName[] {
  return dmarcNamesAbove(domain)
    .filter((name) => isAtOrBelow(name, apex))
    .map(dmarcNameOf);
}

/** From the name above the domain up to the zone's apex. */
function ancestorsOf(domain: DomainName, apex: DomainName): readonly DomainName[] {
  const parent = domain === apex ? undefined : parentOf(domain);
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, apex)];
}
