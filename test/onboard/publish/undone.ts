import { expect } from "vitest";
import { sameKey, type RRset } from "../../../src/dns/rrset.ts";
import { writesIn, type LoggedEvent } from "../../../src/journal/logged-writes.ts";
import { planUndo } from "../../../src/plan/undo.ts";
import { D, type Fakes } from "../fakes.ts";

/** Undoing by the log leaves exactly what others wrote. */
export async function expectUndoneTo(
  fakes: Fakes,
  expected: readonly RRset[],
  leftAt?: "changed",
): Promise<void> {
  const log = fakes.events.map((event) => ({ ...event, domain: D })) as unknown as readonly LoggedEvent[];
  const writes = writesIn(log).flatMap(({ zones }) => zones.flatMap(({ rrsetWrites }) => rrsetWrites));
  expect(writes.length).toBeGreaterThan(0);
  const undone = fakes.host.rrsets.flatMap((now) => {
    const place = writes.find((one) => sameKey(one, now));
    if (place === undefined) return [now];
    const { swap, left } = planUndo(now, place.writes);
    expect([undefined, leftAt]).toContain(left);
    return swap === undefined ? [now] : (swap.after ?? []);
  });
  const sorted = (rrsets: readonly RRset[]) =>
    rrsets.map(({ owner, type, values }) => `${type} ${owner} ${values.toSorted().join(" | ")}`).toSorted();
  expect(sorted(undone)).toEqual(sorted(expected));
}
