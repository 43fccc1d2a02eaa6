import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/dns/observation.ts";
import type { ResolverAnswer } from "../../../src/dns/resolvers.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { inEnglish, phrase } from "../../../src/errors/phrase.ts";
import {
  refusedIn,
  refusedSentence,
  SIGN_AGAIN,
  warningOf,
  withRefusals,
  type RefusedRecord,
} from "../../../src/onboard/dnssec/receivers.ts";
import { D } from "../fakes.ts";

const RECORD = { owner: D, type: "TXT", values: ["left out"] };
const by = { transport: "udp", roundTripMs: 1 } as const;
const EXPIRED = [{ code: 7, text: "" }];
const NO_PROOF = [{ code: 12, text: "" }];
const rrset = { ...RECORD, ttl: 300, values: ["x"] };
const ANSWERED: Observation = { ...by, kind: "answer", rrset };

function refuses(resolver: string, extendedErrors: typeof EXPIRED = EXPIRED): ResolverAnswer {
  const observation = { ...by, kind: "servfail", extendedErrors } as const;
  return { resolver, observation, validated: false, unchecked: ANSWERED };
}

const validates: ResolverAnswer = { resolver: "8.8.8.8", observation: ANSWERED, validated: true };
const REFUSED: RefusedRecord = { owner: D, type: "TXT", resolvers: ["1.1.1.1"], extendedErrors: EXPIRED };
const SENTENCE = `Resolvers that validate by DNSSEC refuse TXT ${D} at 1.1.1.1 (a signature has expired): receivers that validate may not see it.`;

describe("a record that is served is refused", () => {
  it("where two validating resolvers do, told in one order, with the reason of the first", () => {
    const answers = [refuses("9.9.9.9", NO_PROOF), validates, refuses("1.1.1.1")];
    expect(refusedIn(RECORD, answers, undefined)).toEqual({
      owner: D,
      type: "TXT",
      resolvers: ["1.1.1.1", "9.9.9.9"],
      extendedErrors: NO_PROOF,
    });
  });

  it("where one does with its reason, and the zone above holds a key", () => {
    expect(refusedIn(RECORD, [refuses("1.1.1.1"), validates], true)).toEqual(REFUSED);
    expect(refusedIn(RECORD, [refuses("1.1.1.1"), validates], undefined)).toBeUndefined();
    expect(refusedIn(RECORD, [refuses("1.1.1.1"), refuses("9.9.9.9")], false)).toBeUndefined();
  });

  it("by nobody where all of them see it", () => {
    expect(refusedIn(RECORD, [validates], true)).toBeUndefined();
    expect(refusedIn(RECORD, [], true)).toBeUndefined();
  });
});

it("a refused record is a warning, and a sentence with each record and its resolvers", () => {
  expect(warningOf(REFUSED)).toEqual({ warning: "fails-validation", ...REFUSED });
  expect(inEnglish(refusedSentence([REFUSED]))).toBe(SENTENCE);
  const two = { ...REFUSED, type: "MX", resolvers: ["1.1.1.1", "9.9.9.9"], extendedErrors: [] };
  expect(inEnglish(refusedSentence([REFUSED, two]))).toBe(
    `Resolvers that validate by DNSSEC refuse TXT ${D} at 1.1.1.1 (a signature has expired), MX ${D} at 1.1.1.1, 9.9.9.9: receivers that validate may not see it.`,
  );
});

type Hint = NonNullable<ConstructorParameters<typeof OnboardError>[2]>["hint"];

describe("SES that does not see what is served", () => {
  const facts = { domain: D };
  const pending = (hint: Hint) =>
    new OnboardError("VERIFICATION_PENDING", "SES sees nothing.", { hint, facts });

  it.each<[what: string, hint: Hint]>([
    ["a text", "Wait."],
    ["a sentence in two languages", phrase`Wait.`],
    ["made of pieces", ["Wai", phrase`t.`]],
  ])("may be one that validates: what is refused is told beside, before a hint that is %s", (_what, hint) => {
    const cause = pending(hint);
    const told = withRefusals(cause, [REFUSED]);
    expect(told).toBeInstanceOf(OnboardError);
    expect(told).toMatchObject({
      code: "VERIFICATION_PENDING",
      message: `SES sees nothing. ${SENTENCE}`,
      hint: `${inEnglish(SIGN_AGAIN)} Wait.`,
      facts: { domain: D, refused: [REFUSED] },
      cause,
    });
    expect(inEnglish(SIGN_AGAIN)).toBe(
      "Have the DNS host sign the zone again, with its proofs of absence (PowerDNS: pdnsutil rectify-zone).",
    );
  });

  it("says the same as before where nothing is refused", () => {
    const thrown = pending("Wait.");
    expect(withRefusals(thrown, [])).toBe(thrown);
  });

  it.each([
    ["another failure", new OnboardError("NOT_PROPAGATED", "No.", { hint: "Wait." })],
    ["a bug", new Error("no failure of ours")],
  ])("does not change %s", (_what, thrown) => {
    expect(withRefusals(thrown, [REFUSED])).toBe(thrown);
  });
});
