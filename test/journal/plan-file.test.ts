import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Swap } from "../../src/dns/rrset.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import { planFileText, readPlanFile } from "../../src/journal/plan-file.ts";
import { makePlan } from "../../src/plan/consent/make-plan.ts";
import { planHash } from "../../src/plan/consent/plan-hash.ts";
import type { Plan } from "../../src/plan/consent/plan.ts";
import { DEFAULT_POLICY } from "../../src/plan/requirement.ts";
import { planSwaps } from "../../src/plan/swaps.ts";
import { D, DKIM, DMARC, MX, rrset, SPF } from "../plan/support.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const STANDING = [rrset("TXT", D, ["v=spf1 a -all", 'a "quoted" text\u0000', "\udcff"])];

function planOf(domain = D): Plan {
  const { records, swaps } = planSwaps([MX, SPF, DMARC, DKIM], STANDING, DEFAULT_POLICY, {});
  const settings = {
    domain,
    site: "international",
    region: "ap-singapore",
    zone: { provider: "memory", apex: parseDomainName("example.com"), id: "z" },
    policy: { ...DEFAULT_POLICY, allow: [`A:${D}` as const] },
    dkimBits: 2048,
    tags: [{ key: "team", value: "mail" }],
  } as const;
  return makePlan(settings, { creates: true, records, swaps }, { rrsets: STANDING });
}

const AT_APEX = rrset("MX", "example.com", ["10 mxbiz1.qq.com"]);

function settingsIn(apex: string): Plan["settings"] {
  const { settings } = planOf();
  return { ...settings, zone: { ...settings.zone, apex: parseDomainName(apex) } };
}

const text = (plans: readonly Plan[]) =>
  planFileText(plans, { madeAt: new Date(0), madeBy: "ses-onboard/0.0.0" });

function read(content: string) {
  const path = join(scratchFolder(), "plan.json");
  writeFileSync(path, content);
  return readPlanFile("plan.json", path);
}

function refusalOf(content: string): string {
  try {
    read(content);
  } catch (error) {
    if (isOnboardError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

describe("a plan file", () => {
  it("holds the plans as they were, down to octets that are no text", () => {
    const plan = planOf();
    expect(read(text([plan]))).toEqual({ hash: plan.hash, plans: [plan] });
  });

  it("is one line that is harmless in a log", () => {
    const line = text([planOf()]);
    expect(["\n", "\u0000", "::", "##["].map((piece) => line.indexOf(piece))).toEqual([
      line.length - 1,
      -1,
      -1,
      -1,
    ]);
  });

  it.each<readonly [string, (content: string) => string]>([
    ["is empty", () => ""],
    ["is no JSON", (content) => content.slice(0, -9)],
    ["is of another kind", (content) => content.replace("ses-onboard plan", "other")],
    ["is of a later version", (content) => content.replace('"version":1', '"version":2')],
    [
      "has a value that was changed by hand",
      (content) => content.replaceAll("mxbiz1.qq.com", "mx.evil.test"),
    ],
    ["has a policy that was changed by hand", (content) => content.replace('"mx":"keep"', '"mx":"replace"')],
    ["has more in it", (content) => content.replace('"creates":true', '"creates":true,"more":1')],
    [
      "writes at a name of somebody else",
      (content) => content.replaceAll(`"owner":"${D}"`, '"owner":"example.com"'),
    ],
    [
      "is of a domain out of its zone",
      (content) => content.replaceAll('"apex":"example.com"', '"apex":"example.org"'),
    ],
    [
      "leaves keys of another domain open",
      (content) => content.replace(`"below":"_domainkey.${D}"`, '"below":"_domainkey.example.com"'),
    ],
    ["has two plans of one domain", (content) => content.replace(/"plans":\[(.*)\]\}/, '"plans":[$1,$1]}')],
    ["has no plan", (content) => content.replace(/"plans":\[.*\]/, '"plans":[]')],
  ])("that %s is refused", (_what, change) => {
    expect(refusalOf(change(text([planOf()])))).toMatch(
      /^CONFIG_INVALID: The plan plan.json can't be used: /,
    );
  });

  it.each<readonly [string, Partial<Plan>]>([
    ["is of a domain out of its zone", { settings: settingsIn("example.org") }],
    ["writes at a name of somebody else", { swaps: [{ before: undefined, after: AT_APEX }] }],
    ["takes away at a name of somebody else", { swaps: [{ before: AT_APEX, after: undefined }] }],
    [
      "has a record at a name of somebody else",
      {
        records: planOf().records.map((one) => ({
          ...one,
          record: { ...one.record, owner: AT_APEX.owner },
        })),
      },
    ],
  ])("that %s is refused, though its hash is of it", (_what, change) => {
    const { hash: _former, ...plan } = { ...planOf(), ...change };
    const forged = { ...plan, hash: planHash(plan, { rrsets: STANDING }) };
    expect(refusalOf(text([forged]))).toContain(`it has a record that is not at or below ${D}`);
  });

  it.each<readonly [string, Swap]>([
    ["of nothing", { before: undefined, after: undefined }],
    ["from one place to another", { before: rrset("TXT", D, ["x"]), after: rrset("MX", D, ["10 x.test"]) }],
  ])("that has a change %s is refused, though its hash is of it", (_what, change) => {
    const { hash: _former, ...plan } = { ...planOf(), swaps: [change] };
    const forged = { ...plan, hash: planHash(plan, { rrsets: STANDING }) };
    expect(refusalOf(text([forged]))).toMatch(/^CONFIG_INVALID: /);
  });

  it("that leaves keys of another domain open is refused, though its hash is of it", () => {
    const open = { below: parseDomainName("_domainkey.example.com"), most: 2 };
    const { hash: _former, ...plan } = { ...planOf(), open };
    const forged = { ...plan, hash: planHash(plan, { rrsets: STANDING }) };
    expect(refusalOf(text([forged]))).toMatch(/^CONFIG_INVALID: /);
  });

  it("that is not there is refused", () => {
    expect(() => readPlanFile("none.json", join(scratchFolder(), "none.json"))).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining("ENOENT") }),
    );
  });
});
