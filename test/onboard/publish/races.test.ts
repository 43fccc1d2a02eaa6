import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { findRRset, sameKey, keyOfSwap, type RRset } from "../../../src/dns/rrset.ts";
import { OnboardError, type ErrorFacts } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { OwnWrites } from "../../../src/onboard/publish/own-writes.ts";
import { Races } from "../../../src/onboard/publish/races.ts";
import { underHash } from "../agreements.ts";
import { KEY } from "../fake-identities.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { expectUndoneTo } from "./undone.ts";

// A host whose API has no compare-and-swap, in memory: what somebody writes in the window before our write
// shows beside ours in the read-back, and RRSET_CHANGED then says `written`.

const OURS = "v=spf1 include:qcloudmail.com ~all";

/** What somebody writes just before each of our writes; `undefined`: nothing. */
type Windows = readonly (readonly RRset[] | undefined)[];

/** Somebody else's values beside whatever stands there. */
function checkedHost(fakes: Fakes, windows: Windows): Pick<Run, "findProvider"> {
  const left = [...windows];
  return {
    async findProvider() {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      const apply: DnsProvider["apply"] = async (zone, swaps, options) => {
        const receipt = await provider.apply(zone, swaps, options);
        const theirs = left.shift();
        if (theirs === undefined) return receipt;
        for (const one of theirs) {
          const now = findRRset(fakes.host.rrsets, one.owner, one.type);
          fakes.host.seed({ ...one, values: [...one.values, ...(now?.values ?? [])] });
        }
        throw new OnboardError("RRSET_CHANGED", "Somebody's value stands beside ours.", {
          hint: "Run again.",
          facts: besides(theirs, swaps),
        });
      };
      return { ...provider, apply };
    },
  };
}

function besides([theirs]: readonly RRset[], swaps: Parameters<DnsProvider["apply"]>[1]): ErrorFacts {
  const swap = swaps.find((one) => theirs !== undefined && sameKey(keyOfSwap(one), theirs));
  const { owner = D, type = "TXT", values = [] } = theirs ?? {};
  return { written: true, owner, type, ours: swap?.after?.values ?? [], theirs: values };
}

describe("what stands beside ours after our write is planned anew, as if ours had not been written", () => {
  it.each([
    [
      "a second SPF record",
      rrset("TXT", D, ["v=spf1 mx -all"]),
      ["v=spf1 mx include:qcloudmail.com -all"],
      "merged",
    ],
    [
      "a second DMARC record",
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
      ["v=DMARC1; p=reject"],
      "kept",
    ],
    ["an MX", rrset("MX", D, ["5 mx.example.net"]), ["5 mx.example.net"], "kept"],
    ["a value that harms nobody", rrset("TXT", D, ["verification=1"]), ["verification=1", OURS], "merged"],
  ])("%s", async (_what, theirs, expected, action) => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, checkedHost(fakes, [[theirs]]));
    expect(result).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(theirs.owner, theirs.type)?.values).toEqual(expected);
    const record = result.records.find(({ owner, type }) => owner === theirs.owner && type === theirs.type);
    expect(record).toMatchObject({ action, before: { values: theirs.values }, after: { values: expected } });
    expect(record?.written).toBe(action !== "kept");
    await expectUndoneTo(fakes, [theirs]);
  });

  it("and the event says whose value is whose", async () => {
    const fakes = createFakes();
    const theirs = rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]);
    await fakes.play(onboardDomain, checkedHost(fakes, [[theirs]]));
    expect(eventsOf(fakes, "race.lost")).toEqual([
      {
        type: "race.lost",
        attempt: 1,
        beside: {
          rrset: { owner: DMARC_NAME, type: "TXT" },
          ours: ["v=DMARC1; p=none"],
          theirs: ["v=DMARC1; p=reject"],
        },
      },
    ]);
  });

  it("also where the write that mends it meets another one", async () => {
    const fakes = createFakes();
    const [first, second] = [rrset("TXT", D, ["v=spf1 mx -all"]), rrset("TXT", D, ["verification=2"])];
    const result = await fakes.play(onboardDomain, checkedHost(fakes, [[first], [second]]));
    expect(result).toMatchObject({ state: "verified" });
    const values = fakes.host.peek(D, "TXT")?.values ?? [];
    expect([...values].toSorted()).toEqual(["v=spf1 mx include:qcloudmail.com -all", "verification=2"]);
    // By then nobody can tell from the log alone that all of it was ours: what stands there is right, and told.
    await expectUndoneTo(fakes, [rrset("TXT", D, ["v=spf1 mx -all", "verification=2"])], "changed");
  });
});

