import * as fc from "fast-check";
import { labelsOf, parentOf, parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { DmarcLevel } from "../../../src/plan/dmarc/discovery.ts";

/** A name, and what stands at `_dmarc` of it and of each of its ancestors. */
export interface Tree {
  readonly name: DomainName;
  readonly levels: readonly DmarcLevel[];
}

/** Reports can be asked for there, as RFC 9989 section 4.8 has it. */
export const ADDRESSES = [
  "mailto:a@b.example",
  "mailto:a@b.example!10m",
  "x, mailto:c@d.example",
  "https://e.example/f",
];
const NO_ADDRESSES = ["", "a@b.example", 'mailto:a@b.example"', "mailto:a b@c.example", "mailto:a@b!10x"];

/** One TXT value that is a DMARC record, or nearly one. */
export function dmarcTexts(): fc.Arbitrary<string> {
  return fc
    .tuple(VERSION, fc.option(POLICY, { freq: 9 }), fc.array(OTHER_PIECE, { maxLength: 4 }), SEPARATOR, END)
    .map(([version, policy, others, separator, end]) => {
      const [first = [], ...rest] = others.map((piece) => [piece]);
      // `p` stands second, mostly.
      const pieces = [
        version,
        ...(policy === null ? [] : policy.last ? [] : [policy.text]),
        ...first,
        ...rest.flat(),
      ];
      return [...pieces, ...(policy?.last === true ? [policy.text] : [])].join(separator) + end;
    });
}

/** Trees with records at any level, the top-level domain's too. */
export function trees(): fc.Arbitrary<Tree> {
  return names().chain((name) => {
    const domains = atAndAbove(name);
    const values = fc.tuple(...domains.map(() => VALUES));
    return values.map((found) => ({
      name,
      levels: domains.map((domain, index) => ({ domain, values: found[index] ?? [] })),
    }));
  });
}

/** The same for names that have no record of their own. */
export function treesAbove(): fc.Arbitrary<Tree> {
  return trees().map(withoutOwn);
}

export function withoutOwn({ name, levels }: Tree): Tree {
  return { name, levels: levels.filter(({ domain }) => domain !== name) };
}

function atAndAbove(name: DomainName): readonly DomainName[] {
  const parent = parentOf(name);
  return parent === undefined ? [name] : [name, ...atAndAbove(parent)];
}

const VALID = ["none", "quarantine", "reject"] as const;
const policies = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...VALID) },
  { weight: 1, arbitrary: fc.constantFrom("REJECT", "Quarantine", "", "rejects", "r", 'reject"', "non e") },
);

const VERSION = fc.oneof(
  { weight: 20, arbitrary: fc.constant("v=DMARC1") },
  {
    weight: 3,
    arbitrary: fc.constantFrom("v=dmarc1", "V=DMARC1", " v=DMARC1", "v=DMARC1 ", "v = DMARC1", "v= Dmarc1"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "v=DMARC2",
      '"v=DMARC1',
      "v=DMARC1x",
      "DMARC1",
      "v=DMARC1 p=reject",
      "v:DMARC1",
    ),
  },
);

const POLICY = fc.record({
  text: fc
    .tuple(fc.constantFrom("p=", "p=", "p=", "p = ", "P=", "p:"), policies)
    .map((parts) => parts.join("")),
  last: fc.boolean(),
});

const piece = (names: readonly string[], values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...names), values).map((parts) => parts.join("="));

const OTHER_PIECE = fc.oneof(
  { weight: 6, arbitrary: piece(["sp", "sp", "sp", "SP", "p"], policies) },
  { weight: 3, arbitrary: piece(["np"], policies) },
  {
    weight: 6,
    arbitrary: piece(["psd", "psd", "psd", "PSD"], fc.constantFrom("y", "n", "u", "y", "n", "Y", "x")),
  },
  { weight: 4, arbitrary: piece(["t"], fc.constantFrom("y", "y", "n", "Y", "z")) },
  { weight: 4, arbitrary: piece(["rua", "rua", "ruf"], fc.constantFrom(...ADDRESSES, ...NO_ADDRESSES)) },
  { weight: 3, arbitrary: piece(["pct"], fc.constantFrom("0", "50", "100", "x")) },
  { weight: 3, arbitrary: piece(["adkim", "aspf", "aspf "], fc.constantFrom("r", "s", "S", "x")) },
  { weight: 2, arbitrary: fc.constantFrom("fo=1", "fo=x", "ri=3600", "rf=afrf", "unknown=1") },
  {
    weight: 4,
    arbitrary: fc.constantFrom("", "foo", "rua:mailto:a@b.example", "fo:1", "a-b=c", "=x", "v=DMARC1", '"'),
  },
);

const SEPARATOR = fc.constantFrom("; ", "; ", "; ", ";", " ; ");
const END = fc.constantFrom("", "", "", ";", "; ", '"', ";;");

const foreign = fc.constantFrom("hello", "v=spf1 -all", "google-site-verification=x");
const VALUES = fc.oneof(
  { weight: 5, arbitrary: fc.constant([]) },
  { weight: 6, arbitrary: dmarcTexts().map((text) => [text]) },
  { weight: 1, arbitrary: fc.tuple(foreign, dmarcTexts()) },
  { weight: 1, arbitrary: fc.tuple(dmarcTexts(), dmarcTexts()) },
);

/** Of the public suffix list: registries' own, of several labels, below a wildcard, and private ones. */
const SUFFIXES = [
  "test",
  "com",
  "co.uk",
  "foo.ck",
  "x.kobe.jp",
  "github.io",
  "s3.dualstack.eu-west-1.amazonaws.com",
];

function names(): fc.Arbitrary<DomainName> {
  return fc.tuple(fc.constantFrom(...SUFFIXES), fc.integer({ min: 2, max: 12 })).map(([suffix, count]) => {
    const missing = Math.max(1, count - labelsOf(parseDomainName(suffix)).length);
    const labels = ["mail", "dept", "a", "b", "c", "d", "e", "f", "g", "h", "i"].slice(0, missing);
    return parseDomainName([...labels, suffix].join("."));
  });
}
