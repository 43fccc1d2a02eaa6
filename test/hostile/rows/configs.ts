import type { Row } from "../row.ts";

// What a config file may hold. What is refused is refused before anything is asked of anybody.

export interface ConfigRow extends Row {
  readonly text: string | Buffer;
}

/** Shown by `plan`, which leaves nothing, either. */
const goesOn = { end: "goes on", left: "nothing" } as const;
const refused = { end: "CONFIG_INVALID" } as const;
const GOOD = "policy:\n  ttl: 600\n";

function nested(depth: number, open: string, close: string): string {
  return `policy: ${open.repeat(depth)}${close.repeat(depth)}\n`;
}

/** Nine lists of nine of the one before: 387 million entries where nobody counts. */
const LAUGHS = Array.from(
  { length: 9 },
  (_, at) =>
    `a${at}: &a${at} [${Array(9)
      .fill(at === 0 ? "x" : `*a${at - 1}`)
      .join(",")}]\n`,
).join("");

export const CONFIG_ROWS: readonly ConfigRow[] = [
  { what: "nothing", text: "", ...goesOn },
  { what: "comments alone", text: "# later\n", ...goesOn },
  { what: "a byte order mark in front", text: `\ufeff${GOOD}`, ...goesOn },
  { what: "lines that end with CR LF", text: GOOD.replaceAll("\n", "\r\n"), ...goesOn },
  { what: "lines that end with CR alone", text: GOOD.replaceAll("\n", "\r"), ...refused },
  { what: "UTF-16, as Windows writes it", text: Buffer.from(`\ufeff${GOOD}`, "utf16le"), ...refused },
  {
    what: "octets that are not UTF-8",
    text: Buffer.concat([Buffer.from("policy:\n  mx: "), Buffer.from([0xff, 0xfe, 0x0a])]),
    ...refused,
  },
  { what: "NUL", text: "policy:\n  mx: a\u0000b\n", ...refused },
  {
    what: "an escape sequence and a workflow command in a value",
    text: 'policy:\n  mx: "\\e[2J::set-output name=x::y"\n',
    ...refused,
  },
  {
    what: "an escape sequence and a workflow command in a key",
    text: '"\\e[2J::set-output name=x::y": 1\n',
    ...refused,
  },
  { what: "tabs as indentation", text: "policy:\n\tttl: 600\n", ...refused },
  { what: "an unknown key", text: "polcy:\n  ttl: 600\n", ...refused },
  { what: "a key twice", text: `${GOOD}${GOOD}`, ...refused },
  { what: "two documents", text: `${GOOD}---\n${GOOD}`, ...refused },
  { what: "a text where a mapping is wanted", text: "policy: later\n", ...refused },
  { what: "a list where a mapping is wanted", text: "- policy\n", ...refused },
  { what: "a number as text", text: 'policy:\n  ttl: "600"\n', ...refused },
  { what: "a number with a sign of infinity (`.inf`)", text: "policy:\n  ttl: .inf\n", ...refused },
  { what: "a number that is none (`.nan`)", text: "policy:\n  ttl: .nan\n", ...refused },
  { what: "a number of 400 digits", text: `policy:\n  ttl: ${"9".repeat(400)}\n`, ...refused },
  { what: "a number below zero", text: "policy:\n  ttl: -1\n", ...refused },
  { what: "a fraction", text: "policy:\n  ttl: 1.5\n", ...refused },
  { what: "a number in octal", text: "policy:\n  ttl: 0o1130\n", ...goesOn },
  { what: "`null` for a mapping", text: "policy: null\n", ...refused },
  { what: "`yes`, which YAML 1.1 takes for true", text: "policy:\n  mx: yes\n", ...refused },
  { what: "a date", text: "policy:\n  mx: 2026-11-01\n", ...refused },
  { what: "an anchor and its alias", text: "policy:\n  ttl: &t 600\n  mxPriority: *t\n", ...goesOn },
  { what: "an alias without an anchor", text: "policy:\n  ttl: *t\n", ...refused },
  { what: "an alias of what it stands in", text: "policy: &p\n  allow: [*p]\n", ...refused },
  { what: "aliases that multiply (a billion laughs)", text: LAUGHS, ...refused },
  { what: "a merge key (`<<`)", text: "policy:\n  <<: { ttl: 600 }\n", ...refused },
  { what: "`!!js/function`", text: "policy:\n  mx: !!js/function 'function () { return 1; }'\n", ...refused },
  { what: "`!!binary`", text: "policy:\n  mx: !!binary a2VlcA==\n", ...refused },
  { what: "a tag that nobody knows", text: "policy: !mine\n  ttl: 600\n", ...refused },
  { what: "`__proto__` as a key", text: "__proto__:\n  polluted: true\n", ...refused },
  { what: "`__proto__` below a mapping", text: "policy:\n  __proto__:\n    ttl: 600\n", ...refused },
  { what: "`constructor` as a key", text: "constructor:\n  prototype: 1\n", ...refused },
  { what: "`__proto__` as a provider", text: "providers:\n  __proto__:\n    type: cloudflare\n", ...refused },
  {
    what: "`constructor` as a provider's type",
    text: "providers:\n  a:\n    type: constructor\n",
    ...refused,
  },
  { what: "a mapping as a key", text: "? { a: 1 }\n: 2\n", ...refused },
  { what: "10,000 brackets, one in another", text: nested(10_000, "[", "]"), ...refused },
  { what: "10,000 braces, one in another", text: nested(10_000, "{a: ", "}"), ...refused },
  {
    what: "3,000 levels by indentation",
    text: Array.from({ length: 3_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    ...refused,
  },
  { what: "brackets that are not closed", text: "policy: [[[[\n", ...refused },
  { what: "a quote that is not closed", text: 'policy:\n  mx: "keep\n', ...refused },
  {
    what: "a secret where a reference belongs",
    text: "ses:\n  secretKey: literal-secret-0123456789\n",
    ...refused,
  },
  {
    what: "a secret in a line that is no YAML",
    text: "ses: { secretKey: literal-secret-0123456789, : : }}\n",
    ...refused,
  },
  { what: "an endpoint with http:", text: "ses:\n  endpoint: http://ses.example.test\n", ...refused },
  { what: "an endpoint that is no URL", text: "ses:\n  endpoint: ses\n", ...refused },
  {
    what: "an endpoint with a user in it",
    text: "ses:\n  endpoint: https://user:literal-secret-0123456789@ses.example.test\n",
    ...refused,
  },
  {
    what: "an endpoint of somebody else's",
    text: "ses:\n  endpoint: https://ses.example.test\n",
    ...refused,
  },
  { what: "a rule for a URL", text: "domains:\n  - match: https://example.test\n", ...refused },
  { what: "300,000 lines of comments", text: "#\n".repeat(300_000), ...goesOn },
];
