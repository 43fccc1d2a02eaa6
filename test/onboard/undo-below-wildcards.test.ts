import { describe, expect, it } from "vitest";
import { onboard, providerOf, undo } from "./run-undo.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, rrset, type Fakes } from "./fakes.ts";

// The DNS host is in memory and keeps state.

const SPF = "v=spf1 mx -all";
const WILD = [
  rrset("MX", "*.example.com", ["10 mx.example.com"], 1800),
  rrset("TXT", "*.example.com", [SPF, "v=DMARC1; p=reject"], 1800),
];
const BELOW = "www.mail.example.com";

async function onboarded(changes: Parameters<typeof onboard>[1] = {}): Promise<Fakes> {
  const fakes = createFakes(WILD);
  expect(await onboard(fakes, changes)).toMatchObject({ state: "verified" });
  return fakes;
}

const valuesAt = ({ host }: Fakes, owner: string, type: string): readonly string[] | undefined =>
  host.rrsets.find((one) => one.owner === owner && one.type === type)?.values;

describe("undo below a wildcard", () => {
  it("takes away what was written out where nothing else keeps the name", async () => {
    const fakes = await onboarded();
    expect(await undo(fakes)).toMatchObject({ state: "undone", exit: 0 });
    expect(fakes.host.rrsets).toEqual(WILD);
  });

  it.each([
    ["at the name", D],
    ["below it", BELOW],
    ["far below it", "a.b.mail.example.com"],
  ])("leaves what the wildcard answered where something stands %s", async (_, owner) => {
    const fakes = await onboarded();
    const own = owner === D ? (valuesAt(fakes, D, "TXT") ?? []) : [];
    fakes.host.seed(rrset("TXT", owner, [...own, "site=1"]));
    const dry = await undo(fakes, { dryRun: true });
    const done = await undo(fakes);
    for (const { exit, error } of [dry, done]) {
      expect([exit, error?.code]).toEqual([4, "RRSET_CHANGED"]);
      expect(error?.facts["left"]).toMatchObject([{ because: "exists" }, { because: "exists" }, {}]);
    }
    expect(done.error?.hint).toMatch(/undo again once nothing else stands/);
    expect(done.error?.hint).not.toMatch(/by hand/);
    expect(valuesAt(fakes, D, "MX")).toEqual(["10 mx.example.com"]);
    expect(valuesAt(fakes, D, "TXT")?.includes(SPF)).toBe(true);
    expect(valuesAt(fakes, owner, "TXT")?.includes("site=1")).toBe(true);
    expect(valuesAt(fakes, DMARC_NAME, "TXT")).toEqual(["v=DMARC1; p=reject"]);
    expect(valuesAt(fakes, KEY_NAME, "TXT")).toBeUndefined();
    expect(done.records.find(({ purpose }) => purpose === "mx")).toMatchObject({
      action: "kept",
      warnings: [{ warning: "wildcard-not-back", wildcard: "*.example.com", top: D, because: "exists" }],
    });
  });

  it("goes back to the wildcard's MX alone where SES's was added", async () => {
    const fakes = await onboarded({ mx: "add" });
    fakes.host.seed(rrset("A", BELOW, ["192.0.2.1"]));
    expect(await undo(fakes)).toMatchObject({ exit: 4 });
    expect(valuesAt(fakes, D, "MX")).toEqual(["10 mx.example.com"]);
  });

  it("puts the wildcard's MX back at the name where SES's had taken its place", async () => {
    const fakes = await onboarded({ mx: "replace" });
    expect(valuesAt(fakes, D, "MX")).toEqual(["10 mxbiz1.qq.com"]);
    fakes.host.seed(rrset("A", BELOW, ["192.0.2.1"]));
    expect(await undo(fakes)).toMatchObject({ exit: 4 });
    expect(valuesAt(fakes, D, "MX")).toEqual(["10 mx.example.com"]);
  });

  it.each([
    ["both logs", "keep", true],
    ["the run's log alone", "keep", false],
    ["the run's log alone, after --mx add", "add", false],
  ] as const)("takes it away once nothing else stands there any more, by %s", async (_, mx, isWhole) => {
    const fakes = await onboarded({ mx });
    const log = [...fakes.events];
    fakes.host.seed(rrset("A", BELOW, ["192.0.2.1"]));
    await undo(fakes);
    expect(await undo(fakes, {}, isWhole ? [...fakes.events] : log)).toMatchObject({ exit: 4 });
    fakes.host.seed(rrset("A", BELOW, []));
    expect(await undo(fakes, {}, isWhole ? [...fakes.events] : log)).toMatchObject({ exit: 0 });
    expect(fakes.host.rrsets).toEqual(WILD);
  });

  it("leaves it where another record of the run is left alone", async () => {
    const fakes = await onboarded();
    fakes.host.seed(rrset("TXT", KEY_NAME, ["v=DKIM1; p=THEIRS"]));
    expect(await undo(fakes)).toMatchObject({ exit: 4 });
    expect(valuesAt(fakes, D, "MX")).toEqual(["10 mx.example.com"]);
  });

  it("leaves it where the host can't tell what else stands there", async () => {
    const fakes = await onboarded();
    const provider = await providerOf(fakes);
    delete provider.holdsOthers;
    const [zone] = fakes.zones;
    const findHolder = () =>
      zone === undefined ? Promise.reject(new Error("no zone")) : Promise.resolve({ provider, zone });
    const { records, exit } = await undo(fakes, { findHolder });
    expect([exit, valuesAt(fakes, D, "MX")]).toEqual([4, ["10 mx.example.com"]]);
    expect(records.find(({ purpose }) => purpose === "mx")?.warnings).toMatchObject([{ because: "unknown" }]);
  });
});
