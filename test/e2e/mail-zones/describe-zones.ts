import { beforeAll, describe, expect, it } from "vitest";
import type { StoredRecord } from "../../../src/sandbox/zone-store.ts";
import type { Result } from "../../support/cli.ts";
import { HOSTS, playZones, type Played } from "./play.ts";
import { lineOf, MAIL, type ZoneCase } from "./zone-case.ts";

// Zones as other people have them, each onboarded by the built program against the sandbox (our own fakes of SES and
// the DNS hosts), and what must stand there at the end. Domains with the same options share one process. Read
// zone-case.ts, play.ts, describe-zones.ts.

/** A table of zones, at each host. `kind` matches the names of the warnings that it is about. */
export function describeZones(title: string, kind: RegExp, cases: readonly ZoneCase[]): void {
  describe.each(HOSTS)(`${title} at %s`, (host) => {
    let played: ReadonlyMap<string, Played>;
    beforeAll(async () => {
      played = await playZones(host, cases);
    });

    it.each(cases.map((zone) => [zone.title, zone] as const))("%s", (_title, zone) => {
      const end = played.get(zone.title);
      expectEnd(zone, end && { ...end, warnings: end.warnings.filter((name) => kind.test(name)) });
    });
  });

  it("has a title for each zone", () => {
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });
}

/** Exit status, code, warnings, and the whole zone. */
function expectEnd({ exit = 0, code, warnings, ...rest }: ZoneCase, played: Played | undefined): void {
  if (played === undefined) throw new TypeError("the case was not played");
  const { result, zone } = played;
  expect([result.exit, result.error?.code], JSON.stringify(result.error)).toEqual([exit, code]);
  expect(standing(zone)).toEqual(expected(rest, result));
  for (const [place, ttl] of Object.entries(rest.ttl ?? {}))
    expect([
      ...new Set(zone.filter((record) => placeOf(record) === place).map((record) => record.ttl)),
    ]).toEqual([ttl]);
  if (warnings !== undefined) expect(played.warnings).toEqual(warnings);
}

/** `TYPE owner` → its values, the names as in the case. */
type Standing = Readonly<Record<string, readonly unknown[]>>;

function expected(
  { zone, ends, domain }: Pick<ZoneCase, "zone" | "ends" | "domain">,
  result: Result,
): Standing {
  const before = standing(zone.map((line) => lineOf(line)));
  const key = `TXT qcloudsg1024._domainkey.${domain ?? MAIL}`;
  const isOnboarded = result.state === "verified";
  const after = { ...before, ...(isOnboarded ? { [key]: [/^v=DKIM1; k=rsa; p=/] } : {}), ...ends };
  return Object.fromEntries(
    Object.entries(after).map(([place, values]) => [place, values.map(matching).toSorted(byText)]),
  );
}

function matching(value: unknown): unknown {
  return value instanceof RegExp ? (expect.stringMatching(value) as unknown) : value;
}

// A pattern stands alone at its place, so that order is a matter of texts only.
function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}

function standing(records: readonly Pick<StoredRecord, "owner" | "type" | "value">[]): Standing {
  const places = [...new Set(records.map(placeOf))];
  const valuesAt = (place: string) =>
    records.filter((record) => placeOf(record) === place).map(({ value }) => value);
  return Object.fromEntries(places.map((place) => [place, valuesAt(place).toSorted(byText)]));
}

function placeOf({ type, owner }: Pick<StoredRecord, "owner" | "type">): string {
  return `${type} ${owner}`;
}
