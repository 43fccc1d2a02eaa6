import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { Played } from "../scenarios.ts";
import { judgeEnd } from "./ends.ts";
import { formsOf } from "./files.ts";

const MAIL = parseDomainName("mail.example.test");
const FAILED = { code: "API_UNAVAILABLE", message: "SES is down.", hint: "Run again." };

const result = (state: string, exit: number, error: object | null = null): string =>
  `${JSON.stringify({ type: "result", domain: MAIL, state, exit, error })}\n`;

const TOLD = `${JSON.stringify({ type: "interrupted", exit: 143 })}\n`;

interface Ending {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr?: string;
  readonly signal?: NodeJS.Signals;
  readonly hung?: boolean;
  readonly verified?: boolean;
  readonly killed?: NodeJS.Signals;
}

const BROKEN: readonly (readonly [rule: string, ending: Ending])[] = [
  ["it ends in time", { exit: null, stdout: "", hung: true }],
  ["its exit status is documented", { exit: 13, stdout: "" }],
  ["its exit status is documented", { exit: 1, stdout: result("failed", 1, FAILED) }],
  ["it ends by itself", { exit: null, stdout: "", signal: "SIGSEGV" }],
  ["each domain has one result", { exit: 5, stdout: "" }],
  ["each domain has one result", { exit: 143, stdout: "", killed: "SIGTERM" }],
  ["each domain has one result", { exit: 143, stdout: TOLD, killed: "SIGTERM" }],
  ["each line of its output is JSON", { exit: 0, stdout: "verified\n", verified: true }],
  ["verified only where SES says so", { exit: 0, stdout: result("verified", 0) }],
  ["exit 0 only where SES has verified", { exit: 0, stdout: result("verified", 0) }],
  ["exit and state agree", { exit: 0, stdout: result("pending", 0), verified: true }],
  ["the exit status is that of the gravest result", { exit: 7, stdout: result("failed", 5, FAILED) }],
  ["a failure has a code", { exit: 5, stdout: result("failed", 5) }],
  ["a failure has words and a hint", { exit: 5, stdout: result("failed", 5, { ...FAILED, hint: "" }) }],
  ["nothing is unexpected", { exit: 5, stdout: result("failed", 5, { ...FAILED, code: "UNEXPECTED" }) }],
  [
    "no warning or stack trace of Node's",
    { exit: 5, stdout: result("failed", 5, FAILED), stderr: "(node:12) MaxListenersExceededWarning: 11" },
  ],
  [
    "no warning or stack trace of Node's",
    { exit: 5, stdout: result("failed", 5, FAILED), stderr: "Error: x\n    at run (/a/b.js:1:2)\n" },
  ],
];

describe("a promise about the end is seen broken", () => {
  it.for(BROKEN)("%s", ([rule, ending]) => {
    expect(rulesOf(ending)).toContain(rule);
  });
});

it("finds nothing wrong with ends that are true", () => {
  expect(rulesOf({ exit: 0, stdout: result("verified", 0), verified: true })).toEqual([]);
  expect(rulesOf({ exit: 5, stdout: result("failed", 5, FAILED) })).toEqual([]);
  expect(rulesOf({ exit: 143, stdout: result("interrupted", 143), killed: "SIGTERM" })).toEqual([]);
  const said = { stderr: "! interrupted (exit 143)", killed: "SIGTERM" } as const;
  expect(rulesOf({ exit: 143, stdout: TOLD, ...said })).toEqual([]);
  expect(rulesOf({ exit: null, stdout: "", signal: "SIGTERM", killed: "SIGTERM" })).toEqual([]);
  const late = { exit: null, signal: "SIGTERM", killed: "SIGTERM" } as const;
  expect(rulesOf({ ...late, stdout: result("verified", 0) })).toEqual([]);
  expect(rulesOf({ ...late, stdout: TOLD })).toContain("it ends by itself");
  expect(rulesOf({ exit: null, stdout: '{"type":"run.sta', signal: "SIGKILL", killed: "SIGKILL" })).toEqual(
    [],
  );
});

it("knows a secret in a longer text, in base64 wherever it begins, in hex and in escapes", () => {
  const secret = 'k/ey+of="the" host & 1%';
  const forms = formsOf(secret);
  for (const before of ["", "a", "ab", "abc"]) {
    const text = Buffer.from(`${before}${secret}:more`).toString("base64");
    expect(
      forms.some((form) => text.includes(form)),
      before,
    ).toBe(true);
  }
  expect(forms).toContain(Buffer.from(secret).toString("hex"));
  expect(forms).toContain(encodeURIComponent(secret));
  expect(forms).toContain(JSON.stringify(secret).slice(1, -1));
});

function rulesOf({ verified = false, killed, ...ending }: Ending): readonly string[] {
  const ended = { signal: null, stderr: "", tookMs: 1, hung: false, ...ending };
  const played: Played = {
    command: "run",
    domains: [MAIL],
    calm: false,
    killed,
    log: undefined,
    reports: [],
    ended,
    verified: verified ? [MAIL] : [],
    found: new Map(),
  };
  return judgeEnd(played).map(({ rule }) => rule);
}
