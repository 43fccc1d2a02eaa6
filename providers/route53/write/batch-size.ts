import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { phrase } from "../../../src/errors/phrase.ts";
import type { RawChange } from "../api.ts";
import { meta } from "../meta.ts";

/**
 * The plan has judged its swaps already; here all counts as it is sent, in the spelling of whoever wrote it. Nothing is
 * sent that Route 53 refuses for its size.
 * @throws OnboardError VALUE_REJECTED
 */
export function requireBatchSize(changes: readonly RawChange[]): void {
  const texts = changes.flatMap(({ ResourceRecordSet: { ResourceRecords = [] } }) =>
    ResourceRecords.map(({ Value = "" }) => Value),
  );
  const { values = Infinity, characters = Infinity } = meta.traits.sizes ?? {};
  refuseAbove(values, texts.length, "values");
  refuseAbove(
    characters,
    texts.reduce((sum, text) => sum + text.length, 0),
    "characters",
  );
}

function refuseAbove(most: number, sum: number, unit: "values" | "characters"): void {
  if (sum <= most) return;
  throw new OnboardError(
    "VALUE_REJECTED",
    phrase`Route 53 takes ${most} ${unit} in one batch, and this one would have ${sum}: what it deletes and what it creates. It was not sent.`,
    {
      hint: phrase`Delete records at these names that nobody needs any more, then run the same command again.`,
      facts: { unit, sum, most },
    },
  );
}
