import { describe, expect, it } from "vitest";
import { Interruption } from "../../src/errors/interruption.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { EventBody } from "../../src/events/event.ts";
import { onboard, providerOf, undo } from "./undo-stage.ts";
import { createWorld, D, DMARC_NAME, KEY_NAME, rrset, told, type World } from "./world.ts";

const GOOGLE = "v=spf1 include:_spf.google.com -all";
const SITE = "google-site-verification=1";
const STANDING = [rrset("TXT", D, [GOOGLE, SITE]), rrset("MX", D, ["10 mx.example.net"])];

/** What stands in the zone, without an order. */
function zoneOf({ host }: World): readonly string[] {
  return host.rrsets
    .map(({ owner, type, ttl, values }) => `${owner} ${ttl} ${type} ${values.toSorted().join(" | ")}`)
    .toSorted();
}

/** From the last undo's start on. */
function undoEvents({ events }: World): readonly EventBody[] {
  return events.slice(events.findLastIndex((event) => event.type === "run.started"));
}

async function onboarded(
  standing = STANDING,
): Promise<{ readonly world: World; readonly before: readonly string[] }> {
  const world = createWorld(standing);
  const before = zoneOf(world);
  expect(await onboard(world)).toMatchObject({ state: "verified" });
  expect(zoneOf(world)).not.toEqual(before);
  return { world, before };
}

describe("undo", () => {
  it("puts back what stood there and takes away what did not, in one write, and never asks SES", async () => {
    const { world, before } = await onboarded();
    const [ses, applied] = [world.run().calls().ses, world.trace.of("host.apply").length];
    const result = await undo(world);
    expect(result).toMatchObject({ state: "undone", exit: 0, error: null, identity: null });
    expect(zoneOf(world)).toEqual(before);
    expect(world.run().calls().ses).toBe(ses);
    expect(world.trace.of("host.apply")).toHaveLength(applied + 1);
    expect(Object.fromEntries(result.records.map(({ purpose, action }) => [purpose, action]))).toEqual({
      spf: "restored",
      dkim: "removed",
      dmarc: "removed",
    });
  });

  it("has every change in the log before it is written", async () => {
    const { world } = await onboarded();
    world.host.intercept("write", () => {
      expect(undoEvents(world).filter(({ type }) => type === "rrset.planned")).toHaveLength(3);
      expect(undoEvents(world).filter(({ type }) => type === "rrset.written")).toHaveLength(0);
    });
    await undo(world);
    expect(undoEvents(world).filter(({ type }) => type === "rrset.written")).toHaveLength(3);
  });

  it("a second time, and by its own log too, has nothing to write", async () => {
    const { world } = await onboarded();
    const run = [...world.events];
    await undo(world, {}, run);
    const applied = world.trace.of("host.apply").length;
    expect(await undo(world, {}, run)).toMatchObject({
      state: "undone",
      exit: 0,
      records: [{ action: "unchanged" }, { action: "unchanged" }, { action: "unchanged" }],
    });
    expect(await undo(world)).toMatchObject({ state: "undone", exit: 0 });
    expect(world.trace.of("host.apply")).toHaveLength(applied);
  });

  it("after a run, an undo and another run in one log goes back to before the first", async () => {
    const { world, before } = await onboarded();
    await undo(world);
    await onboard(world);
    expect(await undo(world)).toMatchObject({ state: "undone" });
    expect(zoneOf(world)).toEqual(before);
  });

  it("of a run that wrote nothing asks nobody", async () => {
    const { world } = await onboarded();
    const second = world.events.length;
    await onboard(world);
    const asked = world.trace.calls.length;
    expect(await undo(world, {}, world.events.slice(second))).toMatchObject({
      state: "undone",
      exit: 0,
      records: [],
    });
    expect(world.trace.calls).toHaveLength(asked);
  });
});

