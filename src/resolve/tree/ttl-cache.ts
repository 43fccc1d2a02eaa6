import type { Clock } from "../../async/clock.ts";

/** Remembers values by name until their TTL is over. */
export interface TtlCache<T> {
  get(key: string): T | undefined;
  /** @param ttl seconds */
  set(key: string, value: T, ttl: number): void;
  delete(key: string): void;
}

const MOST_ENTRIES = 1000;
/** Zones move during a long run; a day-old delegation is no fact any more. */
const LONGEST_TTL = 3600;

export function createTtlCache<T>(clock: Clock): TtlCache<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry !== undefined && clock.now() < entry.expiresAt ? entry.value : undefined;
    },
    set(key, value, ttl) {
      const [oldest] = entries.keys();
      if (oldest !== undefined && entries.size >= MOST_ENTRIES) entries.delete(oldest);
      entries.set(key, { value, expiresAt: clock.now() + Math.min(ttl, LONGEST_TTL) * 1000 });
    },
    delete: (key) => void entries.delete(key),
  };
}
