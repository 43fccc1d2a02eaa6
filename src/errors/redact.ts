import { createDecoder } from "./digits.ts";
import { unescaped } from "./escapes.ts";
import { plainReading, type Reading, type Span } from "./reading.ts";
import { findForm, formsOf } from "./secret-forms.ts";

// A secret in a text is not always written as itself: JSON, HTML, URLs, DNS and base64 write it in their own ways, and
// one inside of another. So a text is read in all of these ways, again and again (reading.ts, escapes.ts, digits.ts),
// and what a secret stands for in any reading is blanked out (secret-forms.ts).

export type Redactor = (text: string) => string;

/** What stands where a secret was. */
export const MASK = "***";
/** Shorter values would blank out innocent text; no credential is that short. */
const SHORTEST_SECRET = 6;
/** Of longer ones the beginning suffices. */
const LEAST_DECODED = 12;

/**
 * A function that blanks out every given secret, in each encoding in which an SDK, a URL or a log may carry
 * it, in upper and lower case, and what is left of it where it was cut.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  if (long.length === 0) return (text) => text;
  const forms = long.flatMap((secret) => formsOf(secret, SHORTEST_SECRET));
  const decode = createDecoder(Math.min(LEAST_DECODED, ...forms.map(({ octets }) => octets.length)));
  return (text) => {
    const spans: Span[] = [];
    for (const reading of readingsOf(text, decode)) {
      const lower = reading.octets.toLowerCase();
      for (const form of forms)
        findForm(form, lower, (first, end) => void spans.push(reading.spanOf(first, end)));
    }
    return blanked(text, spans);
  };
}

/** All readings of a text together have at most so many octets for each of its own, so that time grows with it. */
const MOST_WORK = 16;
const FREE_WORK = 50_000;

/** The text itself, and what it may mean; the nearest first. */
function* readingsOf(text: string, decode: ReturnType<typeof createDecoder>): Generator<Reading, void> {
  const readings = [plainReading(text)];
  let work = text.length * MOST_WORK + FREE_WORK;
  for (const reading of readings) {
    work -= reading.octets.length;
    if (work < 0) return;
    yield reading;
    readings.push(...[unescaped(reading, 10), unescaped(reading, 8)].flatMap((one) => one ?? []));
    for (const { readable, garbage } of decode(reading)) {
      if (readable !== undefined) readings.push(readable);
      if (garbage !== undefined) yield garbage;
      work -= garbage?.octets.length ?? 0;
    }
  }
}

function blanked(text: string, spans: readonly Span[]): string {
  let [result, at] = ["", 0];
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    // What overlaps or touches is one.
    if (start > at || at === 0) result += text.slice(at, start) + MASK;
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}

/** Every string inside a JSON-like value, redacted; keys and shape stay. */
export function redactDeep<T>(value: T, redact: Redactor): T {
  return JSON.parse(JSON.stringify(value ?? null), (_key, inner: unknown) =>
    typeof inner === "string" ? redact(inner) : inner,
  ) as T;
}
