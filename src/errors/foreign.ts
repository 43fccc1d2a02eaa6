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

/** A copy that survives JSON. What does not is replaced by a text, one member at a time. */
export function jsonSafe(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy = readForeign((): unknown => JSON.parse(JSON.stringify(facts)));
  if (isRecord(copy)) return copy;
  const names = readForeign(() => Object.keys(facts)) ?? [];
  return Object.fromEntries(names.map((name) => [name, jsonSafeMember(facts, name)]));
}

const NOT_JSON = "(can't be written as JSON)";

function jsonSafeMember(facts: Readonly<Record<string, unknown>>, name: string): unknown {
  const copy = readForeign((): unknown => {
    const value = facts[name];
    return typeof value === "bigint" ? String(value) : JSON.parse(JSON.stringify(value ?? null));
  });
  return copy === undefined ? NOT_JSON : copy;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
