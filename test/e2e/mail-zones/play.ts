import { groupedBy } from "../../../src/sandbox/grouped-by.ts";
import type { StoredRecord } from "../../../src/sandbox/zone-store.ts";
import { runChild } from "../../support/child.ts";
import { eventsIn, resultsIn, withSandbox, type Result } from "../../support/cli.ts";
import { VENDOR_ZONES } from "./vendors.ts";
import { domainOf, named, settingsOf, zoneOf, type ZoneCase } from "./zone-case.ts";

export const HOSTS = ["cloudflare", "route53"] as const;
export type Host = (typeof HOSTS)[number];

/** How a domain's run ended, and what stands in its zone then. */
export interface Played {
  readonly result: Result;
  readonly warnings: readonly string[];
  readonly zone: readonly StoredRecord[];
}

/** Every case at one host, by title. */
export async function playZones(
  host: Host,
  cases: readonly ZoneCase[],
): Promise<ReadonlyMap<string, Played>> {
  const zones = cases.map((one, index) => settingsOf(one, index));
  const sandboxed = { zones: [...zones.flat(), ...VENDOR_ZONES], quota: cases.length };
  return withSandbox(sandboxed, async (sandbox, env) => {
    const groups = grouped(cases).map(async (group) => {
      const domains = group.map(({ index, one }) => named(domainOf(one), index));
      const consents = group.flatMap(({ index, one }) =>
        (one.consents ?? []).map((text) => named(text, index)),
      );
      const options = [...(group[0]?.one.options ?? []), ...consents];
      const said = await runChild(["run", ...domains, ...options, ...wordsFor(host)], env);
      return group.map(
        ({ index, one }, at) =>
          [one.title, playedOf(said, domains[at] ?? "", zoneOf(sandbox, index))] as const,
      );
    });
    return new Map((await Promise.all(groups)).flat());
  });
}

export function wordsFor(host: Host): readonly string[] {
  return ["--provider", host, "--format", "json"];
}

interface Placed {
  readonly one: ZoneCase;
  readonly index: number;
}

function grouped(cases: readonly ZoneCase[]): readonly (readonly Placed[])[] {
  const placed = cases.map((one, index) => ({ one, index }));
  return [...groupedBy(placed, ({ one }) => (one.options ?? []).join(" ")).values()].flatMap(inChunks);
}

/** A process sends Route 53 five requests a second, so few domains each, side by side, take less time. */
export function inChunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / MOST_DOMAINS);
  return Array.from({ length: count }, (_, at) => items.slice(at * MOST_DOMAINS, (at + 1) * MOST_DOMAINS));
}

const MOST_DOMAINS = 7;

function playedOf(
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
  domain: string,
  zone: readonly StoredRecord[],
): Played {
  const result = resultsIn(stdout).find((one) => one.domain === domain);
  if (result === undefined) throw new Error(`no result for ${domain}: ${stderr}${stdout.slice(-2_000)}`);
  const ofDomain = eventsIn(stdout).flatMap((event) =>
    event.type === "warning.raised" && event["domain"] === domain
      ? [(event["warning"] as { readonly warning: string }).warning]
      : [],
  );
  const ofRecords = result.records.flatMap(({ warnings }) => warnings.map(({ warning }) => warning));
  return { result, zone, warnings: [...ofDomain, ...ofRecords].toSorted() };
}
