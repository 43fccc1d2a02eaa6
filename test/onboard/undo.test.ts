import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { Interruption } from "../../src/errors/interruption.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { EventBody } from "../../src/events/event.ts";
import type { UndoRun } from "../../src/onboard/undo.ts";
import { onboard, providerOf, undo } from "./run-undo.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, rrset, eventsOf, type Fakes } from "./fakes.ts";

const GOOGLE = "v=spf1 include:_spf.google.com -all";
const SITE = "google-site-verification=1";
const EXISTING = [rrset("TXT", D, [GOOGLE, SITE]), rrset("MX", D, ["10 mx.example.net"])];

/** What stands in the zone, without an order. */
function zoneOf({ host }: Fakes): readonly string[] {
  return host.rrsets
    .map(({ owner, type, ttl, values }) => `${owner} ${ttl} ${type} ${values.toSorted().join(" | ")}`)
    .toSorted();
}

/** From the last undo's start on. */
function undoEvents({ events }: Fakes): readonly EventBody[] {
  return events.slice(events.findLastIndex((event) => event.type === "run.started"));
}

async function onboarded(
  existing = EXISTING,
): Promise<{ readonly fakes: Fakes; readonly before: readonly string[] }> {
  const fakes = createFakes(existing);
  const before = zoneOf(fakes);
  expect(await onboard(fakes)).toMatchObject({ state: "verified" });
  expect(zoneOf(fakes)).not.toEqual(before);
  return { fakes, before };
}

describe("undo", () => {
  it("puts back what stood there and takes away what did not, in one write, and never asks SES", async () => {
    const { fakes, before } = await onboarded();
    const [ses, applied] = [fakes.run().calls().ses, fakes.trace.of("host.apply").length];
    const result = await undo(fakes);
    expect(result).toMatchObject({ state: "undone", exit: 0, error: null, identity: null });
    expect(zoneOf(fakes)).toEqual(before);
    expect(fakes.run().calls().ses).toBe(ses);
    expect(fakes.trace.of("host.apply")).toHaveLength(applied + 1);
    expect(Object.fromEntries(result.records.map(({ purpose, action }) => [purpose, action]))).toEqual({
      spf: "restored",
      dkim: "removed",
      dmarc: "removed",
    });
  });

  it("puts back what a host that removes before it adds lost in between, and leaves it alone at others", async () => {
    const { fakes } = await onboarded();
    const killed = fakes.events.filter(({ type }) => type !== "rrset.written" && type !== "result");
    fakes.host.seed(rrset("TXT", D, [SITE]));
    const provider = await providerOf(fakes);
    const [zone = expect.fail("no zone")] = fakes.zones;
    await undo(fakes, {}, killed);
    expect(fakes.host.peek(D, "TXT")?.values).toEqual([SITE]);
    const gap = { ...provider, traits: { ...provider.traits, replace: "gap" as const } };
    await undo(fakes, { findHolder: () => Promise.resolve({ provider: gap, zone }) }, killed);
    expect(fakes.host.peek(D, "TXT")?.values.toSorted()).toEqual([SITE, GOOGLE].toSorted());
  });

  it("has every change in the log before it is written", async () => {
    const { fakes } = await onboarded();
    fakes.host.intercept("write", () => {
      expect(undoEvents(fakes).filter(({ type }) => type === "rrset.planned")).toHaveLength(3);
      expect(undoEvents(fakes).filter(({ type }) => type === "rrset.written")).toHaveLength(0);
    });
    await undo(fakes);
    expect(undoEvents(fakes).filter(({ type }) => type === "rrset.written")).toHaveLength(3);
  });

  it("a second time, and by its own log too, has nothing to write", async () => {
    const { fakes } = await onboarded();
    const run = [...fakes.events];
    await undo(fakes, {}, run);
    const applied = fakes.trace.of("host.apply").length;
    expect(await undo(fakes, {}, run)).toMatchObject({
      state: "undone",
      exit: 0,
      records: [{ action: "unchanged" }, { action: "unchanged" }, { action: "unchanged" }],
    });
    expect(await undo(fakes)).toMatchObject({ state: "undone", exit: 0 });
    expect(fakes.trace.of("host.apply")).toHaveLength(applied);
  });

  it("after a run, an undo and another run in one log goes back to before the first", async () => {
    const { fakes, before } = await onboarded();
    await undo(fakes);
    await onboard(fakes);
    expect(await undo(fakes)).toMatchObject({ state: "undone" });
    expect(zoneOf(fakes)).toEqual(before);
  });

  it("of a run that wrote nothing asks nobody", async () => {
    const { fakes } = await onboarded();
    const second = fakes.events.length;
    await onboard(fakes);
    const asked = fakes.trace.calls.length;
    expect(await undo(fakes, {}, fakes.events.slice(second))).toMatchObject({
      state: "undone",
      exit: 0,
      records: [],
    });
    expect(fakes.trace.calls).toHaveLength(asked);
  });
});

