import { describe, expect, it } from "vitest";
import { refusedWords } from "../../../src/report/words/identity-words.ts";
import { SAMPLES } from "../../../src/events/samples/samples.ts";

const sample = SAMPLES.events["identity.refused"].find(({ nextInMs }) => nextInMs === null);
const last = sample && { ...sample, time: 0, domain: SAMPLES.domain };

describe("a refusal with no next look in sight", () => {
  it("claims nothing about the time: there may be some left, and a next look beyond it", () => {
    expect(last && refusedWords(last)).toMatch(/does not ask again \(request id \S+\)$/);
  });

  it("is no end where SES asks for more, which is published first", () => {
    const added = last?.ses.map(({ record }) => record) ?? [];
    expect(last && refusedWords({ ...last, added })).toMatch(/which is published first$/);
  });
});
