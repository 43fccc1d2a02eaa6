import { describe, expect, it } from "vitest";
import { inEnglish } from "../../../src/errors/phrase.ts";
import type { RecordAnswer } from "../../../src/events/said-of-record.ts";
import type { ServerVerdict } from "../../../src/events/verdict.ts";
import { culpritsIn, culpritsSaid, mendingHint, type Seen } from "../../../src/onboard/check/said.ts";
import { KEY_NAME } from "../fakes.ts";
import { named } from "../preflight/worlds.ts";

// Who keeps a domain from being published, what is said of them, and what mends it.

function answer(n: number, verdict: ServerVerdict): RecordAnswer {
  const at = { server: named(`ns${n}.dns.test`), address: `192.0.2.${n}`, port: 53 };
  const observation = { transport: "udp", roundTripMs: 1, kind: "servfail", extendedErrors: [] } as const;
  return { at, rrset: { owner: KEY_NAME, type: "TXT" }, verdict, observation };
}

/** Nobody agrees, and no server answers. */
const seen = (...answers: readonly RecordAnswer[]): Seen => ({
  inspections: [],
  look: { agrees: false, answers, answering: { agreeing: 0, asked: answers.length } },
  refused: [],
});

describe("what mends a server", () => {
  it.each<[ServerVerdict, RegExp]>([
    ["old", /^Check again later; .* why ns1\.dns\.test \(192\.0\.2\.1\) differs from the others\.$/],
    ["nodata", /^Check again later; /],
    ["nxdomain", /^Check again later; /],
    ["cname", /^Check again later; /],
    ["lame", /^Correct the delegation at the registrar, or have ns1\.dns\.test \(192\.0\.2\.1\) serve/],
    ["unreachable", /^Have ns1\.dns\.test \(192\.0\.2\.1\) answer again/],
    ["servfail", /^Ask the DNS host why ns1\.dns\.test \(192\.0\.2\.1\) gives no answer/],
    ["malformed", /^Ask the DNS host why /],
    ["referral", /^Ask the DNS host why /],
  ])("is told of each: %s", (verdict, hint) => {
    expect(inEnglish(mendingHint(seen(answer(1, verdict))))).toMatch(hint);
  });

  it("is to look for another host of the zone, where its servers differ", () => {
    expect(JSON.stringify(mendingHint(seen(answer(1, "old"))))).toContain('"command":"doctor"');
  });
});

it("four things that servers say are all said, and of five the last is counted", () => {
  const said = (many: number) =>
    inEnglish(culpritsSaid(seen(...Array.from({ length: many }, (_, n) => answer(n + 1, "servfail")))));
  const one = (n: number) => `ns${n}.dns.test (192.0.2.${n}) fails (SERVFAIL) on TXT ${KEY_NAME}`;
  expect(said(1)).toBe(one(1));
  expect(said(4)).toBe([1, 2, 3, 4].map(one).join("; "));
  expect(said(5)).toBe(`${[1, 2, 3, 4].map(one).join("; ")}; and 1 more`);
});

it("nobody is to blame where the servers agree, be many that only the zone names out of reach", () => {
  const silent = seen(answer(1, "serves"), answer(2, "unreachable"));
  const agreeing = { ...silent.look, agrees: true, answering: { agreeing: 1, asked: 3 } };
  expect(culpritsIn({ ...silent, look: agreeing })).toEqual([]);
  expect(culpritsIn({ ...silent, look: { ...agreeing, agrees: false } })).toHaveLength(1);
});
