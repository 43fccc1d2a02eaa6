import { expect, it } from "vitest";
import type { Warning } from "../../../../src/plan/warning.ts";
import { warningSentence } from "../../../../src/report/words/warnings/warning-sentence.ts";
import { DOMAIN as owner, name } from "../../recording.ts";

const from = name("_dmarc.a.example");

const WARNINGS: readonly (readonly [Warning, readonly string[]])[] = [
  [
    { warning: "mx-added-beside-others", owner, others: ["5 mx.example.net"] },
    ["mx.example.net", "forwards"],
  ],
  [{ warning: "mx-replaced", owner, lost: ["5 mx.example.net"] }, ["mx.example.net", "put that MX back"]],
  [{ warning: "mx-kept", owner, kept: ["5 mx.example.net"], because: "mx" }, ["mx.example.net", "--mx add"]],
  [{ warning: "mx-kept", owner, kept: ["192.0.2.1"], because: "address" }, ["192.0.2.1", "address"]],
  [{ warning: "mx-kept", owner, kept: ["0 ."], because: "null-mx" }, ["7505"]],
  [{ warning: "spf-void-lookups", owner, count: 3, upTo: 3, without: 3 }, ["3 lookups", "7208", "already"]],
  [{ warning: "spf-void-lookups", owner, count: 1, upTo: 3, without: 2 }, ["1 to 3 lookups", "be 2."]],
  [{ warning: "spf-lookups", owner, count: 11, without: 10 }, ["11 DNS lookups", "it would be 10."]],
  [{ warning: "spf-senders-fail", owner, because: "lookups", at: "12" }, ["12 DNS lookups", "worst case"]],
  [{ warning: "spf-first-record", owner, leftOut: ["mx.example.net"] }, ["mx.example.net is not listed"]],
  [{ warning: "spf-follows-mx", owner, term: "mx", lost: ["mx.example.net"] }, ["mx.example.net", '"mx"']],
  [{ warning: "answer-over-udp", owner, type: "TXT", octets: 540, limit: 512 }, ["540 octets", "TCP"]],
  [{ warning: "spf-decides-nothing", owner }, ["~all"]],
  [
    {
      warning: "spf-term-broken",
      owner,
      at: owner,
      term: "include:gone.example",
      because: "no-record",
    },
    ["include:gone.example", "no SPF record"],
  ],
  [
    { warning: "spf-not-counted", owner, term: "include:slow.example", because: "no answer" },
    ["include:slow.example", "no answer"],
  ],
  [
    { warning: "dmarc-inherited", owner, policy: "reject", tag: "sp", from, reports: ["mailto:d@a.example"] },
    ['"reject" (sp)', from, "ended it", "mailto:d@a.example"],
  ],
  [{ warning: "dmarc-inherited", owner, policy: "none", tag: "p", from, reports: [] }, ['"none" (p)', from]],
  [
    {
      warning: "dmarc-discoveries-differ",
      owner,
      rfc9989: { policy: "reject", tag: "p", from, beside: ["adkim=s"] },
      taken: "rfc9989",
      named: false,
      published: "v=DMARC1; p=reject; adkim=s",
      senders: ["10 mx.a.example"],
    },
    [
      `"reject" (p of ${from}, adkim=s)`,
      "RFC 7489 no policy",
      `"v=DMARC1; p=reject; adkim=s"`,
      `--dmarc rfc7489 --replace TXT:${owner}.`,
      "10 mx.a.example",
    ],
  ],
  [{ warning: "dmarc-flawed", owner, value: "v=DMARC1;; p=none", flaws: [""] }, ["an empty piece"]],
  [
    { warning: "dmarc-flawed-above", owner, from, policy: "none", flaws: ["p=rejcet"] },
    [`at ${from} has flaws (p=rejcet)`, '"none"'],
  ],
  [
    {
      warning: "dmarc-weakened",
      owner,
      former: "none",
      policy: "none",
      was: "obeyed",
      lost: ["sp=reject", "adkim=s"],
    },
    [`asks for more than the "none" that replaces it`, "end sp=reject and adkim=s"],
  ],
  [
    { warning: "dmarc-weakened", owner, former: "reject", policy: "none", was: "meant", lost: [] },
    ["receivers don't obey as it stands"],
  ],
  [
    { warning: "dmarc-weakened", owner, former: "rejct", policy: "none", was: "unknown", lost: [] },
    ['"rejct", which is no DMARC policy', "may be weaker"],
  ],
  [{ warning: "dmarc-own-organisation", owner, domain: from }, ["an organisational domain of its own"]],
  [{ warning: "quotes-in-value", owner, value: '"v=spf1"' }, ['"v=spf1"']],
  [{ warning: "cut-at-255", owner, value: "v=DKIM1; p=AAAA" }, ["255", "v=DKIM1"]],
  [
    {
      warning: "not-put-back",
      record: { purpose: "spf", owner, type: "TXT", expected: "v=spf1 include:qcloudmail.com ~all" },
      because: "changed",
    },
    ["changed TXT", "left alone", "If include:qcloudmail.com still stands in it", "that alone"],
  ],
  [
    {
      warning: "not-put-back",
      record: { purpose: "mx", owner, type: "MX", expected: "mxbiz1.qq.com" },
      because: "secret",
    },
    ["The log does not hold", "mxbiz1.qq.com"],
  ],
  [
    {
      warning: "not-put-back",
      record: { purpose: "dmarc", owner, type: "TXT", expected: "v=DMARC1; p=none" },
      because: "changed",
    },
    ["Compare what stands there with what the log has for before"],
  ],
  [{ warning: "doubled-suffix", owner }, ["twice"]],
  [
    {
      warning: "wildcard-ended",
      owner,
      wildcard: name("*.example.test"),
      lost: [{ type: "A", ttl: 300, values: ["192.0.2.80"] }],
      below: ["A", "MX"],
    },
    ["*.example.test no longer answers A and MX", "A 192.0.2.80 (TTL 300)", "*.mail.example.test"],
  ],
];

