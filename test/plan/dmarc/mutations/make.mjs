// Writes mutations.json, the verdicts of those who judge DMARC in the world, on each text that one keystroke makes of
// two reject policies: `node test/plan/dmarc/mutations/make.mjs`, with gcc, Debian's libopendmarc-dev and
// libmail-dmarc-perl, and tools/node24 installed. CI compares with the file and needs none of them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dmarc } from "mailauth/lib/dmarc/index.js";

const HERE = import.meta.dirname;
const ROOT = join(HERE, "../../../..");
const POLICIES = [
  "v=DMARC1; p=reject; adkim=s; rua=mailto:dmarc@example.com",
  "v=DMARC1;p=reject;sp=reject;pct=100;fo=1",
];
const KEYS = [";", "=", ":", '"', " ", "-"];

const texts = [...new Set(POLICIES.flatMap((policy) => [policy, ...mutationsOf(policy)]))];
const judges = {
  "OpenDMARC 1.4.2": openDmarc(),
  "Mail::DMARC 1.20211209": lettersOf(run("perl", [join(HERE, "mail-dmarc.pl")], lines())),
  "mailauth 4.13.3": await Promise.all(texts.map(mailauth4)),
  "mailauth 7.1.0": mailauth7(),
};
const verdicts = texts.map((text, index) => [
  text,
  Object.values(judges)
    .map((letters) => letters[index])
    .join(""),
]);
writeFileSync(
  join(HERE, "../mutations.json"),
  `${JSON.stringify({ judges: Object.keys(judges), verdicts: Object.fromEntries(verdicts) }, null, 2)}\n`,
);

function mutationsOf(text) {
  const places = [...text].map((_, at) => at);
  return [
    ...places.map((at) => text.slice(0, at) + text.slice(at + 1)),
    ...[...places, text.length].flatMap((at) => KEYS.map((key) => text.slice(0, at) + key + text.slice(at))),
    ...places.flatMap((at) => KEYS.map((key) => text.slice(0, at) + key + text.slice(at + 1))),
    ...places.slice(1).map((at) => text.slice(0, at - 1) + text[at] + text[at - 1] + text.slice(at + 1)),
  ];
}

function lines() {
  return `${texts.join("\n")}\n`;
}

function run(program, args, input, env = { PATH: process.env.PATH }) {
  return execFileSync(program, args, { input, env, encoding: "utf8", maxBuffer: 2 ** 26 });
}

/** For a name below the record's own domain: sp, else p. */
function lettersOf(output) {
  const policies = output.split("\n").slice(0, -1);
  if (policies.length !== texts.length) throw new Error("a text without a verdict");
  return policies.map(([p, sp = "-"]) => (sp === "-" ? p : sp));
}

function openDmarc() {
  const folder = mkdtempSync(join(tmpdir(), "opendmarc-"));
  try {
    const program = join(folder, "judge");
    run("gcc", ["-o", program, join(HERE, "opendmarc.c"), "-lopendmarc"], "");
    return lettersOf(run(program, [], lines()));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function mailauth4(text) {
  const { policy } = await dmarc({
    headerFrom: "someone@mail.example.com",
    spfDomains: [],
    dkimDomains: [],
    resolver: async (owner) => {
      if (owner === "_dmarc.example.com") return [[text]];
      throw Object.assign(new Error("nothing there"), { code: "ENODATA" });
    },
  });
  return letterOf(String(policy).trim().toLowerCase());
}

function mailauth7() {
  const trees = texts.map((text) => ({
    name: "mail.example.com",
    levels: [{ domain: "example.com", values: [text] }],
  }));
  const node = join(ROOT, ".node/24/node_modules/.bin/node");
  const answer = run(node, [join(ROOT, "tools/node24/judge-dmarc.mjs")], JSON.stringify(trees));
  return JSON.parse(answer).map(({ policy }) => letterOf(policy));
}

/** What is no policy is none at all. */
function letterOf(policy) {
  return { none: "n", quarantine: "q", reject: "r" }[policy] ?? "-";
}
