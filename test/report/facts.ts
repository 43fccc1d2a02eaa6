import type { OnboardEvent } from "../../src/events/event.ts";
import { CHOICES } from "./choices.ts";

// Every single fact of an event, and what else it could have been: a sentence that stays the same does not
// tell it.

/**
 * One fact, where it stands (`record.before.ttl`, `ses.1.owner`), and the event with that fact changed, once
 * for each other value.
 */
export interface Fact {
  readonly path: string;
  readonly others: readonly OnboardEvent[];
}

/**
 * All facts, those inside of others too; of a list also how long it is. What only says which shape the rest
 * has is none.
 */
export function factsOf(event: OnboardEvent): readonly Fact[] {
  return leavesOf(event, { path: [], place: event.type }).map((leaf) => {
    const choice = CHOICES.find(([end]) => leaf.place.endsWith(end))?.[1];
    const others = choice?.filter((other) => other !== leaf.value) ?? [otherValue(leaf)];
    return {
      path: leaf.path.join("."),
      others: others.map((other) => changed(event, leaf.path, other) as OnboardEvent),
    };
  });
}

interface Spot {
  readonly path: readonly string[];
  /**
   * The same without positions in lists, and with the shapes on the way:
   * `warning.raised.warning:mx-kept.because`.
   */
  readonly place: string;
}

interface Leaf extends Spot {
  readonly value: unknown;
}

function leavesOf(value: unknown, { path, place }: Spot): readonly Leaf[] {
  if (typeof value !== "object" || value === null)
    return isShape(path, value) ? [] : [{ path, place, value }];
  if (!Array.isArray(value)) {
    const shaped = `${place}${shapeOf(value)}`;
    return Object.entries(value).flatMap(([key, inner]) =>
      leavesOf(inner, { path: [...path, key], place: `${shaped}.${key}` }),
    );
  }
  const items = value.flatMap((item: unknown, index) =>
    leavesOf(item, { path: [...path, String(index)], place }),
  );
  const length: Leaf = { path: [...path, "length"], place: `${place}.length`, value: value.length };
  return value.length === 0 ? [] : [length, ...items];
}

function isShape(path: readonly string[], value: unknown): boolean {
  const key = path.at(-1) ?? "";
  return (
    typeof value === "string" && (["kind", "warning"].includes(key) || (key === "type" && path.length === 1))
  );
}

function shapeOf(value: object): string {
  if ("kind" in value) return `:${String(value.kind)}`;
  return "warning" in value && typeof value.warning === "string" ? `:${value.warning}` : "";
}

function otherValue({ place, value }: Leaf): unknown {
  if (typeof value === "boolean") return !value;
  // So much more that it shows in hours and minutes, too.
  if (typeof value === "number") return value + 7_200_000;
  if (typeof value === "string") return value.replace(/\S*$/, (last) => `other.${last}`);
  throw new Error(`what else could ${place} be than ${String(value)}?`);
}

function changed(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) {
    if (key === "length") return value.slice(0, -1);
    return value.map((item: unknown, index) => (String(index) === key ? changed(item, rest, other) : item));
  }
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: changed(record[key], rest, other) };
}
