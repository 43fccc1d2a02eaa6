import * as fc from "fast-check";
import { spf } from "mailauth/lib/spf/index.js";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { isOnboardError } from "../../../src/errors/onboard-error.ts";
import { measureImpact, type SpfImpact } from "../../../src/plan/spf/impact/impact.ts";
import { mergeSpf } from "../../../src/plan/spf/merge.ts";
import type { SpfLookup } from "../../../src/plan/spf/prove.ts";
import { DOMAIN, SES_RECORD, spfWorlds, type SpfWorld } from "../../plan/spf/worlds.ts";

// Generated merges before somebody else's judge: mailauth's, over a resolver that knows one little world and nothing
// more. 1,000 here; `npm run oracle:spf` has 10,000.

const MERGES = Number(process.env["SPF_MERGES"] ?? 1_000);
/** Of each merge: a row holds addresses of one term that are judged alike. */
const ROWS = 14;
const D = parseDomainName(DOMAIN);

interface Count {
  published: number;
  refused: number;
  addresses: number;
}

describe("generated merges, judged by mailauth", () => {
  it(
    `change nothing for former senders, and let SES's pass (${MERGES})`,
    { timeout: MERGES * 300 },
    async () => {
      const count: Count = { published: 0, refused: 0, addresses: 0 };
      await fc.assert(
        fc.asyncProperty(spfWorlds(), async ({ record, world }) => {
          const merged = mergedOf(record);
          if (merged === undefined) return;
          const impact = await measured(record, merged, world);
          if ("checked" in impact) await holdPublished({ record, merged, world }, impact, count);
          else await holdRefused({ record, merged, world }, impact, count);
        }),
        { numRuns: MERGES },
      );
      console.log(`SPF merges: ${JSON.stringify(count)}`);
      expect(count.published).toBeGreaterThan(MERGES / 4);
      expect(count.refused).toBeGreaterThan(0);
    },
  );
});

/** Undefined: there is nothing to merge, or it is refused before anything is looked up. */
function mergedOf(record: string): string | undefined {
  try {
    return mergeSpf(record, SES_RECORD);
  } catch (error) {
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

interface Fault {
  readonly address: string;
  readonly before: string;
  readonly after: string;
}

async function measured(before: string, after: string, world: SpfWorld): Promise<SpfImpact | Fault> {
  const lookup = lookupIn(world);
  try {
    const change = { owner: D, before, after, wanted: SES_RECORD };
    // What else the plan writes has cases of its own: here the record alone changes.
    const { impact } = await measureImpact(change, { now: lookup, later: lookup, above: [] });
    return impact ?? NOTHING_CHANGED;
  } catch (error) {
    if (isOnboardError(error)) return error.facts as unknown as Fault;
    throw error;
  }
}

const NOTHING_CHANGED: SpfImpact = {
  checked: 0,
  otherwise: 0,
  senders: 0,
  passing: 0,
  notProved: [],
  above: [],
  referring: [],
  rows: [],
};

interface Merge {
  readonly record: string;
  readonly merged: string;
  readonly world: SpfWorld;
}

/** What is published keeps every former sender's result, and each one is what we said. */
async function holdPublished(
  { record, merged, world }: Merge,
  impact: SpfImpact,
  count: Count,
): Promise<void> {
  expect(impact.notProved).toEqual([]);
  count.published += 1;
  for (const { addresses, before, after, ses } of impact.rows.slice(0, ROWS))
    for (const address of addresses.slice(0, 2)) {
      count.addresses += 1;
      const [was, is] = [await judge(record, address, world), await judge(merged, address, world)];
      expect({ address, was, is }).toEqual({ address, was: before, is: after });
      expect(is).toBe(ses ? "pass" : was);
    }
}

/** What is refused would have changed somebody's result, or SES's senders would not pass: mailauth says so, too. */
async function holdRefused({ record, merged, world }: Merge, fault: Fault, count: Count): Promise<void> {
  count.refused += 1;
  const { address, before, after } = fault;
  expect([await judge(record, address, world), await judge(merged, address, world)]).toEqual([before, after]);
}

async function judge(record: string, ip: string, world: SpfWorld): Promise<string> {
  const resolver = async (name: string, type: string): Promise<unknown> => {
    const values = name === DOMAIN && type === "TXT" ? [record] : world[`${type} ${name.toLowerCase()}`];
    if (values === undefined) throw Object.assign(new Error("nothing there"), { code: codeFor(name, world) });
    if (type === "TXT") return values.map((value) => [value]);
    if (type !== "MX") return values;
    return values.map((value) => ({ priority: Number(value.split(" ")[0]), exchange: value.split(" ")[1] }));
  };
  const { status } = await spf({
    ip,
    sender: `someone@${DOMAIN}`,
    helo: DOMAIN,
    mta: "mx.example.net",
    resolver: resolver as never,
  });
  return status.result;
}

function codeFor(name: string, world: SpfWorld): "ENODATA" | "ENOTFOUND" {
  return Object.keys(world).some((key) => key.endsWith(` ${name}`)) ? "ENODATA" : "ENOTFOUND";
}

function lookupIn(world: SpfWorld): SpfLookup {
  return async ({ owner, type }) => {
    const values = world[`${type} ${owner}`];
    if (values !== undefined)
      return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values } };
    return { kind: codeFor(owner, world) === "ENODATA" ? "nodata" : "nxdomain" };
  };
}