describe("where the new plan is a conflict", () => {
  const ALIAS = rrset("CNAME", D, ["away.example.net"]);

  it("ours is taken back before it is reported", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, checkedHost(fakes, [[ALIAS]]));
    expect(result).toMatchObject({
      state: "failed",
      error: { code: "CNAME_IN_THE_WAY", facts: { written: false, takenBack: { length: 4 } } },
    });
    expect(result.error?.message).toMatch(
      /^mail\.example\.com .* What this run had written there is taken back\.$/,
    );
    expect(result.error?.facts["takenBack"]).toContainEqual({ owner: KEY_NAME, type: "TXT" });
    // What the conflict itself says stays.
    expect(result.error?.facts).toMatchObject({ owner: D });
    expect(result.error?.hint).not.toBe("");
    expect(fakes.host.rrsets).toEqual([ALIAS]);
    const removed = eventsOf(fakes, "rrset.written").filter(({ action }) => action === "removed");
    expect(removed.map(({ rrset: { owner, type } }) => `${type} ${owner}`).toSorted()).toEqual(
      [`MX ${D}`, `TXT ${DMARC_NAME}`, `TXT ${D}`, `TXT ${KEY_NAME}`].toSorted(),
    );
    expect(removed.every(({ before, after }) => before !== null && after === null)).toBe(true);
    expect(result.records.map(({ action, written }) => [action, written])).toEqual(
      Array.from({ length: 4 }, () => ["removed", true]),
    );
    await expectUndoneTo(fakes, [ALIAS]);
  });

  it("what we had changed in place is put back", async () => {
    const spf = rrset("TXT", D, ["v=spf1 mx -all"]);
    const fakes = createFakes([spf]);
    const second = rrset("TXT", D, ["v=spf1 a ~all"]);
    const result = await fakes.play(onboardDomain, checkedHost(fakes, [[second]]));
    expect(result).toMatchObject({ state: "failed", error: { code: "SPF_UNMERGEABLE" } });
    expect(fakes.host.peek(D, "TXT")?.values.toSorted()).toEqual(["v=spf1 a ~all", "v=spf1 mx -all"]);
    expect(fakes.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    const back = eventsOf(fakes, "rrset.planned").filter(({ action }) =>
      ["removed", "restored"].includes(action),
    );
    expect(
      back.map(({ record, action, before, after, warnings }) => [
        record.purpose,
        action,
        before?.values.toSorted(),
        after?.values.toSorted(),
        warnings,
      ]),
    ).toEqual([
      ["dkim", "removed", [KEY], undefined, []],
      ["mx", "removed", ["10 mxbiz1.qq.com"], undefined, []],
      ["dmarc", "removed", ["v=DMARC1; p=none"], undefined, []],
      [
        "spf",
        "restored",
        ["v=spf1 a ~all", "v=spf1 mx include:qcloudmail.com -all"],
        ["v=spf1 a ~all", "v=spf1 mx -all"],
        [],
      ],
    ]);
  });

  it("and somebody writes while ours is taken back, it is taken back all the same, and told", async () => {
    const fakes = createFakes();
    const more = rrset("TXT", D, ["verification=3"]);
    const result = await fakes.play(onboardDomain, checkedHost(fakes, [[ALIAS], [more]]));
    expect(fakes.host.rrsets).toEqual([ALIAS, more]);
    expect(result.error?.facts["takenBack"]).toHaveLength(4);
    const removed = eventsOf(fakes, "rrset.written").filter(
      ({ before, after }) => before !== null && after === null,
    );
    expect(
      removed.map(({ rrset: { owner, type }, action }) => `${action} ${type} ${owner}`).toSorted(),
    ).toEqual([`removed MX ${D}`, `removed TXT ${DMARC_NAME}`, `removed TXT ${KEY_NAME}`]);
    await expectUndoneTo(fakes, [ALIAS, more]);
  });

  it("and it can't be taken back, the error says that it stands there", async () => {
    const fakes = createFakes();
    const windows = Array.from({ length: 9 }, (_, index) => [rrset("TXT", D, [`verification=${index}`])]);
    const race = checkedHost(fakes, [[ALIAS], ...windows]);
    const result = await fakes.play(onboardDomain, {
      findProvider: async (...args) => {
        const provider = await race.findProvider(...args);
        const frozen: DnsProvider["apply"] = (zone, swaps, options) =>
          swaps.some(({ after }) => after === undefined)
            ? Promise.reject(new OnboardError("API_UNAVAILABLE", "Down.", { hint: "Wait." }))
            : provider.apply(zone, swaps, options);
        return { ...provider, apply: frozen };
      },
    });
    expect(result).toMatchObject({
      error: { code: "CNAME_IN_THE_WAY", facts: { written: true, owner: D } },
    });
    expect(result.error?.message).toMatch(/ could not be taken back, and stands beside it\.$/);
    expect(result.error?.hint).not.toBe("");
    expect(fakes.host.peek(D, "TXT")?.values).toEqual([OURS]);
  });
});

