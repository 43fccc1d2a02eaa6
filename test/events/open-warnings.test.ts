import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { isNote, openWarnings } from "../../src/events/open-warnings.ts";
import type { EventBody } from "../../src/events/event.ts";
import type { Warning } from "../../src/plan/warning.ts";

const owner = parseDomainName("mail.example.com");
const SPF: Warning = { warning: "spf-decides-nothing", owner };
const DOUBLED: Warning = { warning: "doubled-suffix", owner };
const ENDED: Warning = {
  warning: "wildcard-ended",
  owner,
  wildcard: parseDomainName("*.example.com"),
  lost: [],
  below: ["MX"],
};
const raised = (...warnings: readonly Warning[]): readonly EventBody[] =>
  warnings.map((warning) => ({ type: "warning.raised", warning }));
const record = (...warnings: readonly Warning[]) => ({ warnings });

describe("what is left to look at", () => {
  it("is what records warn of and what was raised on its own, each once", () => {
    expect(openWarnings([record(SPF), record(SPF, DOUBLED)], raised(DOUBLED, ENDED, ENDED))).toEqual([
      SPF,
      DOUBLED,
      ENDED,
    ]);
  });

  it("has the same order whichever lane spoke first", () => {
    for (const events of [raised(ENDED, DOUBLED), raised(DOUBLED, ENDED)])
      expect(openWarnings([], events)).toEqual([DOUBLED, ENDED]);
  });

  it("has no mere notes: what the run did as asked, and what leaves nothing to do", () => {
    const notes: readonly Warning[] = [
      { warning: "family-missing", owner, family: 6 },
      { warning: "mx-replaced", owner, lost: ["0 ."] },
      { warning: "dmarc-own-organisation", owner, domain: owner },
      {
        warning: "from-wildcard",
        owner,
        type: "MX",
        wildcard: parseDomainName("*.example.com"),
        values: ["5 mx.example.net"],
      },
      { warning: "mx-kept", owner, kept: ["5 mx.example.net"], because: "mx" },
      { warning: "mx-kept", owner, kept: ["192.0.2.25"], because: "address" },
    ];
    expect(openWarnings([record(...notes)], raised(...notes))).toEqual([]);
    expect(notes.filter(isNote)).toEqual(notes);
  });

  it("has an MX that was replaced where people may have received mail", () => {
    const replaced: Warning = { warning: "mx-replaced", owner, lost: ["5 mx.example.net"] };
    expect(openWarnings([record(replaced)], [])).toEqual([replaced]);
    expect(isNote(replaced)).toBe(false);
  });

  it("has a kept null MX, which makes receivers refuse what the name sends", () => {
    const kept: Warning = { warning: "mx-kept", owner, kept: ["0 ."], because: "null-mx" };
    expect(openWarnings([record(kept)], [])).toEqual([kept]);
  });
});
