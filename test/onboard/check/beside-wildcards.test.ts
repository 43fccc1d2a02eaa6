import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DomainResult } from "../../../src/events/result.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { DEFAULT_POLICY, type Policy } from "../../../src/plan/requirement.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { createFakes, D, rrset, type Fakes } from "../fakes.ts";

const WILD = rrset("MX", "*.example.com", ["10 mx.example.com"], 1800);
const MOVED = rrset("MX", "*.example.com", ["10 mx2.example.com", "20 mxbiz1.qq.com"], 1800);

async function warningsOfCheck(
  since: (fakes: Fakes) => void,
  policy: Partial<Policy> = {},
): Promise<readonly Warning[]> {
  const fakes = createFakes([WILD]);
  const run = { policy: { ...DEFAULT_POLICY, ...policy } };
  await fakes.play(onboardDomain, run);
  since(fakes);
  const result = await fakes.play(checkDomain, run);
  expect(result).toMatchObject({ state: "verified", exit: 0 });
  const told = result.records.flatMap(({ warnings }) => warnings);
  return told.filter(({ warning }) => warning === "mx-not-of-wildcard");
}

it("holds an MX that was written out against the wildcard as it is now", async () => {
  expect(await warningsOfCheck(() => {})).toEqual([]);
  expect(await warningsOfCheck((fakes) => fakes.host.seed(MOVED))).toEqual([
    {
      warning: "mx-not-of-wildcard",
      owner: D,
      wildcard: "*.example.com",
      own: ["10 mx.example.com"],
      its: ["10 mx2.example.com"],
    },
  ]);
});

it("leaves SES's own out, and is content where there is no other or no wildcard", async () => {
  expect(await warningsOfCheck(() => {}, { mx: "add" })).toEqual([]);
  expect(await warningsOfCheck((fakes) => fakes.host.seed(MOVED), { mx: "add" })).toHaveLength(1);
  expect(await warningsOfCheck((fakes) => fakes.host.seed(MOVED), { mx: "replace" })).toEqual([]);
  expect(await warningsOfCheck((fakes) => fakes.host.seed({ ...WILD, values: [] }))).toEqual([]);
});

it("looks further up where the wildcard right above has no MX, and says the rest as well", async () => {
  const domain = parseDomainName("mail.eu.example.com");
  const fakes = createFakes([WILD]);
  await fakes.play(onboardDomain, { domain });
  fakes.host.seed(MOVED);
  fakes.host.seed(rrset("TXT", domain, ["v=spf1 include:qcloudmail.com ~all", "proof=1"]));
  const { records } = await fakes.play(checkDomain, { domain });
  const told = records.map(({ purpose, warnings }) => [purpose, warnings.map(({ warning }) => warning)]);
  expect(Object.fromEntries(told)).toEqual({
    spf: [],
    mx: ["mx-kept", "mx-not-of-wildcard"],
    dkim: [],
    dmarc: [],
  });
});

it("tells nothing of a wildcard that can't be looked up", async () => {
  const unseen = (fakes: Fakes) => void fakes.authority.elsewhere.set("MX *.example.com", "failed");
  expect(await warningsOfCheck(unseen)).toEqual([]);
});

it("tells the same in plan and in a run that changes nothing, by the host's word", async () => {
  const fakes = createFakes([WILD]);
  await fakes.play(onboardDomain);
  fakes.host.seed(MOVED);
  for (const command of [planDomain, onboardDomain, checkDomain] as const) {
    const { records, warnings } = await fakes.play(command);
    expect(records.flatMap((record) => record.warnings)).toContainEqual(
      expect.objectContaining({ warning: "mx-not-of-wildcard", its: ["10 mx2.example.com"] }),
    );
    expect(warnings.map(({ warning }) => warning)).toContain("mx-not-of-wildcard");
  }
});

it("says nothing of an MX with another TTL: it was not written out from the wildcard", async () => {
  const fakes = createFakes([WILD, rrset("MX", D, ["10 mx.own.test"], 600)]);
  for (const command of [planDomain, onboardDomain, checkDomain] as const) {
    const { records } = await fakes.play(command);
    expect(namesOf(records)).not.toContain("mx-not-of-wildcard");
  }
});

it("looks at the closest wildcard that exists, which alone would answer", async () => {
  const deep = parseDomainName("mail.eu.example.com");
  const fakes = createFakes([
    rrset("MX", "*.example.com", ["10 mx.far.test"], 600),
    rrset("A", "*.eu.example.com", ["192.0.2.1"]),
    rrset("MX", deep, ["10 mx.own.test"], 600),
  ]);
  for (const command of [planDomain, onboardDomain, checkDomain] as const) {
    const { records } = await fakes.play(command, { domain: deep });
    expect(namesOf(records)).not.toContain("mx-not-of-wildcard");
  }
});

function namesOf(records: DomainResult["records"]): readonly string[] {
  return records.flatMap(({ warnings }) => warnings.map(({ warning }) => warning));
}

it("holds it against the closest wildcard alone, also where that has no MX or is not seen", async () => {
  const EU = parseDomainName("mail.eu.example.com");
  const own = rrset("MX", EU, ["10 own.example.com"], 1800);
  const closer = rrset("A", "*.eu.example.com", ["192.0.2.80"]);
  for (const [existing, failed, count] of [
    [[WILD, own], false, 1],
    [[WILD, own, closer], false, 0],
    [[WILD, own], true, 0],
  ] as const) {
    const fakes = createFakes([...existing]);
    if (failed) fakes.authority.elsewhere.set("MX *.eu.example.com", "failed");
    await fakes.play(onboardDomain, { domain: EU });
    const { records } = await fakes.play(checkDomain, { domain: EU });
    const told = records.flatMap(({ warnings }) => warnings);
    expect(told.filter(({ warning }) => warning === "mx-not-of-wildcard")).toHaveLength(count);
  }
});
