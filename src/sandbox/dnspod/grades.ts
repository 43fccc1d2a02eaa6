/** A grade's code, as domains are listed with it. */
export type Grade = keyof typeof GRADES;

/** The two account systems. They share one set of name servers, and neither lists the other's domains. */
export type Site = "china" | "international";

/** What DNSPod keeps of a domain beside its records. */
export interface DnspodZone {
  /** The account system that it is in; absent: whichever is asked. */
  readonly site?: Site;
  /** Absent: the free one that new domains get. */
  readonly grade?: Grade;
  readonly status?: "ENABLE" | "PAUSE" | "SPAM" | "LOCK";
  /** Absent: as the parent's delegation says. */
  readonly dnsStatus?: "" | "DNSERROR";
}

export interface GradeLimits {
  /** As DescribePackageDetail spells it: DescribeDomainList writes it in capitals. */
  readonly code: string;
  readonly level: number;
  readonly title: string;
  /** Seconds. */
  readonly minTtl: number;
  /** The labels that a host record may have. */
  readonly subDomainLevel: number;
  /** The addresses that one name may have on one line. */
  readonly recordRoll: number;
}

/**
 * Code, level, title, lowest TTL, labels of a host record, addresses of a name: the example answer of
 * DescribePackageDetail (API page of DNSPod, China site; read in November 2026).
 */
const GRADES = {
  D_FREE: ["D_Free", 1, "免费版", 120, 3, 4],
  DP_FREE: ["DP_Free", 2, "免费版", 600, 5, 2],
  DP_PLUS: ["DP_Plus", 3, "专业版", 60, 20, 10],
  D_PLUS: ["D_Plus", 4, "个人豪华版", 1, 5, 8],
  D_EXTRA: ["D_Extra", 5, "企业 I", 60, 3, 6],
  DP_EXTRA: ["DP_Extra", 6, "企业基础版", 60, 8, 15],
  D_EXPERT: ["D_Expert", 7, "企业 II", 1, 8, 10],
  D_ULTRA: ["D_Ultra", 8, "企业 III", 1, 12, 99_999],
  DP_EXPERT: ["DP_Expert", 9, "企业版", 1, 30, 30],
  DP_ULTRA: ["DP_Ultra", 10, "尊享版", 1, 999, 999],
} as const satisfies Readonly<Record<string, Row>>;

type Row = readonly [string, number, string, number, number, number];

export const ALL_GRADES: readonly GradeLimits[] = Object.values(GRADES).map(limitsOfRow);

export function limitsOf(zone: DnspodZone): GradeLimits {
  return limitsOfRow(GRADES[gradeOf(zone)]);
}

export function gradeOf({ grade = "DP_FREE" }: DnspodZone): Grade {
  return grade;
}

function limitsOfRow([code, level, title, minTtl, subDomainLevel, recordRoll]: Row): GradeLimits {
  return { code, level, title, minTtl, subDomainLevel, recordRoll };
}
