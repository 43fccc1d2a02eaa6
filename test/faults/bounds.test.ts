import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measured } from "../support/bounds/measure.ts";
import { ROWS } from "../support/bounds/rows.ts";

// What `npm run bench bounds` prints, held on the built program by one of each kind: each thing of an unusual size ends
// as it shall, within the memory that is promised. Seconds are those of a busy machine, and of several at once.

const CHECKOUT = join(import.meta.dirname, "../..");
const MOST_MEGABYTES = 300;
const MOST_SECONDS = 30;

/** What another row is bounded by as well: the same lines of the program. */
const ALIKE: ReadonlySet<string> = new Set([
  "SES: answer of 50 MB",
  "SES: a value of 3 MB",
  "SES: a type of 5 MB",
  "SES: a refusal of 3 MB",
  "Cloudflare: answer of 50 MB",
  "Cloudflare: 500 MB packed into 2 MB",
  "Cloudflare: 10,000 records in the zone",
  "Route 53: answer of 50 MB",
  "Route 53: 10,000 records in the zone",
  "config file of 100 MB",
  "list of 1,000,000 domains",
  "list of domains in a line of 100 MB",
  "plan file without end",
  "event log without end",
  "credentials file of 1 GB",
  "event log of 1 GB in lines of 200 characters",
]);

/** One of each kind. */
const KINDS = ROWS.filter(({ name }) => !ALIKE.has(name));

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
