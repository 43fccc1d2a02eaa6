import { AWAY, type Away, type Outage } from "../../support/outage.ts";

// Each API at each phase of a run, once it has answered: where an outage begins, and how it shows.

export type Asked = "ses" | "cloudflare" | "route53" | "inhouse";

export interface OutageRow {
  readonly phase: string;
  readonly api: Asked;
  readonly provider: Exclude<Asked, "ses">;
  /** The request that meets it first. */
  readonly at: Pick<Outage, "on" | "nth" | "afterCommit">;
  /** How it shows where only one way is tried. */
  readonly kind: Away;
  /** By default `run`. */
  readonly command?: "plan";
  /** By default one. */
  readonly domains?: readonly string[];
  /** What a client can't tell from a success that it has not seen: SES's first look sees nothing. */
  readonly firstLookFails?: true;
  /** One of those that are tried each time; the others by `npm run outages`. */
  readonly always?: true;
  /** Create's own answer is lost before. */
  readonly createAnswerLost?: true;
}

const CLOUDFLARE = { api: "cloudflare", provider: "cloudflare" } as const;
const ROUTE53 = { api: "route53", provider: "route53" } as const;
const INHOUSE = { api: "inhouse", provider: "inhouse" } as const;
const SES = { api: "ses", provider: "cloudflare" } as const;

const ROWS: readonly OutageRow[] = [
  { ...SES, phase: "Create", at: { on: "CreateEmailIdentity" }, kind: "refused" },
  {
    ...SES,
    phase: "Create, its answer lost",
    at: { on: "CreateEmailIdentity", afterCommit: true },
    kind: "reset",
  },
  {
    ...SES,
    phase: "Get after Create",
    at: { on: "GetEmailIdentity", nth: 2 },
    kind: "html",
    createAnswerLost: true,
    always: true,
  },
  { ...SES, phase: "Update, the first", at: { on: "UpdateEmailIdentity" }, kind: "503", always: true },
  {
    ...SES,
    phase: "Update, a later one",
    at: { on: "UpdateEmailIdentity", nth: 2 },
    kind: "hanging",
    firstLookFails: true,
  },
  {
    ...SES,
    phase: "the second domain's Get",
    at: { on: "GetEmailIdentity", nth: 2 },
    kind: "hanging",
    domains: ["a.example.test", "b.example.test"],
  },
  { ...CLOUDFLARE, phase: "records, before Create", at: { on: "dns_records?" }, kind: "html" },
  { ...CLOUDFLARE, phase: "records, just before the write", at: { on: "dns_records?", nth: 2 }, kind: "503" },
  { ...CLOUDFLARE, phase: "write", at: { on: "dns_records/batch" }, kind: "refused" },
  {
    ...CLOUDFLARE,
    phase: "write, its answer lost",
    at: { on: "dns_records/batch", afterCommit: true },
    kind: "reset",
    always: true,
  },
  { ...CLOUDFLARE, phase: "read-back", at: { on: "dns_records?", nth: 3 }, kind: "reset" },
  {
    ...ROUTE53,
    phase: "records, before Create",
    at: { on: "GET /2013-04-01/hostedzone/", nth: 2 },
    kind: "hanging",
    always: true,
  },
  { ...ROUTE53, phase: "write", at: { on: "POST /2013-04-01/hostedzone/", nth: 2 }, kind: "503" },
  {
    ...ROUTE53,
    phase: "write, its answer lost",
    at: { on: "POST /2013-04-01/hostedzone/", nth: 2, afterCommit: true },
    kind: "html",
  },
  { ...ROUTE53, phase: "settled", at: { on: "GET /2013-04-01/change/" }, kind: "refused" },
  { ...INHOUSE, phase: "records, before Create", at: { on: "GET", nth: 2 }, kind: "refused" },
  { ...INHOUSE, phase: "write", at: { on: "PUT" }, kind: "refused", always: true },
  { ...INHOUSE, phase: "write, its answer lost", at: { on: "PUT", afterCommit: true }, kind: "reset" },
];

/** Every row with every kind. */
const ALL: readonly OutageRow[] = ROWS.flatMap((row) => AWAY.map((kind) => ({ ...row, kind })));

/** `all`, `each` phase once; else what is tried each time. */
export function rowsFor(asked: string | undefined): readonly OutageRow[] {
  if (asked === "all") return ALL;
  return asked === "each" ? ROWS : ROWS.filter(({ always }) => always === true);
}
