import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { findDomainName, type DomainName } from "../../../../src/dns/domain-name.ts";
import type { Lookup, Question } from "../../../../src/dns/observation.ts";
import { findSenderAddress } from "../../../../src/plan/spf/impact/address.ts";
import { evaluateSpf, type SpfResult } from "../../../../src/plan/spf/impact/evaluate.ts";

// RFC 7208, case by case, in words of our own: what its text says, in the areas of the test suite that receivers
// are built with. Where our judgement is another one it is named below, with the reason.

const RESULTS = ["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"] as const;
const WORLD = z.record(z.string(), z.union([z.array(z.string()), z.literal("timeout")]));
const MORE = z.strictObject({
  ip: z.string().default("192.0.2.1"),
  from: z.string().default("user@e.example"),
  helo: z.string().default("mx.helo.example"),
  dns: WORLD.default({}),
});
const CASE = z.tuple([z.string(), z.string().nullable(), z.enum(RESULTS), MORE.default(MORE.parse({}))]);
type SpfCaseRow = z.infer<typeof CASE>;
const FILE = z.strictObject({ world: WORLD, areas: z.record(z.string(), z.array(CASE)) });

const { world, areas } = FILE.parse(parse(readFileSync(join(import.meta.dirname, "cases.yaml"), "utf8")));
const CASES = Object.entries(areas).flatMap(([area, cases]) =>
  cases.map((given): readonly [string, SpfCaseRow] => [`${area}: ${given[0]}`, given]),
);

/** Where we judge otherwise than the RFC's text, and why. */
const DISAGREEMENTS: { readonly [title in string]?: readonly [ours: SpfResult, why: string] } = {
  "Processing limits (4.6.4): a name with the other family only": [
    "pass",
    "a name with addresses is no mistake of its owner; receivers differ, and a refusal would be ours",
  ],
};

describe("RFC 7208", () => {
  it.each(CASES)("%s", async (title, given) => {
    expect(await judge(given)).toBe(DISAGREEMENTS[title]?.[0] ?? given[2]);
  });

  it("has every disagreement named, and no other", () => {
    const titles = CASES.map(([title]) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(Object.keys(DISAGREEMENTS).filter((title) => !titles.includes(title))).toEqual([]);
    for (const [title, given] of CASES) expect(DISAGREEMENTS[title]?.[0]).not.toBe(given[2]);
  });
});

async function judge([, record, , { ip, from, helo, dns }]: SpfCaseRow): Promise<SpfResult> {
  const [local, host] = from === "" ? ["", helo] : [from.split("@")[0] ?? "", from.split("@")[1] ?? ""];
  const domain = senderDomain(host);
  const address = findSenderAddress(ip);
  if (domain === undefined || address === undefined) return "none";
  const own = record === null ? {} : { "TXT e.example": [record] };
  const sender = { local: local === "" ? "postmaster" : local, helo };
  return (await evaluateSpf({ address, domain, sender }, lookupIn({ ...world, ...own, ...dns }))).result;
}

/** A name is parsed at the door; what is none, or has one label, is not judged (section 4.3). */
function senderDomain(text: string): DomainName | undefined {
  const name = findDomainName(text);
  return name?.includes(".") === true ? name : undefined;
}

function lookupIn(known: z.infer<typeof WORLD>): (question: Question) => Promise<Lookup> {
  return async ({ owner, type }) => {
    const found = known[`${type} ${owner}`];
    if (found === "timeout") return { kind: "failed", because: "no server answers" };
    if (found !== undefined)
      return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values: found } };
    const isThere = Object.keys(known).some((key) => key.split(" ")[1] === owner);
    return { kind: isThere ? "nodata" : "nxdomain" };
  };
}
