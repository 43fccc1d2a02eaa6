import { inspect } from "node:util";
import { expect, it } from "vitest";
import { Interruption, isInterruption } from "../../src/errors/interruption.ts";
import { loadAnotherCopy } from "../support/another-copy.ts";

it("is known also when another copy of the package made it, with its exit status", async () => {
  const other = await loadAnotherCopy();
  const foreign = new other.Interruption(143);
  expect(foreign).not.toBeInstanceOf(Interruption);
  expect(isInterruption(foreign)).toBe(true);
  expect(other.isInterruption(new Interruption(130))).toBe(true);
});

it("is not taken for one without the brand, or with a status that no signal has", () => {
  const abort = Object.assign(new Error("interrupted"), { name: "AbortError", exit: 143 });
  const strange = Object.defineProperty(new Interruption(130), "exit", { value: 0 });
  for (const thrown of [abort, strange, undefined, "interrupted"]) expect(isInterruption(thrown)).toBe(false);
});

it("shows nothing of the brand to who prints it", () => {
  expect(inspect(new Interruption(130))).not.toContain("ses-onboard.interruption");
});
