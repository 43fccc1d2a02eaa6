import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parentOf, parseDomainName } from "../../../src/dns/domain-name.ts";
import { sameRRset, type RRset } from "../../../src/dns/rrset.ts";
import { DEFAULT_POLICY, type Policy, type Requirement } from "../../../src/plan/requirement.ts";
import { isMet, satisfy } from "../../../src/plan/satisfy.ts";
import { isSpf } from "../../../src/plan/spf/parse.ts";
import {
  D,
  DKIM,
  DMARC,
  DMARC_NAME,
  KEY,
  KEY_NAME,
  MX,
  requirement,
  rrset,
  SPF,
} from "../../plan/support.ts";
import { spfRecords } from "../../plan/spf/arbitrary.ts";

const REQUIREMENTS = [
  SPF,
  DKIM,
  DMARC,
  MX,
  requirement("TXT", D, "proof=1"),
  requirement("A", D, "192.0.2.1"),
  requirement("CNAME", KEY_NAME, "k.example"),
];

const dmarc = fc.constantFrom(
  "v=DMARC1; p=none",
  "v=DMARC1;p=reject; sp=quarantine; rua=mailto:a@b.example",
  "v=DMARC1",
  "v=dmarc1; p=none",
);
const txt = fc.oneof(
  spfRecords(),
  dmarc,
  fc.constantFrom(
    KEY,
    KEY.replaceAll(" ", ""),
    "v=DKIM1; p=",
    "v=DKIM1; p=AAAA",
    "google-site-verification=x",
    "proof=1",
    '"v=spf1 -all"',
    SPF.expected,
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const mx = fc.constantFrom("10 mx.example.net", "0 .", "20 mxbiz1.qq.com", "65535 a.example", "1 b.example");
const policies: fc.Arbitrary<Policy> = fc.record({
  ttl: fc.constantFrom(300, 600),
  mx: fc.constantFrom("keep", "add", "replace"),
  mxPriority: fc.constantFrom(10, 5),
  dmarc: fc.constantFrom("keep", "replace", "rfc9989", "rfc7489"),
  replace: fc.subarray<`${string}:${typeof D}`>([
    `TXT:${KEY_NAME}`,
    `TXT:${DMARC_NAME}`,
    `MX:${D}`,
    `A:${D}`,
    `CNAME:${KEY_NAME}`,
  ]),
  allow: fc.subarray<`${string}:${typeof D}`>([`A:${D}`, `TXT:${D}`, `CNAME:${KEY_NAME}`]),
});
const texts = fc.array(dmarc, { maxLength: 2 });
const levels = fc.record({ domain: fc.constantFrom(parentOf(D) ?? D, D), values: texts });
const surroundings = fc.record(
  {
    dmarcAbove: fc.uniqueArray(levels, { maxLength: 1 }),
    dmarcElsewhere: texts,
    synthesised: fc.array(
      texts.map((values) => ({
        ...rrset("TXT", DMARC_NAME, values),
        wildcard: parseDomainName("*.example.com"),
      })),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: [] },
);

/** What may stand at a requirement's owner: nothing, or RRsets of one or more types. */
function existingAt({ owner }: Requirement): fc.Arbitrary<readonly RRset[]> {
  const of = (type: string, values: fc.Arbitrary<string>) =>
    fc.option(
      fc
        .tuple(fc.uniqueArray(values, { minLength: 1, maxLength: 4 }), fc.constantFrom(60, 3600))
        .map(([list, ttl]) => rrset(type, owner, list, ttl)),
    );
  return fc
    .tuple(
      of("TXT", txt),
      of("MX", mx),
      of("A", fc.ipV4()),
      fc.option(fc.constant(rrset("CNAME", owner, ["x.example"])), { freq: 8 }),
    )
    .map((rrsets) => rrsets.filter((one) => one !== null));
}

const cases = fc
  .constantFrom(...REQUIREMENTS)
  .chain((wanted) => fc.tuple(fc.constant(wanted), existingAt(wanted), policies, surroundings));

describe("satisfy and isMet", () => {
  it("agree: what satisfy leaves behind is met", () => {
    fc.assert(
      fc.property(cases, ([wanted, existing, policy, around]) => {
        const verdict = satisfy(wanted, existing, policy, around);
        expect(isMet(wanted, existing, policy, around)).toBe(verdict.kind === "fine");
        if (verdict.kind !== "change") return;
        const now = [...existing.filter((one) => one.type !== verdict.after.type), verdict.after];
        expect(satisfy(wanted, now, policy, around)).toMatchObject({ kind: "fine" });
      }),
      { numRuns: 2_000 },
    );
  });

  it("change something whenever they say so, and only the RRset of the wanted type", () => {
    fc.assert(
      fc.property(cases, ([wanted, existing, policy, around]) => {
        const verdict = satisfy(wanted, existing, policy, around);
        fc.pre(verdict.kind === "change");
        expect(verdict.after).toMatchObject({ owner: wanted.owner, type: wanted.type });
        expect(verdict.before).toEqual(existing.find((one) => one.type === wanted.type));
        expect(sameRRset(verdict.before, verdict.after)).toBe(false);
        expect(verdict.after.ttl).toBe(verdict.before?.ttl ?? policy.ttl);
      }),
      { numRuns: 1_000 },
    );
  });

  it("leave exactly one SPF record and every other value alone", () => {
    fc.assert(
      fc.property(existingAt(SPF), policies, (existing, policy) => {
        const verdict = satisfy(SPF, existing, policy, {});
        fc.pre(verdict.kind === "change");
        const others = (values: readonly string[] = []) => values.filter((value) => !isSpf(value)).sort();
        expect(verdict.after.values.filter(isSpf)).toHaveLength(1);
        expect(others(verdict.after.values)).toEqual(others(verdict.before?.values));
      }),
      { numRuns: 1_000 },
    );
  });

  it("lose no value without consent", () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(DKIM, DMARC, MX, ...REQUIREMENTS.slice(4))
          .chain((wanted) => fc.tuple(fc.constant(wanted), existingAt(wanted))),
        ([wanted, existing]) => {
          const verdict = satisfy(wanted, existing, DEFAULT_POLICY, {});
          fc.pre(verdict.kind === "change");
          expect(verdict.after.values).toEqual(expect.arrayContaining([...(verdict.before?.values ?? [])]));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("ignore what stands at other names, and RRsets without values", () => {
    expect(
      satisfy(SPF, [rrset("CNAME", "example.com", ["x.example"]), rrset("CNAME", D, [])], DEFAULT_POLICY, {}),
    ).toMatchObject({
      action: "created",
    });
  });

  it("say no to a conflict", () => {
    expect(isMet(SPF, [rrset("CNAME", D, ["x.example"])], DEFAULT_POLICY, {})).toBe(false);
  });
});
