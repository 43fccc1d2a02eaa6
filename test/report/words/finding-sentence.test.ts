import { describe, expect, it } from "vitest";
import { findingSentence } from "../../../src/report/words/finding-sentence.ts";
import type { SesFinding } from "../../../src/events/record.ts";

const SERVERS = { agreeing: 2, asked: 3 };
const UNTIL = Date.UTC(2026, 10, 22, 9, 5);

/** Which facts beside the finding itself the sentence tells. */
const TOLD: Readonly<Record<SesFinding, { readonly servers: boolean; readonly until: boolean }>> = {
  "cached-nothing": { servers: true, until: true },
  "cached-old": { servers: true, until: true },
  refused: { servers: true, until: false },
  "refused-mx": { servers: true, until: false },
  "refused-no-mx": { servers: false, until: false },
  "refused-null-mx": { servers: true, until: false },
  "two-spf": { servers: false, until: false },
  elsewhere: { servers: true, until: false },
  unpublished: { servers: false, until: false },
};
const FINDINGS = Object.entries(TOLD) as readonly (readonly [SesFinding, (typeof TOLD)[SesFinding]])[];

describe("a finding", () => {
  it.each(FINDINGS)(
    "%s is told with the servers that serve the record and until when a cache may be the cause",
    (finding, told) => {
      const text = findingSentence({ finding, untilAt: UNTIL }, SERVERS);
      expect({
        servers: text.includes("published at 2 of 3 name servers"),
        until: text.includes("until 09:05 UTC"),
      }).toEqual(told);
      const bare = findingSentence({ finding }, null);
      expect(bare).not.toMatch(/^$|name servers, |until|\s{2}|\s[,;.]|^\W|undefined|null/);
      expect(bare.startsWith("stands at the DNS host, and no name server was asked for it")).toBe(
        told.servers,
      );
      expect(bare).not.toContain("published at");
    },
  );

  it("reads like no other", () => {
    expect(new Set(FINDINGS.map(([finding]) => findingSentence({ finding }, SERVERS))).size).toBe(
      FINDINGS.length,
    );
  });

  it("is not made up where SES accepts the record", () => {
    expect(findingSentence({}, SERVERS)).toBe("");
  });
});
