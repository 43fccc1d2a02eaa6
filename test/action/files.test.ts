import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeFolder, writeOutputs, writeSummary } from "../../src/action/files.ts";
import type { Io } from "../../src/cli/io.ts";
import { outputsIn } from "../support/action-outputs.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const ioWith = (env: Io["env"]) => ({ env }) as Io;

describe("writeOutputs", () => {
  it("gives a runner back what it was given, whatever stands in it", () => {
    const file = join(scratchFolder(), "output");
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a<<b", "state<<x\nverified\nx", "ses-onboard-", "\n\n", "::set-output name=a::b"),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.stringMatching(/^[a-z-]{1,12}$/),
          text.map((value) => value.toWellFormed()),
        ),
        (outputs) => {
          writeFileSync(file, "");
          writeOutputs(ioWith({ GITHUB_OUTPUT: file }), outputs);
          expect(outputsIn(readFileSync(file, "utf8"))).toEqual({ ...outputs });
        },
      ),
    );
  });

  it("never uses a delimiter twice", () => {
    const file = join(scratchFolder(), "output");
    for (const state of ["a", "b"]) writeOutputs(ioWith({ GITHUB_OUTPUT: file }), { state, code: state });
    const delimiters = [...readFileSync(file, "utf8").matchAll(/<<(.+)/g)].map((match) => match[1]);
    expect(new Set(delimiters).size).toBe(4);
  });

  it("says nothing where nobody listens", () => {
    expect(() => writeOutputs(ioWith({ GITHUB_OUTPUT: "" }), { state: "verified" })).not.toThrow();
    expect(() => writeSummary(ioWith({}), "text")).not.toThrow();
  });
});

describe("writeSummary", () => {
  it("adds to what earlier steps wrote", () => {
    const file = join(scratchFolder(), "summary.md");
    for (const text of ["one\n", "two\n"]) writeSummary(ioWith({ GITHUB_STEP_SUMMARY: file }), text);
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
  });
});

describe("makeFolder", () => {
  it("makes another one for each step, below the runner's temporary folder", () => {
    const place = join(scratchFolder(), "not", "there", "yet");
    const [one, two] = [
      makeFolder(ioWith({ RUNNER_TEMP: place })),
      makeFolder(ioWith({ RUNNER_TEMP: place })),
    ];
    expect(one).not.toBe(two);
    expect([existsSync(one), dirname(one)]).toEqual([true, place]);
  });
});
