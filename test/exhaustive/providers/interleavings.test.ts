import { describe, expect, it } from "vitest";
import { HOSTS } from "./interleavings/hosts.ts";
import { OTHERS, play, type Outcome } from "./interleavings/play.ts";

// Two writers on one record set, at hosts without compare-and-swap that keep one record for each value: read
// interleavings/play.ts, world.ts, others.ts, hosts.ts. A hundred here; `npm run interleavings` has 1,000 of each host,
// whose figures are in docs/reliability.md.

const TIMES = Number(process.env["INTERLEAVINGS"] ?? 100);

describe.each(Object.values(HOSTS))("two writers at $title", (kind) => {
  it(
    `lose nothing outside of the edited value's window, and leave nothing twice (${TIMES})`,
    {
      timeout: TIMES * 2_000,
    },
    async () => {
      const outcomes: Outcome[] = [];
      for (let seed = 0; seed < TIMES; seed += 1) outcomes.push(await play(kind, seed));
      for (const other of OTHERS) console.log(`${kind.title}: ${told(other, outcomes)}`);
      expect(outcomes.filter(({ doubledAtEnd }) => doubledAtEnd === "in sight")).toEqual([]);
      expect(outcomes.filter(({ verifiedWhileDoubled }) => verifiedWhileDoubled)).toEqual([]);
      expect(outcomes.filter(({ lost }) => lost === "outside of it")).toEqual([]);
      expect(outcomes.filter(({ ends }) => ends.some((end) => end !== "verified"))).toEqual([]);
      // Else they would show nothing.
      expect(outcomes.filter(({ raced }) => raced).length).toBeGreaterThan(TIMES / 2);
    },
  );
});

function told(other: string, all: readonly Outcome[]): string {
  const outcomes = all.filter((outcome) => outcome.other === other);
  const count = (is: (outcome: Outcome) => boolean) => outcomes.filter(is).length;
  const longest = Math.max(0, ...outcomes.map(({ longestDoubledMs }) => longestDoubledMs));
  return (
    `${other}: ${outcomes.length} interleavings, ${count(({ raced }) => raced)} wrote before our end; ` +
    `two stood ${count(({ longestDoubledMs }) => longestDoubledMs > 0)}, longest ${(longest / 1_000).toFixed(1)} s, ` +
    `at the end ${count(({ doubledAtEnd }) => doubledAtEnd === "in sight")} and ` +
    `${count(({ doubledAtEnd }) => doubledAtEnd === "out of sight")} that no name server served yet; lost in the window ${count(({ lost }) => lost === "in the window")}, ` +
    `outside of it ${count(({ lost }) => lost === "outside of it")}; ends ${[...new Set(outcomes.flatMap(({ ends }) => ends))].join(", ")}`
  );
}