it("a race that is lost for the fourth time leaves nothing of ours beside theirs", async () => {
  const fakes = createFakes();
  const theirs = [
    rrset("MX", D, ["1 a.example.net"]),
    rrset("TXT", D, ["v=spf1 mx -all"]),
    rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
    rrset("TXT", D, ["verification=4"]),
  ];
  const windows = theirs.map((one) => [one]);
  const result = await fakes.play(onboardDomain, checkedHost(fakes, windows));
  expect(result).toMatchObject({
    state: "failed",
    error: { code: "RRSET_CHANGED", facts: { written: false } },
  });
  expect(eventsOf(fakes, "race.lost").map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  const standing = fakes.host.rrsets.flatMap(({ values }) => values);
  expect(standing.toSorted()).toEqual(theirs.flatMap(({ values }) => values).toSorted());
});

it("a value of ours that somebody has taken away by then is told of nowhere", async () => {
  const fakes = createFakes();
  const race = checkedHost(fakes, [[rrset("TXT", D, ["verification=1"])]]);
  const result = await fakes.play(onboardDomain, {
    findProvider: async (...given) => {
      const provider = await race.findProvider(...given);
      const apply: DnsProvider["apply"] = (zone, swaps, options) =>
        provider.apply(zone, swaps, options).catch((error: unknown) => {
          fakes.host.seed(rrset("MX", D, []));
          throw error;
        });
      return { ...provider, apply };
    },
  });
  expect(result.state).toBe("verified");
  const written = eventsOf(fakes, "rrset.written").map(({ rrset: { type }, after }) => [type, after?.values]);
  expect(written.filter(([type]) => type === "MX")).toEqual([["MX", ["10 mxbiz1.qq.com"]]]);
});

describe("the end of a run", () => {
  const conflict = new OnboardError("CNAME_IN_THE_WAY", "An alias.", { hint: "Look at it." });
  const ours = rrset("TXT", D, [OURS]);
  const endOf = async (
    fakes: Fakes,
    ending: unknown,
    {
      written = true,
      changes = {},
    }: { readonly written?: boolean; readonly changes?: Partial<DnsProvider> } = {},
  ) => {
    const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
    const [zone] = fakes.zones;
    if (zone === undefined) throw new TypeError("no zone");
    const own = new OwnWrites();
    if (written) own.note([{ before: undefined, after: ours }]);
    const races = new Races(
      fakes.run(),
      { provider: { ...provider, ...changes }, zone },
      { owners: [D], own },
    );
    return fakes.clock.drive(races.end(ending, { records: [], swaps: [] })).catch((error: unknown) => error);
  };

  it("takes back what was written beside somebody else's value", async () => {
    const fakes = createFakes([ours]);
    expect(await endOf(fakes, conflict)).toMatchObject({ facts: { takenBack: [{ owner: D, type: "TXT" }] } });
    expect(fakes.host.rrsets).toEqual([]);
  });

  it("reads nothing where nothing was written, after a mistake of ours, and after an interrupt", async () => {
    const bug = new TypeError("a bug");
    const [idle, broken, stopped] = [createFakes([ours]), createFakes([ours]), createFakes([ours])];
    stopped.interrupt.abort(new Error("stopped"));
    expect(await endOf(idle, conflict, { written: false })).toBe(conflict);
    expect(await endOf(broken, bug)).toBe(bug);
    expect(await endOf(stopped, conflict)).toBe(conflict);
    for (const { trace } of [idle, broken, stopped])
      expect(trace.calls.filter(({ port }) => port.startsWith("host."))).toEqual([]);
  });

  it("is the error itself where somebody has taken ours away before", async () => {
    const fakes = createFakes();
    expect(await endOf(fakes, conflict)).toBe(conflict);
    expect(fakes.trace.of("host.apply")).toEqual([]);
  });

  it("is the interrupt where that keeps ours from being taken back", async () => {
    const fakes = createFakes([ours]);
    const stop = new Error("stopped");
    const apply = () => {
      fakes.interrupt.abort(stop);
      return Promise.reject(new OnboardError("API_UNAVAILABLE", "Down.", { hint: "Wait." }));
    };
    expect(await endOf(fakes, conflict, { changes: { apply } })).toBe(stop);
  });
});

it("under an approved plan ours is taken back, and the plan has changed", async () => {
  const fakes = createFakes();
  const probe = createFakes();
  await probe.play(onboardDomain);
  const [ready] = eventsOf(probe, "plan.ready");
  const [theirs, more] = [
    rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
    rrset("TXT", D, ["verification=1"]),
  ];
  const result = await fakes.play(onboardDomain, {
    // Somebody writes while ours is taken back, too.
    ...checkedHost(fakes, [[theirs], [more]]),
    ...underHash(ready?.planHash ?? ""),
  });
  expect(result).toMatchObject({ error: { code: "PLAN_CHANGED", facts: { written: false } } });
  expect(fakes.host.rrsets).toEqual([theirs, more]);
});

it("an interrupt takes nothing back, and the log holds what was written", async () => {
  const fakes = createFakes();
  const race = checkedHost(fakes, [[rrset("CNAME", D, ["away.example.net"])]]);
  const result = await fakes.play(onboardDomain, {
    findProvider: async (...args) => {
      const provider = await race.findProvider(...args);
      let applied = false;
      return {
        ...provider,
        apply: (zone, swaps, options) => {
          applied = true;
          return provider.apply(zone, swaps, options);
        },
        readRRsets: (zone, owners, options) => {
          if (applied) fakes.interrupt.abort(new Error("stop"));
          options.signal?.throwIfAborted();
          return provider.readRRsets(zone, owners, options);
        },
      };
    },
  });
  expect(result.state).not.toBe("verified");
  expect(eventsOf(fakes, "rrset.written")).toHaveLength(4);
  expect(fakes.host.peek(KEY_NAME, "TXT")).toBeDefined();
});
