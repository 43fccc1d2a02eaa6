// What somebody else threw may be anything: a getter that throws, a proxy, an object without a prototype, facts
// that go round in a circle. Telling of it must not fail.

/** What reading a foreign value comes to; undefined where the reading itself throws. */
export function readForeign<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // That it can't be read is all that is asked here.
  }
}

/** What was thrown, as text: an error's message, or whatever the value becomes. */
export function textOfThrown(thrown: unknown): string {
  const text = readForeign(() =>
    thrown instanceof Error && typeof thrown.message === "string" ? thrown.message : String(thrown),
  );
  return text ?? "something that can't be turned into text";
}

/** Of a text in an error: somebody else's may have millions of characters, and each is looked through for secrets. */
const LONGEST_TEXT = 8_000;
/** Of a list in an error's facts. */
const LONGEST_LIST = 1_000;

/** What is left out is told. */
export function shortened(text: string): string {
  const more = text.length - LONGEST_TEXT;
  return more > 0 ? `${text.slice(0, LONGEST_TEXT)}… (${more} more characters)` : text;
}

function shortenedMember(_key: string, value: unknown): unknown {
  if (typeof value === "string") return shortened(value);
  if (!Array.isArray(value) || value.length <= LONGEST_LIST) return value;
  return [...(value as unknown[]).slice(0, LONGEST_LIST), `(${value.length - LONGEST_LIST} more)`];
}

/** A copy that survives JSON. What does not is replaced by a text, one member at a time. */
export function jsonSafe(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy = readForeign((): unknown => JSON.parse(JSON.stringify(facts), shortenedMember));
  if (isRecord(copy)) return copy;
  const names = readForeign(() => Object.keys(facts)) ?? [];
  return Object.fromEntries(names.map((name) => [name, jsonSafeMember(facts, name)]));
}

const NOT_JSON = "(can't be written as JSON)";

function jsonSafeMember(facts: Readonly<Record<string, unknown>>, name: string): unknown {
  const copy = readForeign((): unknown => {
    const value = facts[name];
    return typeof value === "bigint"
      ? String(value)
      : JSON.parse(JSON.stringify(value ?? null), shortenedMember);
  });
  return copy === undefined ? NOT_JSON : copy;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