const wildcard = name("*.example.test");
const ended = { warning: "wildcard-ended", owner, wildcard } as const;
const broken = { warning: "spf-term-broken", owner, term: "include:x.example" } as const;
const A = { type: "A", ttl: 300, values: ["192.0.2.80"] };

const DIFFERING = {
  warning: "dmarc-discoveries-differ",
  owner,
  taken: "rfc7489",
  published: "v=DMARC1; p=none",
  senders: [],
} as const;

/** What is said of one thing and must not be said of its neighbour. */
const TOLD_APART: readonly (readonly [Warning, said: string, notSaid: string])[] = [
  [
    { ...ended, lost: [A], below: [], diverts: ["10 mxbiz1.qq.com"] },
    `mail for ${owner} could go to 192.0.2.80; with 10 mxbiz1.qq.com`,
    "names below",
  ],
  [{ ...ended, lost: [A], below: [] }, `no longer answers for ${owner}. Add`, "names below"],
  [{ ...ended, lost: [], below: ["A"] }, `answers A for names below ${owner}. If`, "Add at"],
  [
    { ...ended, lost: [A], below: ["A"] },
    `answers A for ${owner} and the names below it. Add`,
    "for names below",
  ],
  [
    { ...ended, lost: [{ type: "CNAME", ttl: 60, values: ["x.example.net"] }], below: [] },
    "the addresses (A, AAAA, TTL 60) of x.example.net",
    "CNAME x",
  ],
  [
    { ...ended, lost: [{ type: "TXT", ttl: 60, values: ["site=1"] }], below: [] },
    'TXT "site=1" (TTL 60)',
    "the addresses",
  ],
  [
    {
      warning: "from-wildcard",
      owner,
      type: "MX",
      wildcard,
      values: ["10 a.test"],
      through: name("x.example.net"),
    },
    "its CNAME leads to x.example.net",
    "undefined",
  ],
  [{ warning: "from-wildcard", owner, type: "MX", wildcard, values: ["10 a.test"] }, '"10 a.test"', "CNAME"],
  [{ ...broken, at: owner, because: "target", detail: "it is a URL" }, ": it is a URL. Correct", "(it is"],
  [{ ...broken, at: owner, because: "syntax", detail: '"x": none' }, 'a syntax error ("x": none)', ": none."],
  [
    { ...broken, at: name("i.example"), because: "loop" },
    "at i.example, to which that of",
    "of mail.example.test:",
  ],
  [{ ...broken, at: owner, because: "loop" }, `record of ${owner}: it leads back`, "to which"],
  [{ warning: "spf-first-record", owner, leftOut: [] }, "Add each other service", "not listed"],
  [{ warning: "spf-first-record", owner, leftOut: ["a.test", "b.test"] }, "are not listed", "is not listed"],
  [{ warning: "answer-over-udp", owner, type: "TXT", octets: 540, limit: 512 }, "without EDNS", "1232"],
  [
    { warning: "answer-over-udp", owner, type: "TXT", octets: 1300, limit: 1232 },
    "over the 1232",
    "without EDNS",
  ],
  [{ warning: "mx-replaced", owner, lost: ["0 ."] }, "takes the place of the null MX", "put that MX back"],
  [{ warning: "mx-replaced", owner, lost: ["5 a.test"] }, "put that MX back", "null MX"],
  [
    { warning: "mx-kept", owner, kept: ["65535 a.test"], because: "mx" },
    "lower the preference 65535",
    "undefined",
  ],
  [{ warning: "mx-kept", owner, kept: ["5 a.test"], because: "mx" }, "--mx add", "65535"],
  [{ warning: "dmarc-pct", owner, from, pct: 0, trial: true }, "on trial (pct=0", "holds for all mail"],
  [{ warning: "dmarc-pct", owner, from, pct: 50, trial: false }, "50% of the mail only", "on trial"],
  [
    { warning: "dmarc-reports-dropped", owner, address: "mailto:a@b.test", at: from },
    "will be dropped",
    "could not be looked up",
  ],
  [
    { warning: "dmarc-reports-dropped", owner, address: "mailto:a@b.test", at: from, because: "silence" },
    "could not be looked up",
    "will be dropped",
  ],
  [
    { warning: "dmarc-unreadable-above", owner, from, values: ["v=DMARC1"], policy: "none" },
    "A text at",
    "texts",
  ],
  [
    { warning: "dmarc-unreadable-above", owner, from, values: ["v=DMARC1", "x".repeat(99)], policy: "none" },
    "2 texts at",
    "x".repeat(99),
  ],
  [
    { ...DIFFERING, named: false },
    "the policy that RFC 7489 gives. To take the other, run again with --dmarc rfc9989 --replace TXT:",
    "may send already",
  ],
  [{ ...DIFFERING, named: true }, "the policy that RFC 7489 gives.", "To take the other"],
  [
    { warning: "dmarc-inherited", owner, policy: "none", tag: "p", from, reports: [] },
    'beside its policy "none"',
    "Reports go to",
  ],
  [
    { warning: "delegation-differs", owner, onlyParent: [name("ns1.example.net")], onlyZone: [] },
    "(only the parent: ns1.example.net)",
    "only the zone",
  ],
];

it.each(TOLD_APART)("%j is told apart from its neighbour", (warning, said, notSaid) => {
  const text = warningSentence(warning);
  expect(text).toContain(said);
  expect(text).not.toContain(notSaid);
});

it.each(WARNINGS)("%j says what it means and what to do", (warning, facts) => {
  const text = warningSentence(warning);
  for (const fact of [owner, ...facts]) expect(text).toContain(fact);
});

it("neutralises what it quotes", () => {
  expect(
    warningSentence({ warning: "quotes-in-value", owner, value: "\u001b]0;x\u0007::error::" }),
  ).not.toMatch(/\p{Cc}|::error/u);
});