it("says until when caches may hold what it took back, by the TTL", async () => {
  const { fakes } = await onboarded();
  const result = await undo(fakes);
  const spf = result.records.find(({ purpose }) => purpose === "spf");
  expect(spf?.formerUntilAt).toBe(fakes.clock.now() + 3_600_000);
  const dkim = result.records.find(({ purpose }) => purpose === "dkim");
  expect(dkim?.formerUntilAt).toBe(fakes.clock.now() + 300_000);
});

describe("what somebody changed since", () => {
  it("beside what the run wrote stays, and the former SPF record comes back", async () => {
    const { fakes } = await onboarded();
    const wrote = fakes.host.peek(D, "TXT")?.values ?? [];
    fakes.host.seed(rrset("TXT", D, [...wrote, "meanwhile=1"]));
    expect(await undo(fakes)).toMatchObject({ state: "undone", exit: 0 });
    expect(fakes.host.peek(D, "TXT")?.values.toSorted()).toEqual([SITE, GOOGLE, "meanwhile=1"].toSorted());
  });

  it("is left alone and told, and the rest is put back", async () => {
    const { fakes } = await onboarded();
    const theirs = [
      "v=spf1 include:_spf.google.com include:qcloudmail.com include:new.example.net -all",
      SITE,
    ];
    fakes.host.seed(rrset("TXT", D, theirs));
    const result = await undo(fakes);
    expect(result).toMatchObject({
      state: "failed",
      exit: 4,
      error: { code: "RRSET_CHANGED", facts: { left: [{ owner: D, type: "TXT", because: "changed" }] } },
    });
    for (const value of theirs) expect(result.error?.hint).toContain(`"${value}"`);
    expect(result.error?.hint).toContain(`in the place of "${GOOGLE}"`);
    expect(fakes.host.peek(D, "TXT")?.values).toEqual(theirs);
    expect(fakes.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    expect(fakes.host.peek(DMARC_NAME, "TXT")).toBeUndefined();
    expect(result.records.find(({ purpose }) => purpose === "spf")).toMatchObject({
      action: "kept",
      written: false,
      warnings: [{ warning: "not-put-back", because: "changed" }],
    });
  });

  it("is told by what stood before the first write, what the last one wrote, and all that came and went", async () => {
    const { fakes } = await onboarded();
    fakes.host.seed(rrset("TXT", D, ["v=spf1 mx -all"]));
    await onboard(fakes);
    const last = fakes.host.peek(D, "TXT")?.values;
    fakes.host.seed(rrset("TXT", D, ["v=spf1 include:new.example.net -all"]));
    const { error } = await undo(fakes);
    expect(error?.facts).toMatchObject({
      left: [{ owner: D, before: { values: [GOOGLE, SITE] }, wrote: { values: last } }],
    });
    for (const value of [GOOGLE, "v=spf1 mx -all", ...(last ?? [])])
      expect(error?.hint).toContain(`"${value}"`);
  });

  it("is told with its reason where the host keeps it locked now, and the zone by its name servers of today", async () => {
    const { fakes } = await onboarded();
    const provider = await providerOf(fakes);
    const [zone] = fakes.zones;
    const readRRsets: typeof provider.readRRsets = async (...given) =>
      (await provider.readRRsets(...given)).map((one) =>
        one.owner === D && one.type === "TXT" ? { ...one, locked: "weighted" } : one,
      );
    const nameServers = [parseDomainName("ns9.example.net")];
    const findHolder = () =>
      zone === undefined
        ? Promise.reject(new Error("no zone"))
        : Promise.resolve({ provider: { ...provider, readRRsets }, zone: { ...zone, nameServers } });
    const { error } = await undo(fakes, { findHolder });
    expect(error).toMatchObject({ facts: { left: [{ owner: D, because: "locked" }] } });
    expect(error?.hint).toContain("keeps locked (weighted)");
    expect(undoEvents(fakes).find(({ type }) => type === "zone.found")).toMatchObject({ nameServers });
  });

  it("between our look and our write is left alone, and nothing is lost", async () => {
    const { fakes } = await onboarded();
    const theirs = ["v=DMARC1; p=reject"];
    fakes.host.intercept("write", () => fakes.host.seed(rrset("TXT", DMARC_NAME, theirs)));
    expect(await undo(fakes)).toMatchObject({ exit: 4, error: { code: "RRSET_CHANGED" } });
    expect(eventsOf(fakes, "race.lost")).toHaveLength(1);
    // Each of the three once, and the one that has changed once more.
    expect(undoEvents(fakes).filter(({ type }) => type === "rrset.planned")).toHaveLength(4);
    expect(fakes.host.peek(DMARC_NAME, "TXT")?.values).toEqual(theirs);
    expect(fakes.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    expect(fakes.host.peek(D, "TXT")?.values.toSorted()).toEqual([SITE, GOOGLE].toSorted());
  });

  it("beside our write, found by a host that has no compare-and-swap, is left alone; what was written is told", async () => {
    const { fakes } = await onboarded();
    const provider = await providerOf(fakes);
    const [zone] = fakes.zones;
    let races = 0;
    const apply: typeof provider.apply = async (...given) => {
      const receipt = await provider.apply(...given);
      races += 1;
      if (races > 1) return receipt;
      fakes.host.seed(rrset("TXT", D, ["theirs"]));
      throw new OnboardError("RRSET_CHANGED", "Changed.", { hint: "Again.", facts: { written: true } });
    };
    const findHolder = () =>
      zone === undefined
        ? Promise.reject(new Error("no zone"))
        : Promise.resolve({ provider: { ...provider, apply }, zone });
    expect(await undo(fakes, { findHolder })).toMatchObject({
      exit: 4,
      error: { facts: { left: [{ owner: D, type: "TXT" }] } },
    });
    expect(undoEvents(fakes).filter(({ type }) => type === "rrset.written")).toHaveLength(3);
    expect([fakes.host.peek(D, "TXT")?.values, fakes.host.peek(KEY_NAME, "TXT")]).toEqual([
      ["theirs"],
      undefined,
    ]);
  });

  it("again and again ends the undo after three more looks, with nothing of ours written", async () => {
    const { fakes } = await onboarded();
    for (let time = 1; time <= 4; time += 1) {
      fakes.host.intercept("write", () =>
        fakes.host.seed(
          rrset("TXT", KEY_NAME, [fakes.host.peek(KEY_NAME, "TXT")?.values[0] ?? ""], 60 * time),
        ),
      );
    }
    const applied = fakes.trace.of("host.apply").length;
    expect(await undo(fakes)).toMatchObject({ exit: 4, error: { code: "RRSET_CHANGED" } });
    expect(fakes.trace.of("host.apply")).toHaveLength(applied + 4);
    expect(fakes.host.peek(DMARC_NAME, "TXT")).toBeDefined();
  });
});

describe("nothing is written", () => {
  it("in a dry run, which says what would be, and fails where the undo would", async () => {
    const { fakes } = await onboarded();
    const now = zoneOf(fakes);
    expect(await undo(fakes, { dryRun: true })).toMatchObject({
      state: "planned",
      exit: 0,
      records: [
        { action: "removed", written: false },
        { action: "restored", written: false },
        { action: "removed", written: false },
      ],
    });
    expect(undoEvents(fakes)[0]).toMatchObject({ type: "run.started", command: "undo", dryRun: true });
    fakes.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]));
    expect(await undo(fakes, { dryRun: true })).toMatchObject({ exit: 4 });
    fakes.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"], 300));
    expect(zoneOf(fakes)).toEqual(now);
  });

  it("after a no, and a yes is asked for once, with all of it told", async () => {
    const { fakes, before } = await onboarded();
    const now = zoneOf(fakes);
    expect(await undo(fakes, { confirm: () => Promise.resolve(false) })).toMatchObject({
      state: "interrupted",
      exit: 130,
      saidNo: true,
    });
    expect(zoneOf(fakes)).toEqual(now);
    let asked = 0;
    const confirm = () => {
      asked += 1;
      expect(undoEvents(fakes).filter(({ type }) => type === "rrset.planned")).toHaveLength(3);
      return Promise.resolve(true);
    };
    expect(
      await undo(
        fakes,
        { confirm },
        fakes.events.slice(
          0,
          fakes.events.findLastIndex(({ type }) => type === "run.started"),
        ),
      ),
    ).toMatchObject({ state: "undone" });
    expect([asked, zoneOf(fakes)]).toEqual([1, before]);
  });

  it("and nobody is asked, where nothing is to do", async () => {
    const { fakes } = await onboarded();
    const run = [...fakes.events];
    await undo(fakes, {}, run);
    expect(await undo(fakes, { confirm: () => Promise.reject(new Error("asked")) }, run)).toMatchObject({
      state: "undone",
    });
  });

  it("when the zone can't be read: that is a failure, and not an empty zone", async () => {
    const { fakes } = await onboarded();
    const now = zoneOf(fakes);
    fakes.host.inject({ on: "read", kind: "unavailable", times: 9 });
    expect(await undo(fakes)).toMatchObject({ state: "failed", exit: 5, error: { code: "API_UNAVAILABLE" } });
    expect(zoneOf(fakes)).toEqual(now);
  });

  it("when it is interrupted while it asks", async () => {
    const { fakes } = await onboarded();
    const now = zoneOf(fakes);
    const confirm = () => {
      fakes.interrupt.abort(new Interruption(130));
      return new Promise<boolean>(() => {});
    };
    expect(await undo(fakes, { confirm })).toMatchObject({ state: "interrupted", exit: 130 });
    expect(zoneOf(fakes)).toEqual(now);
  });

  it("when it is interrupted before", async () => {
    const { fakes } = await onboarded();
    const now = zoneOf(fakes);
    fakes.interrupt.abort(new Interruption(143));
    expect(await undo(fakes)).toMatchObject({ state: "interrupted", exit: 143 });
    expect(zoneOf(fakes)).toEqual(now);
  });
});

