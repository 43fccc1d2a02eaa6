import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { StoredRecord } from "../../src/sandbox/zone-store.ts";
import { startChild, type Child } from "../support/child.ts";
import { CONSENT, eventsIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { openShell } from "../support/typed-shell.ts";
import { commandLinesOf, type CommandLine } from "./command-lines.ts";

// Every command line on a page is typed into a shell as it stands there, page by page, or the table says
// why it is not. SES, the DNS host and DNS are those of the sandbox: our own fakes.

const ROOT = join(import.meta.dirname, "../..");
const PAGES = ["README.md", ...pagesIn("docs"), ...pagesIn("docs/how-to"), "docs/zh/first-time.md"];
/** What is typed here begins so. */
const TYPED = /^(?:(?:npx )?ses-onboard|curl|export|\.) /;

/** What is not, and why. */
const NOT_TYPED: readonly (readonly [begins: RegExp, why: string])[] = [
  [/^npm ci && npm (?:run|test)\b/, "npm ci asks a registry; .ci/run types each of them in a fresh clone"],
  [/^npm (?:pack|install --global)\b/, "test/package/tarball.test.ts packs and installs, away from dist"],
  [/^node --permission\b/, "test/scripts/platforms.test.ts allows a program the same"],
  [/^npx vitest run\b/, "tests, and in one of the groups by themselves"],
  [/^npm run bench\b/, "minutes, and figures that count on a quiet machine alone"],
  [/^git worktree add\b/, "the commit is the reader's choice"],
  [/^gh api\b/, "a repository on GitHub"],
  [/^(?:mkdir|echo|npm publish)\b/, "test/consumers/npm.test.ts types them, with a registry of our own"],
  [/^npm trust\b/, "a package at npm, and a person's second factor"],
];

const linesOf = (page: string): readonly CommandLine[] => commandLinesOf(read(page));
const shown = PAGES.flatMap((page) => linesOf(page).map(({ text }) => text));

describe("a command line on a page", () => {
  it("is typed below, or is not for one reason", () => {
    const reasons = (text: string) => NOT_TYPED.filter(([begins]) => begins.test(text)).length;
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter((text) => (TYPED.test(text) ? 1 : 0) + reasons(text) !== 1)).toEqual([]);
  });

  it("is there for each reason, with the files and scripts that it names", () => {
    expect(NOT_TYPED.filter(([begins]) => !shown.some((text) => begins.test(text)))).toEqual([]);
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: object };
    const named = [...shown, ...NOT_TYPED.map(([, why]) => why)].join("\n");
    const files = named.match(/(?<![\w/])(?:test|\.ci)\/[\w./-]*\w/g) ?? [];
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    const run = [...named.matchAll(/\bnpm run ([\w:]+)/g)].map(([, script = ""]) => script);
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe("what is typed from a page, one line after the other", () => {
  const typed = PAGES.filter((page) => linesOf(page).some(({ text }) => TYPED.test(text)));

  it.concurrent.for(typed)("%s: ends as it tells there", { timeout: 120_000 }, async (page, { expect }) => {
    const lines = linesOf(page).filter(({ text }) => TYPED.test(text));
    const { exits, printed } = await typeAll(page, lines);
    expect(exits, printed).toEqual(lines.map(({ text, exit }) => `${exit}: ${text}`));
    expect(SAID[page]?.filter((text) => !printed.includes(text))).toEqual([]);
  });
});

/** Where runs leave their logs. */
const STATE = ".local/state/ses-onboard";
const VERIFIED = "mail.example.com is verified at an SES on this machine";
/** What is to be seen on the way; curl has no exit status of its own for what was refused. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "README.md": [VERIFIED, "took MX at mail.example.com away again"],
  "docs/cli.md": [VERIFIED],
  "docs/first-time.md": [VERIFIED],
  "docs/manual.md": [VERIFIED, "4 records still to be put back by hand"],
  "docs/runbook.md": [
    "mail.example.test is verified at an SES on this machine",
    "placed www.mail.example.test 300 CNAME mail.example.test",
    'mail.example.test 300 TXT "v=spf1 mx -all"',
    "mail.example.test 300 MX 10 mx.example.net",
    "removed www.mail.example.test 300 CNAME mail.example.test",
  ],
  "docs/zh/first-time.md": [VERIFIED, "site china, region ap-guangzhou"],
};
/** Files that a reader of the page has by then. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  "docs/runbook.md": [
    // A real run keeps its log there as well (decision 34).
    `ln -s "$PWD/mail.example.com.ndjson" ${STATE}`,
    `mkdir node_modules && ln -s '${ROOT}' node_modules/ses-onboard`,
    `cp '${ROOT}/examples/third-party-adapter/inhouse.mjs' adapter.mjs`,
  ],
  "docs/cli.md": [
    "printf '%s\\n' '- mail.example.com' '- news.example.com' > domains.yaml",
    `ln -s ${STATE}/mail.example.com.ndjson run.ndjson`,
  ],
};
const SERVES = /\bses-onboard sandbox\b/;
const LEFT_TO_THE_READER = /\b([A-Z_]+)=…/g;

const name = parseDomainName;
/** The reader's zone, at Cloudflare by its name servers. */
const ZONE = {
  apex: name("example.com"),
  nameServers: [name("amy.ns.cloudflare.com"), name("bob.ns.cloudflare.com")],
};

/** `8: npx ses-onboard check …` for each line in turn, and all that was printed. */
async function typeAll(page: string, lines: readonly CommandLine[]) {
  const cwd = scratchFolder();
  mkdirSync(join(cwd, STATE), { recursive: true });
  const sandbox = await startSandbox({ zones: [ZONE] });
  const values = keysOf(sandbox);
  const exported = new Set(
    lines.flatMap(({ text }) => [...text.matchAll(LEFT_TO_THE_READER)].map(([, key = ""]) => key)),
  );
  const env = Object.fromEntries(Object.entries(values).filter(([key]) => !exported.has(key)));
  const shell = openShell(cwd, { ...CONSENT, ...env }, () => enterByHand(sandbox, join(cwd, "run.ndjson")));
  const served: Child[] = [];
  const stop = async () => {
    const child = served.pop();
    child?.process.kill("SIGINT");
    await child?.ended;
  };
  try {
    for (const line of GIVEN[page] ?? []) await shell.type(line);
    const exits: string[] = [];
    for (const { text } of lines) {
      if (SERVES.test(text)) await stop();
      const exit = SERVES.test(text)
        ? served.push(await serve(text, cwd)) - 1
        : await shell.type(asTyped(text, values));
      exits.push(`${exit}: ${text}`);
    }
    return { exits, printed: shell.printed() };
  } finally {
    await stop();
    await shell.close();
    await sandbox.close();
  }
}

/** Of SES and of one DNS host, as most readers have them. */
function keysOf({ description }: Sandbox): Readonly<Record<string, string>> {
  const all = Object.entries(environmentOf(description));
  return Object.fromEntries(
    all.filter(([key]) => /^(?:TENCENTCLOUD_SECRET|SES_ONBOARD|CLOUDFLARE)_/.test(key)),
  );
}

/** With the reader's own keys; and with the log that a real run leaves, which a rehearsal does not (decision 34). */
function asTyped(text: string, values: Readonly<Record<string, string>>): string {
  const filled = text.replaceAll(LEFT_TO_THE_READER, (_all, key: string) => `${key}=${values[key]}`);
  const [, domain] = /^[^#]* run (mail\.\S+)(?!.* --(?:log|sandbox)\b)/.exec(text) ?? [];
  return domain === undefined ? filled : `SES_ONBOARD_LOG=${STATE}/${domain}.ndjson ${filled}`;
}

/** The line in another shell, where it serves until Ctrl-C. */
async function serve(text: string, cwd: string): Promise<Child> {
  const line = text.replace(/^.*?ses-onboard /, '"$@" ');
  const child = startChild([], {}, { cwd, line });
  await child.says(/DELETE/, "stderr");
  return child;
}

/** Whoever holds the DNS enters each record set that a run has asked for so far. */
function enterByHand({ store }: Sandbox, log: string): void {
  if (!existsSync(log)) return;
  const written = readFileSync(log, "utf8");
  const asked = eventsIn(written.slice(0, written.lastIndexOf("\n") + 1))
    .filter(({ type }) => type === "rrset.requested")
    .map(({ after }) => after as RRset);
  const zone = store.zones.find(({ settings }) => settings.apex === ZONE.apex);
  for (const { owner, type, ttl, values } of asked) {
    const isOfSet = (record: StoredRecord) => record.owner === owner && record.type === type;
    if (zone?.current.records.some(isOfSet) !== false) continue;
    zone.commit((standing) => [
      ...standing,
      ...values.map((value) => zone.newRecord({ owner, type, ttl, value })),
    ]);
  }
}

function pagesIn(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith(".md"));
  return files.map((file) => join(folder, file));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}
