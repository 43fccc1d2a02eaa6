import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measured } from "../support/bounds/measure.ts";
import { KINDS } from "../support/bounds/rows.ts";

// What `npm run bench bounds` prints, held on the built program by one of each kind: each thing of an unusual size ends
// as it shall, within the memory that is promised. Seconds are those of a busy machine, and of several at once.

const CHECKOUT = join(import.meta.dirname, "../..");
const MOST_MEGABYTES = 300;
const MOST_SECONDS = 30;

describe("what is too large for the built command", () => {
  it.concurrent.each(KINDS)(
    "$name: exit $exit $code",
    async ({ start, exit, code }) => {
      const place = await start();
      try {
        const ended = await measured(CHECKOUT, place);
        expect({ exit: ended.exit, code: ended.code }, ended.message + ended.stderr.slice(-500)).toEqual({
          exit,
          code,
        });
        expect(ended.megabytes).toBeLessThan(MOST_MEGABYTES);
        expect(ended.megabytes).toBeGreaterThan(0);
        expect(ended.seconds).toBeLessThan(MOST_SECONDS);
        // An error tells in one sentence, not in what came.
        expect(ended.message.length).toBeLessThan(10_000);
      } finally {
        await place.close();
      }
    },
    60_000,
  );
});
