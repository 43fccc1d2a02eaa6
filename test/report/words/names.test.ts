import { expect, it } from "vitest";
import { PURPOSE_NAMES } from "../../../src/plan/purposes.ts";
import { purposeWord, recordName, recordTitle } from "../../../src/report/words/names.ts";
import { DOMAIN as owner } from "../recording.ts";

const known = PURPOSE_NAMES.filter((purpose) => purpose !== "other");

it.each(known)("a record for %s goes by that name, whatever its type", (purpose) => {
  const name = purpose.toUpperCase();
  expect([purposeWord(purpose), recordTitle({ purpose, type: "CAA" })]).toEqual([name, name]);
  expect(recordName({ purpose, type: "CAA", owner })).toBe(`${name} (CAA ${owner})`);
});

it("a record of which nothing else is known goes by its type", () => {
  const purpose = "other";
  expect([purposeWord(purpose), recordTitle({ purpose, type: "CAA" })]).toEqual(["record", "CAA"]);
});
