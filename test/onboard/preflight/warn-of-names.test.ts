import { describe, expect, it } from "vitest";
import { prefixed } from "../../../src/dns/domain-name.ts";
import {
  warnOfDoubledName,
  warnOfKeepers,
  warnOfMisplacedDmarc,
  warnOfPaused,
  warnOfUnseen,
} from "../../../src/onboard/preflight/warn-of-names.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";
import { APEX, createFakes, D, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { named, warningsOf } from "./worlds.ts";

const KEY: Requirement = { purpose: "dkim", owner: KEY_NAME, type: "TXT", expected: "v=DKIM1; p=AAAA" };
const DOUBLED = named(`${KEY_NAME}.${APEX}`);

async function lookFor(fakes: Fakes, apex = APEX): Promise<readonly object[]> {
  await warnOfDoubledName(fakes.run(), apex, KEY);
  return warningsOf(fakes);
}

describe("a record at a name to which a form appended the zone once more", () => {
  it("is told", async () => {
    const fakes = createFakes([rrset("TXT", DOUBLED, [KEY.expected])]);
    expect(await lookFor(fakes)).toEqual([{ warning: "doubled-suffix", owner: DOUBLED }]);
    expect(fakes.trace.of("dns.lookup").map(({ about }) => about)).toEqual([`TXT ${DOUBLED}`]);
  });

  it("is told also where the record is an alias", async () => {
    const fakes = createFakes([rrset("CNAME", DOUBLED, ["key.vendor.test"])]);
    fakes.authority.elsewhere.set("TXT key.vendor.test", [KEY.expected]);
    expect(await lookFor(fakes)).toEqual([{ warning: "doubled-suffix", owner: DOUBLED }]);
  });

  it("is looked for at no name that would be too long for one", async () => {
    const fakes = createFakes();
    const longest = named(
      Array.from({ length: 3 }, () => "a".repeat(63)).join(".") + `.${"b".repeat(49)}.${APEX}`,
    );
    await warnOfDoubledName(fakes.run(), APEX, { ...KEY, owner: longest });
    expect(fakes.trace.calls).toEqual([]);
    expect(warningsOf(fakes)).toEqual([]);
  });

  it("is none where nothing stands there, or nobody can tell", async () => {
    expect(await lookFor(createFakes())).toEqual([]);
    const silent = createFakes();
    silent.authority.elsewhere.set(`TXT ${DOUBLED}`, "failed");
    expect(await lookFor(silent)).toEqual([]);
  });
});

it("a program that keeps the zone's records is told, and an operator who can see no listing", () => {
  const fakes = createFakes();
  const mark = "heritage=external-dns,external-dns/owner=blue";
  warnOfKeepers(fakes.run(), [rrset("TXT", D, ["v=spf1 -all", mark])]);
  warnOfUnseen(fakes.run(), APEX);
  expect(warningsOf(fakes)).toEqual([
    { warning: "kept-by-program", owner: D, type: "TXT", program: "external-dns", mark },
    { warning: "seen-from-outside", owner: APEX },
  ]);
});

describe("a DMARC text at the domain itself", () => {
  it("is told, each one, and nothing beside it", () => {
    const fakes = createFakes();
    const [one, two] = ["v=DMARC1; p=none", '"v=DMARC1; p=reject"'];
    warnOfMisplacedDmarc(fakes.run(), [
      rrset("TXT", D, [one, "v=spf1 -all", two]),
      rrset("TXT", prefixed("_dmarc", D), ["v=DMARC1; p=quarantine"]),
      rrset("MX", D, ["10 mx.test"]),
    ]);
    expect(warningsOf(fakes)).toEqual(
      [one, two].map((value) => ({ warning: "dmarc-misplaced", owner: D, value })),
    );
  });

  it("is none where no text stands there", () => {
    const fakes = createFakes();
    warnOfMisplacedDmarc(fakes.run(), [rrset("MX", D, ["10 mx.test"])]);
    expect(warningsOf(fakes)).toEqual([]);
  });
});

describe("what somebody has paused at a name to be written", () => {
  const foundZone = async (fakes: Fakes) => {
    const provider = await fakes.run().findProvider(D, DELEGATION, {});
    return { provider, zone: { apex: APEX, id: "z1", nameServers: undefined } };
  };
  const DELEGATION = {
    apex: APEX,
    parentNameServers: [],
    childNameServers: [],
    addresses: [],
    unresolved: [],
    soa: undefined,
  };

  it("is told where an identity needs such a record, or it would be in the way", async () => {
    const fakes = createFakes();
    const paused = [
      rrset("TXT", D, ["v=spf1 -all", "another"]),
      rrset("CNAME", prefixed("_dmarc", D), ["dmarc.vendor.test"]),
      rrset("A", D, ["192.0.2.1"]),
      rrset("MX", D, ["10 mx.test"]),
    ];
    const { provider, zone } = await foundZone(fakes);
    await warnOfPaused(fakes.run(), { provider: { ...provider, pausedAt: async () => paused }, zone }, [D]);
    expect(warningsOf(fakes)).toEqual([
      { warning: "paused-records", owner: D, type: "TXT", values: ["v=spf1 -all", "another"] },
      { warning: "paused-records", owner: `_dmarc.${D}`, type: "CNAME", values: ["dmarc.vendor.test"] },
      { warning: "paused-records", owner: D, type: "MX", values: ["10 mx.test"] },
    ]);
  });

  it("is nothing at a host that pauses nothing", async () => {
    const fakes = createFakes();
    await warnOfPaused(fakes.run(), await foundZone(fakes), [D]);
    expect(warningsOf(fakes)).toEqual([]);
  });
});
