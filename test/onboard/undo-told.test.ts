import { describe, expect, it } from "vitest";
import type { CallOptions, DnsProvider, Zone } from "../../src/dns/provider.ts";
import type { EventBody } from "../../src/events/event.ts";
import type { FoundProvider } from "../../src/onboard/run.ts";
import type { UndoRun } from "../../src/onboard/undo.ts";
import { onboard, providerOf, undo } from "./run-undo.ts";
import {
  APEX,
  createFakes,
  D,
  DMARC_NAME,
  eventsOf,
  KEY_NAME,
  NAME_SERVERS,
  rrset,
  type Fakes,
} from "./fakes.ts";

// What an undo tells of itself: the log is what the next undo reads.

const SPF = rrset("TXT", D, ["v=spf1 mx -all", "site=1"]);

async function onboarded(): Promise<{ readonly fakes: Fakes; readonly run: readonly EventBody[] }> {
  const fakes = createFakes([SPF]);
  await onboard(fakes);
  const run = [...fakes.events];
  fakes.events.length = 0;
  return { fakes, run };
}

/** The zone as its host tells it now, at a host that differs in this. */
async function holder(
  fakes: Fakes,
  changes: Partial<FoundProvider> = {},
  zoneChanges: Partial<Zone> = {},
): Promise<Pick<UndoRun, "findHolder">> {
  const provider = { ...(await providerOf(fakes)), ...changes };
  const [zone = expect.fail("no zone")] = fakes.zones;
  return { findHolder: () => Promise.resolve({ provider, zone: { ...zone, ...zoneChanges } }) };
}

describe("an undo tells", () => {
  it("the zone that it found, by the log's name servers where the host tells none", async () => {
    const { fakes, run } = await onboarded();
    await undo(fakes, await holder(fakes, {}, { nameServers: undefined }), run);
    expect(eventsOf(fakes, "zone.found")).toEqual([
      { type: "zone.found", provider: "memory", apex: APEX, id: "Z1", nameServers: NAME_SERVERS },
    ]);
  });

  it("where the host is asked, if that is not where its vendor keeps it", async () => {
    const { fakes, run } = await onboarded();
    const askedAt = { of: "provider", url: "http://127.0.0.1:1", loopback: true } as const;
    await undo(fakes, await holder(fakes, { askedAt }), run);
    expect(eventsOf(fakes, "zone.found")).toMatchObject([{ endpoint: askedAt }]);
  });

  it("each change before and after, with the host's number for it", async () => {
    const { fakes, run } = await onboarded();
    const merged = fakes.host.peek(D, "TXT");
    const provider = await providerOf(fakes);
    const numbered: DnsProvider["apply"] = async (...given) => ({
      ...(await provider.apply(...given)),
      changeId: "C7",
    });
    await undo(fakes, await holder(fakes, { apply: numbered }), run);
    const planned = eventsOf(fakes, "rrset.planned").map(({ record, action }) => [record.owner, action]);
    expect(planned).toEqual(
      expect.arrayContaining([
        [D, "restored"],
        [D, "removed"],
        [DMARC_NAME, "removed"],
        [KEY_NAME, "removed"],
      ]),
    );
    const written = eventsOf(fakes, "rrset.written");
    expect(written).toHaveLength(4);
    expect(written.every(({ changeId }) => changeId === "C7")).toBe(true);
    expect(written.find(({ action }) => action === "restored")).toMatchObject({
      rrset: { owner: D, type: "TXT" },
      before: merged,
      after: { owner: D, type: "TXT", values: SPF.values },
    });
    expect(written.find(({ rrset: { owner } }) => owner === KEY_NAME)).toMatchObject({ after: null });
  });

  it("no number where the host gives none, and what it leaves as it is", async () => {
    const { fakes, run } = await onboarded();
    fakes.host.seed(rrset("TXT", KEY_NAME, []));
    await undo(fakes, {}, run);
    expect(eventsOf(fakes, "rrset.written").some((one) => "changeId" in one)).toBe(false);
    expect(eventsOf(fakes, "rrset.kept")).toEqual([
      { type: "rrset.kept", rrset: { owner: KEY_NAME, type: "TXT" }, action: "unchanged" },
    ]);
    const kept = eventsOf(fakes, "rrset.planned").find(({ record }) => record.owner === KEY_NAME);
    expect(kept).toMatchObject({ action: "unchanged", before: null, after: null, warnings: [] });
    expect(kept?.record).toEqual({
      purpose: "dkim",
      owner: KEY_NAME,
      type: "TXT",
      expected: expect.stringContaining("v=DKIM1") as unknown,
    });
  });

  it("what is left alone as kept, with why", async () => {
    const { fakes, run } = await onboarded();
    fakes.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]));
    await undo(fakes, {}, run);
    expect(eventsOf(fakes, "rrset.kept")).toMatchObject([
      { rrset: { owner: DMARC_NAME, type: "TXT" }, action: "kept" },
    ]);
  });
});

describe("an undo asks", () => {
  it("the host once for all places of a zone, and waits for one that is away for a minute", async () => {
    const { fakes, run } = await onboarded();
    const options: CallOptions[] = [];
    const owners: (readonly string[])[] = [];
    const provider = await providerOf(fakes);
    const readRRsets: DnsProvider["readRRsets"] = (zone, names, given) => {
      owners.push(names);
      options.push(given);
      return provider.readRRsets(zone, names, given);
    };
    await undo(fakes, await holder(fakes, { readRRsets }), run);
    // MX and TXT of the domain are one name.
    expect(owners.map((names) => names.toSorted())).toEqual([[D, DMARC_NAME, KEY_NAME].toSorted()]);
    expect(options).toMatchObject([{ awayMs: 60_000 }]);
  });

  it("a person for all of it, as it would be written", async () => {
    const { fakes, run } = await onboarded();
    let asked: readonly unknown[] = [];
    const confirm: UndoRun["confirm"] = (swaps) => {
      asked = swaps.map(({ before, after }) => [(before ?? after)?.owner, after === undefined]);
      return Promise.resolve(true);
    };
    expect(await undo(fakes, { confirm }, run)).toMatchObject({ state: "undone" });
    expect(asked).toHaveLength(4);
    expect(asked).toEqual(
      expect.arrayContaining([
        [D, false],
        [D, true],
        [DMARC_NAME, true],
        [KEY_NAME, true],
      ]),
    );
  });

  it("nobody in a dry run", async () => {
    const { fakes, run } = await onboarded();
    const confirm = () => Promise.reject(new Error("asked"));
    expect(await undo(fakes, { confirm, dryRun: true }, run)).toMatchObject({ state: "planned", exit: 0 });
    expect(eventsOf(fakes, "rrset.written")).toEqual([]);
  });
});