describe("what somebody changed since", () => {
  it("is left alone and told, and the rest is put back", async () => {
    const { world } = await onboarded();
    const theirs = [
      "v=spf1 include:_spf.google.com include:qcloudmail.com include:new.example.net -all",
      SITE,
    ];
    world.host.seed(rrset("TXT", D, theirs));
    const result = await undo(world);
    expect(result).toMatchObject({
      state: "failed",
      exit: 4,
      error: { code: "RRSET_CHANGED", facts: { left: [{ owner: D, type: "TXT", because: "changed" }] } },
    });
    expect(world.host.peek(D, "TXT")?.values).toEqual(theirs);
    expect(world.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    expect(world.host.peek(DMARC_NAME, "TXT")).toBeUndefined();
    expect(result.records.find(({ purpose }) => purpose === "spf")).toMatchObject({
      action: "kept",
      written: false,
      warnings: [{ warning: "not-put-back", because: "changed" }],
    });
  });

  it("between our look and our write is left alone, and nothing is lost", async () => {
    const { world } = await onboarded();
    const theirs = ["v=DMARC1; p=reject"];
    world.host.intercept("write", () => world.host.seed(rrset("TXT", DMARC_NAME, theirs)));
    expect(await undo(world)).toMatchObject({ exit: 4, error: { code: "RRSET_CHANGED" } });
    expect(told(world, "race.lost")).toHaveLength(1);
    expect(world.host.peek(DMARC_NAME, "TXT")?.values).toEqual(theirs);
    expect(world.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    expect(world.host.peek(D, "TXT")?.values.toSorted()).toEqual([SITE, GOOGLE].toSorted());
  });

  it("beside our write, found by a host that has no compare-and-swap, is left alone; what was written is told", async () => {
    const { world } = await onboarded();
    const provider = await providerOf(world);
    const [zone] = world.zones;
    let races = 0;
    const apply: typeof provider.apply = async (...given) => {
      const receipt = await provider.apply(...given);
      races += 1;
      if (races > 1) return receipt;
      world.host.seed(rrset("TXT", D, ["theirs"]));
      throw new OnboardError("RRSET_CHANGED", "Changed.", { hint: "Again.", facts: { written: true } });
    };
    const findHolder = () =>
      zone === undefined
        ? Promise.reject(new Error("no zone"))
        : Promise.resolve({ provider: { ...provider, apply }, zone });
    expect(await undo(world, { findHolder })).toMatchObject({
      exit: 4,
      error: { facts: { left: [{ owner: D, type: "TXT" }] } },
    });
    expect(undoEvents(world).filter(({ type }) => type === "rrset.written")).toHaveLength(3);
    expect([world.host.peek(D, "TXT")?.values, world.host.peek(KEY_NAME, "TXT")]).toEqual([
      ["theirs"],
      undefined,
    ]);
  });

  it("again and again ends the undo after three more looks, with nothing of ours written", async () => {
    const { world } = await onboarded();
    for (let time = 1; time <= 4; time += 1) {
      world.host.intercept("write", () =>
        world.host.seed(
          rrset("TXT", KEY_NAME, [world.host.peek(KEY_NAME, "TXT")?.values[0] ?? ""], 60 * time),
        ),
      );
    }
    const applied = world.trace.of("host.apply").length;
    expect(await undo(world)).toMatchObject({ exit: 4, error: { code: "RRSET_CHANGED" } });
    expect(world.trace.of("host.apply")).toHaveLength(applied + 4);
    expect(world.host.peek(DMARC_NAME, "TXT")).toBeDefined();
  });
});

describe("nothing is written", () => {
  it("in a dry run, which says what would be, and fails where the undo would", async () => {
    const { world } = await onboarded();
    const now = zoneOf(world);
    expect(await undo(world, { dryRun: true })).toMatchObject({
      state: "planned",
      exit: 0,
      records: [
        { action: "removed", written: false },
        { action: "restored", written: false },
        { action: "removed", written: false },
      ],
    });
    expect(undoEvents(world)[0]).toMatchObject({ type: "run.started", command: "undo", dryRun: true });
    world.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]));
    expect(await undo(world, { dryRun: true })).toMatchObject({ exit: 4 });
    world.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"], 300));
    expect(zoneOf(world)).toEqual(now);
  });

  it("after a no, and a yes is asked for once, with all of it told", async () => {
    const { world, before } = await onboarded();
    const now = zoneOf(world);
    expect(await undo(world, { confirm: () => Promise.resolve(false) })).toMatchObject({
      state: "interrupted",
      exit: 130,
    });
    expect(zoneOf(world)).toEqual(now);
    let asked = 0;
    const confirm = () => {
      asked += 1;
      expect(undoEvents(world).filter(({ type }) => type === "rrset.planned")).toHaveLength(3);
      return Promise.resolve(true);
    };
    expect(
      await undo(
        world,
        { confirm },
        world.events.slice(
          0,
          world.events.findLastIndex(({ type }) => type === "run.started"),
        ),
      ),
    ).toMatchObject({ state: "undone" });
    expect([asked, zoneOf(world)]).toEqual([1, before]);
  });

  it("and nobody is asked, where nothing is to do", async () => {
    const { world } = await onboarded();
    const run = [...world.events];
    await undo(world, {}, run);
    expect(await undo(world, { confirm: () => Promise.reject(new Error("asked")) }, run)).toMatchObject({
      state: "undone",
    });
  });

  it("when the zone can't be read: that is a failure, and not an empty zone", async () => {
    const { world } = await onboarded();
    const now = zoneOf(world);
    world.host.inject({ on: "read", kind: "unavailable", times: 9 });
    expect(await undo(world)).toMatchObject({ state: "failed", exit: 5, error: { code: "API_UNAVAILABLE" } });
    expect(zoneOf(world)).toEqual(now);
  });

  it("when it is interrupted before", async () => {
    const { world } = await onboarded();
    const now = zoneOf(world);
    world.interrupt.abort(new Interruption(143));
    expect(await undo(world)).toMatchObject({ state: "interrupted", exit: 143 });
    expect(zoneOf(world)).toEqual(now);
  });
});

describe("a run that ended in the middle of its write", () => {
  /** The log as it stood on disk when the write was sent. */
  async function killed(arrives: boolean): Promise<{
    readonly world: World;
    readonly before: readonly string[];
    readonly log: readonly EventBody[];
  }> {
    const world = createWorld(STANDING);
    const before = zoneOf(world);
    let log: readonly EventBody[] = [];
    world.host.intercept("write", () => {
      log = [...world.events];
    });
    if (!arrives) world.host.inject({ on: "write", kind: "unavailable", times: 9 });
    await onboard(world);
    expect(log.some(({ type }) => type === "rrset.planned")).toBe(true);
    expect(log.some(({ type }) => type === "rrset.written")).toBe(false);
    return { world, before, log };
  }

  it.each([true, false])("is taken back whether the write arrived or not (arrived: %s)", async (arrives) => {
    const { world, before, log } = await killed(arrives);
    expect(zoneOf(world).length > before.length).toBe(arrives);
    expect(await undo(world, {}, log)).toMatchObject({ state: "undone", exit: 0 });
    expect(zoneOf(world)).toEqual(before);
  });

  it("and was run again is taken back to before both", async () => {
    const { world, before, log } = await killed(true);
    const second = world.events.length;
    await onboard(world);
    expect(await undo(world, {}, [...log, ...world.events.slice(second)])).toMatchObject({ state: "undone" });
    expect(zoneOf(world)).toEqual(before);
  });
});
