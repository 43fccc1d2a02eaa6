import { describe, expect, it } from "vitest";
import { REHEARSAL } from "../../../src/events/samples/rehearsal.ts";
import { rehearsalSentence, withHint } from "../../../src/report/words/rehearsal-words.ts";

const ALL = { ses: 1, provider: 1, dns: 1 };
const without = (of: string) => ({
  ...REHEARSAL,
  endpoints: REHEARSAL.endpoints?.filter((one) => one.of !== of) ?? [],
});

describe("the sentence of a rehearsal", () => {
  it.each([
    ["of no rehearsal", {}, undefined],
    [
      "where all was on this machine",
      { ...REHEARSAL, calls: ALL },
      "Rehearsal: nothing real was asked or changed.",
    ],
    ["of a killed one", REHEARSAL, "Rehearsal: nothing real was asked or changed."],
    [
      "at the real DNS host",
      { ...without("provider"), calls: ALL },
      "Rehearsal: SES and DNS were on this machine; the DNS host may have been real.",
    ],
    [
      "at the real DNS host, which was not asked yet",
      { ...without("provider"), calls: { ...ALL, provider: 0 } },
      "Rehearsal: nothing real was asked or changed.",
    ],
    [
      "of the DNS host alone, as undo asks it",
      { ...without("ses"), calls: { ses: 0, provider: 3, dns: 0 } },
      "Rehearsal: nothing real was asked or changed.",
    ],
    [
      "with the real SES",
      { ...without("ses"), calls: ALL },
      "Rehearsal: the DNS host and DNS were on this machine; SES may have been real.",
    ],
    [
      "of nothing but the real ones, asked before the sandbox was",
      { ...without("ses"), calls: { ses: 1, provider: 0, dns: 0 } },
      "Rehearsal: SES may have been real.",
    ],
  ])("says %s what it proves", (_when, given, told) => {
    expect(rehearsalSentence(given)).toBe(told);
  });
});

describe("a hint in a sandbox", () => {
  it("is for a real run, and so is its command", () => {
    const command = "ses-onboard run --sandbox --mx add mail.example.com";
    const error = {
      code: "IDENTITY_MISSING",
      message: "",
      hint: `Onboard it: \`${command}\`.`,
      commands: [command],
      facts: {},
    } as const;
    expect(withHint({ sandbox: true }, error)).toMatchObject({
      hint: "In a real run: Onboard it: `ses-onboard run --mx add mail.example.com`.",
      commands: ["ses-onboard run --mx add mail.example.com"],
    });
    expect(withHint({}, error)).toBe(error);
  });

  it("of an API on this machine that is late is this machine's, and the vendor's own is not", () => {
    const late = { code: "API_UNAVAILABLE", message: "It was late.", hint: "Run again.", facts: {} } as const;
    expect(withHint(REHEARSAL, late).hint).toMatch(/^The API is on this machine: .*too busy/);
    expect(withHint({ ...REHEARSAL, sandbox: true }, late).hint).toMatch(/^This machine was too busy/);
    const elsewhere = [{ of: "provider", name: "own", url: "https://gateway.example.com" }] as const;
    expect(withHint({ ...REHEARSAL, endpoints: elsewhere }, late)).toBe(late);
    expect(withHint({}, late)).toBe(late);
  });
});
