import { exitOf } from "../../src/errors/codes.ts";
import { leftBy, type Row } from "./row.ts";
import { ALIDNS_ROWS } from "./rows/alidns.ts";
import { CLOUDFLARE_ROWS } from "./rows/cloudflare.ts";
import { CONFIG_ROWS } from "./rows/configs.ts";
import { DNSPOD_ROWS } from "./rows/dnspod.ts";
import { DNS_ROWS } from "./rows/dns.ts";
import { DOMAIN_ROWS } from "./rows/domains.ts";
import { FILE_ROWS } from "./rows/files.ts";
import { SECRET_ROWS } from "./rows/secrets.ts";
import { ENVIRONMENT_ROWS } from "./rows/environment.ts";
import { ROUTE53_ROWS } from "./rows/route53.ts";
import { SES_ROWS } from "./rows/ses.ts";
import { ZONE_ROWS } from "./rows/zones.ts";

// The section "Hostile input" of docs/reliability.md, from the rows that are tested.

interface Door {
  readonly title: string;
  readonly how: string;
  readonly rows: readonly Row[];
}

export const DOORS: readonly Door[] = [
  {
    title: "The sender domain",
    how: "`run DOMAIN`; where it goes on `plan DOMAIN`, which shows what the name was read as.",
    rows: DOMAIN_ROWS,
  },
  {
    title: "The config file",
    how: "`run --config FILE`; where it goes on `plan`.",
    rows: CONFIG_ROWS,
  },
  {
    title: "Files with a secret",
    how: "`run` with `CLOUDFLARE_API_TOKEN_FILE`; where it goes on `plan`.",
    rows: SECRET_ROWS,
  },
  {
    title: "Files that are named",
    how: "*list*: `run --file FILE`, where it goes on `plan`; *plan*: `run --plan FILE` of a plan that `plan --out` wrote and somebody changed; *log*: `undo FILE` after a run that ended verified, whose records stay where it is refused.",
    rows: FILE_ROWS,
  },
  {
    title: "Environment",
    how: "`plan`; the rows that begin with *process* on the built program.",
    rows: ENVIRONMENT_ROWS,
  },
  {
    title: "Answers of SES",
    how: "`run` of a new domain. Each answer that tells of the identity is changed, Create's first: what is refused then leaves the identity, which nobody can take back, and no record.",
    rows: SES_ROWS,
  },
  {
    title: "Answers of Cloudflare",
    how: "`run` of a new domain, each answer of the kind that is named first changed. The sandbox's zone stays what it is: what is refused then was refused for what was told of it.",
    rows: CLOUDFLARE_ROWS,
  },
  {
    title: "Answers of Route 53",
    how: "as for Cloudflare.",
    rows: ROUTE53_ROWS,
  },
  {
    title: "Answers of DNSPod",
    how: "as for Cloudflare; the rows without a word in front are of the list of zones.",
    rows: DNSPOD_ROWS,
  },
  {
    title: "Answers of Alibaba Cloud DNS",
    how: "as for DNSPod.",
    rows: ALIDNS_ROWS,
  },
  {
    title: "Answers of name servers",
    how: "`run --wait 3s` of a new domain. Where a row says nothing else, both servers of the zone answer every question for TXT so; SES's own resolver in the sandbox is spared.",
    rows: DNS_ROWS,
  },
  {
    title: "What stands in the zone",
    how: "`run` of `mail.example.test` where this stands, at Cloudflare and Route 53 by turns. Every foreign record but an SPF record that was merged is compared afterwards: owner, type, TTL and value are what they were.",
    rows: ZONE_ROWS,
  },
];

export function hostileTable(): string {
  const sections = DOORS.map(({ title, how, rows }) =>
    [`### ${title}`, `${rows.length} rows: ${how}`, tableOf(rows)].join("\n\n"),
  );
  return sections.join("\n\n");
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${cell(row.what)} | ${endOf(row)} | ${leftBy(row)} |`);
  return ["| what comes in | exit | what it leaves |", "|---|---|---|", ...lines].join("\n");
}

function endOf({ end }: Row): string {
  return end === "goes on" ? "0, goes on" : `${exitOf(end)} \`${end}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
