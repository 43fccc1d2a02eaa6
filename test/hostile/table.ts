import { exitOf } from "../../src/errors/codes.ts";
import { leftBy, type Row } from "./row.ts";
import { CONFIG_ROWS } from "./rows/configs.ts";
import { DOMAIN_ROWS } from "./rows/domains.ts";
import { SECRET_ROWS } from "./rows/secrets.ts";
import { SES_ROWS } from "./rows/ses.ts";

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
    title: "Answers of SES",
    how: "`run` of a new domain. Each answer that tells of the identity is changed, Create's first: what is refused then leaves the identity, which nobody can take back, and no record.",
    rows: SES_ROWS,
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
