import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { completeMeta, faultsOfModule, faultsOfProvider } from "../../providers/module-shape.ts";

const TRAITS = { swap: "checked", batch: "one-by-one", replace: "gap", minTtl: 0 };
const META = { id: "x", settings: [], traits: TRAITS };
const METHODS = { zonesAt: noop, readRRsets: noop, apply: noop };

describe("a module", () => {
  it.each(Object.values(METAS))("of the built-in kind passes: $id", (meta) => {
    expect(faultsOfModule({ meta, createProvider: noop })).toEqual([]);
  });

  it("of the contract's first version passes, and one of the second", () => {
    expect(faultsOfModule({ meta: META, createProvider: noop })).toEqual([]);
    const mx = { min: 0, max: 100, null: false };
    const traits = { ...TRAITS, writes: "value", readLagMs: 5_000, mx };
    expect(faultsOfModule({ meta: { ...META, traits, grade: "real server" }, createProvider: noop })).toEqual(
      [],
    );
  });

  it.each([undefined, null, 1, "text"])("that is %j is told to lack everything", (module) => {
    expect(faultsOfModule(module)).toEqual(["meta must be an object", "createProvider must be a function"]);
  });

  const setting = { name: "key", secret: true, required: true };
  it.each([
    [{ id: "" }, "meta.id must be text"],
    [{ settings: undefined }, "meta.settings must be a list"],
    [{ settings: [{ ...setting, secret: "yes" }] }, "meta.settings[0].secret must be true or false"],
    [{ settings: [{ name: "key", required: true }] }, "meta.settings[0].secret must be true or false"],
    [{ settings: [setting, { ...setting, required: 1 }] }, "meta.settings[1].required must be true or false"],
    [{ settings: [{ ...setting, name: "type" }] }, 'meta.settings[0].name must be another word than "type"'],
    [{ settings: [{ ...setting, env: 1 }] }, "meta.settings[0].env must be text"],
    [{ settings: [null] }, "meta.settings[0] must be an object"],
    [{ secretVariables: "KEY" }, "meta.secretVariables must be a list"],
    [{ rights: [1] }, "meta.rights[0] must be text"],
    [{ nameServers: ["ns1.example.com"] }, "meta.nameServers[0] must be a regular expression"],
    [{ isConfigured: true }, "meta.isConfigured must be a function"],
    [{ rate: { perSecond: 0, burst: 1 } }, "meta.rate.perSecond must be a number above 0"],
    [{ rate: { perSecond: 1, burst: 0 } }, "meta.rate.burst must be a number from 1 on"],
    [{ grade: "good" }, 'meta.grade must be "real server" or "recorded traffic" or "own fake"'],
    [{ traits: { ...TRAITS, swap: "none" } }, 'meta.traits.swap must be "atomic" or "checked"'],
    [{ traits: { ...TRAITS, writes: "all" } }, 'meta.traits.writes must be "value" or "rrset"'],
    [
      { traits: { ...TRAITS, batch: undefined } },
      'meta.traits.batch must be "all-or-nothing" or "one-by-one"',
    ],
    [{ traits: { ...TRAITS, replace: 1 } }, 'meta.traits.replace must be "in-place" or "gap"'],
    [{ traits: { ...TRAITS, minTtl: "60" } }, "meta.traits.minTtl must be a number from 0 on"],
    [{ traits: { ...TRAITS, minTtl: Number.NaN } }, "meta.traits.minTtl must be a number from 0 on"],
    [{ traits: { ...TRAITS, readLagMs: -1 } }, "meta.traits.readLagMs must be a number from 0 on"],
    [{ traits: { ...TRAITS, mx: { min: 0, max: 1 } } }, "meta.traits.mx.null must be true or false"],
  ])("whose meta has %j is told so", (wrong, fault) => {
    expect(faultsOfModule({ meta: { ...META, ...wrong }, createProvider: noop })).toEqual([fault]);
  });
});

describe("what it creates", () => {
  it("passes with the methods of the contract, as a class, too", () => {
    class Port {
      readonly name = "x";
      readonly traits = TRAITS;
      zonesAt = noop;
      readRRsets(): void {}
      apply(): void {}
    }
    expect(faultsOfProvider(new Port())).toEqual([]);
  });

  it.each([
    [{ name: undefined }, "createProvider().name must be text"],
    [{ traits: undefined }, "createProvider().traits must be an object"],
    [{ zonesAt: undefined }, "createProvider().zonesAt must be a function"],
    [{ readRRsets: {} }, "createProvider().readRRsets must be a function"],
    [{ apply: "later" }, "createProvider().apply must be a function"],
    [{ settled: true }, "createProvider().settled must be a function"],
    [{ mayWrite: true }, "createProvider().mayWrite must be a function"],
  ])("is told when it has %j", (wrong, fault) => {
    expect(faultsOfProvider({ name: "x", traits: TRAITS, ...METHODS, ...wrong })).toEqual([fault]);
  });
});

describe("the metadata", () => {
  it("stays as it is where it is whole", () => {
    for (const meta of Object.values(METAS)) expect(completeMeta(meta)).toEqual(meta);
  });

  it("gets a text for each setting that has none", () => {
    const settings = [{ name: "key", secret: true, required: true }];
    expect(completeMeta({ ...META, settings } as never).settings).toEqual([{ ...settings[0], summary: "" }]);
  });
});

function noop(): void {}