describe("a zone that a person changes", () => {
  const byHand = async (fakes: Fakes, changes: Partial<UndoRun> = {}) => {
    const provider = { ...(await providerOf(fakes)), byHand: true, askedAt: AT } as const;
    const [zone = expect.fail("no zone")] = fakes.zones;
    return undo(fakes, { findHolder: () => Promise.resolve({ provider, zone }), ...changes });
  };
  const AT = { of: "provider", url: "https://host.test" } as const;

  it("is told whole and not written, nobody is asked, and it ends with what is still to be entered", async () => {
    const { fakes } = await onboarded();
    const now = zoneOf(fakes);
    const result = await byHand(fakes, { confirm: () => Promise.reject(new Error("asked")) });
    expect([result.state, result.error?.code]).toEqual(["pending", "NOT_PROPAGATED"]);
    expect(result.error?.message).toContain(`TXT ${D}`);
    expect(zoneOf(fakes)).toEqual(now);
    const said = undoEvents(fakes);
    expect(said.find(({ type }) => type === "zone.found")).toMatchObject({ endpoint: AT, byHand: true });
    const requested = said.flatMap((event) => (event.type === "rrset.requested" ? [event] : []));
    expect(requested.map(({ rrset: { owner }, action }) => `${action} ${owner}`).toSorted()).toEqual(
      [`removed ${DMARC_NAME}`, `removed ${KEY_NAME}`, `restored ${D}`].toSorted(),
    );
  });

  it("is only planned in a dry run", async () => {
    const { fakes } = await onboarded();
    expect(await byHand(fakes, { dryRun: true })).toMatchObject({ state: "planned", exit: 0 });
    expect(undoEvents(fakes).map(({ type }) => type)).not.toContain("rrset.requested");
  });

  it("is undone when all of it was entered", async () => {
    const { fakes } = await onboarded();
    const log = [...fakes.events];
    await undo(fakes, {}, log);
    expect(await byHand(fakes, {})).toMatchObject({ state: "undone", exit: 0 });
  });

  it("names no endpoint where the host keeps its own", async () => {
    const { fakes } = await onboarded();
    await undo(fakes);
    const zone = undoEvents(fakes).find(({ type }) => type === "zone.found");
    expect(Object.keys(zone ?? {}).toSorted()).toEqual(["apex", "id", "nameServers", "provider", "type"]);
  });
});

