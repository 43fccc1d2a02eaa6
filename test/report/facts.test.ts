import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../src/events/event.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import { sentence } from "../../src/report/event-table.ts";
import { factsOf, type Fact } from "./facts.ts";
import { START } from "./recording.ts";
import { idleRows, isUntold } from "./untold.ts";

// Each sentence tells each fact of its event: with any of them changed it reads differently. What is left out
// on purpose is in a table.

const events: readonly OnboardEvent[] = Object.values(SAMPLES.events)
  .flat()
  .map((body) => ({ ...body, time: START, domain: SAMPLES.domain }));

const named = events.map((event, index) => [`${event.type} (${index + 1})`, event] as const);

describe("the sentence of", () => {
  it.each(named)("%s tells each fact but those that it leaves out on purpose", (_name, event) => {
    const facts = factsOf(event);
    expect(facts.filter((fact) => !isTold(event, fact)).map(({ path }) => path)).toEqual(
      facts.map(({ path }) => path).filter((path) => isUntold(event, path)),
    );
  });

  it.each(named)("%s has no hole where words should be", (_name, event) => {
    expect(sentence(event)).not.toMatch(HOLES);
  });
});

it("leaves out nothing that no event has", () => {
  expect(idleRows(events, (event) => factsOf(event).map(({ path }) => path))).toEqual([]);
});

/** What is left of a sentence whose words are gone. */
const HOLES = /^$|^[\s;,.:]|[(;] ?:|\s$|\s{2}|\s[,.;:)]|\(\s*\)|""|: ?[;.)]|undefined|NaN|\[object/;

/**
 * Told: it reads differently with each other value. Untold: always the same. Anything between is neither, so
 * it is no untold fact.
 */
function isTold(event: OnboardEvent, { others }: Fact): boolean {
  const texts = [event, ...others].map(sentence);
  const different = new Set(texts).size;
  if (different !== 1 && different !== texts.length)
    throw new Error(`two values read alike: ${texts.join(" | ")}`);
  return different === texts.length;
}
