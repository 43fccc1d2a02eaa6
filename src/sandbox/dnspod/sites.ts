import { refusal, type DnspodAction } from "./faults.ts";
import type { Site } from "./grades.ts";

// What the two sites have of their own: the names of lines, and what the documentation of one leaves out.

/** Whom a record is for. */
export interface Line {
  readonly name: string;
  readonly id: string;
}

/** The default line has one id at both sites, and a name of its own at each. */
export const DEFAULT_LINE = "0";

/**
 * Ids and Chinese names after the examples of the API's pages and what other programs keep of them (2021–2026). Of the
 * international names only the first is known.
 */
export const LINES: Readonly<Record<Site, readonly Line[]>> = {
  china: [
    { name: "默认", id: DEFAULT_LINE },
    { name: "电信", id: "10=0" },
    { name: "联通", id: "10=1" },
    { name: "移动", id: "10=3" },
    { name: "境外", id: "3=0" },
    { name: "百度", id: "90=0" },
  ],
  international: [
    { name: "Default", id: DEFAULT_LINE },
    { name: "China Telecom", id: "10=0" },
    { name: "China Unicom", id: "10=1" },
    { name: "China Mobile", id: "10=3" },
    { name: "Outside China", id: "3=0" },
    { name: "Baidu", id: "90=0" },
  ],
};

/** The line that a request means: where it gives an id, the name is ignored. @throws TencentFault RecordLineInvalid */
export function lineOf(site: Site, name: string | undefined, id: string | undefined): Line {
  const line = LINES[site].find((known) => (id === undefined ? known.name === name : known.id === id));
  if (line === undefined) throw refusal("InvalidParameter.RecordLineInvalid");
  return line;
}

/** How the line of a stored record is shown. */
export function shownLine(site: Site, id = DEFAULT_LINE): Line {
  return LINES[site].find((line) => line.id === id) ?? { name: id, id };
}

/** Preferences of MX that a site takes. */
export interface MxRange {
  readonly min: number;
  readonly max: number;
}

/**
 * From 1 on the pages of Create and Modify (China, August 2025). Tencent's SDK of 2026 says 0 to 65535, in one sentence
 * with HTTPS and SVCB, which have a 0: the stricter one is what clients are to be tried with.
 */
export const MX_RANGE: MxRange = { min: 1, max: 65_535 };

/** What a site's own documentation leaves out. Whether its API takes it all the same is not known. */
export interface LeftOut {
  readonly actions: readonly DnspodAction[];
  readonly parameters: Readonly<Partial<Record<DnspodAction, readonly string[]>>>;
  readonly mx: MxRange;
}

/** The international site's pages and SDKs of 2023–2025. */
export const LEFT_OUT: Readonly<Record<Site, LeftOut>> = {
  china: { actions: [], parameters: {}, mx: MX_RANGE },
  international: {
    actions: ["ModifyRecordFields", "DescribePackageDetail", "DescribeUserDetail"],
    parameters: {
      DescribeRecordList: ["ErrorOnEmpty", "SubDomain"],
      CreateRecord: ["Remark"],
      ModifyRecord: ["Remark"],
    },
    mx: { min: 1, max: 20 },
  },
};