describe("a run that ended in the middle of its write", () => {
  /** The log as it stood on disk when the write was sent. */
  async function killed(arrives: boolean): Promise<{
    readonly fakes: Fakes;
    readonly before: readonly string[];
    readonly log: readonly EventBody[];
  }> {
    const fakes = createFakes(EXISTING);
    const before = zoneOf(fakes);
    let log: readonly EventBody[] = [];
    fakes.host.intercept("write", () => {
      log = [...fakes.events];
    });
    if (!arrives) fakes.host.inject({ on: "write", kind: "unavailable", times: 1_000 });
    await onboard(fakes);
    expect(log.some(({ type }) => type === "rrset.planned")).toBe(true);
    expect(log.some(({ type }) => type === "rrset.written")).toBe(false);
    return { fakes, before, log };
  }

  it.each([true, false])("is taken back whether the write arrived or not (arrived: %s)", async (arrives) => {
    const { fakes, before, log } = await killed(arrives);
    expect(zoneOf(fakes).length > before.length).toBe(arrives);
    expect(await undo(fakes, {}, log)).toMatchObject({ state: "undone", exit: 0 });
    expect(zoneOf(fakes)).toEqual(before);
  });

  it("and was run again is taken back to before both", async () => {
    const { fakes, before, log } = await killed(true);
    const second = fakes.events.length;
    await onboard(fakes);
    expect(await undo(fakes, {}, [...log, ...fakes.events.slice(second)])).toMatchObject({ state: "undone" });
    expect(zoneOf(fakes)).toEqual(before);
  });
});
