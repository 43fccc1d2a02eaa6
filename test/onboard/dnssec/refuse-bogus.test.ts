import { describe, expect, it } from "vitest";
import type { Lookup } from "../../../src/dns/observation.ts";
import type { DnssecView, PublicResolvers } from "../../../src/dns/resolvers.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { refuseBogus } from "../../../src/onboard/dnssec/refuse-bogus.ts";
import { APEX, createFakes } from "../fakes.ts";

// A zone, the key that the zone above holds of it, and resolvers that validate: own fakes.

const AT = [{ server: APEX, address: "192.0.2.1", port: 53 }];
const KEY = String.raw`\# 36 30390d02${"ab".repeat(32)}`;
const SOUND: DnssecView = { bogus: false, validated: true, refusing: [], extendedErrors: [] };
const EXPIRED = [{ code: 7, text: "" }];

interface World {
  readonly keys?: readonly string[] | "failed";
  readonly view?: DnssecView | undefined;
  /** Milliseconds that the resolvers take. */
  readonly takesMs?: number;
  readonly addresses?: typeof AT;
}

async function look({ keys = [], view, takesMs = 0, addresses = AT }: World) {
  const fakes = createFakes();
  const asked: unknown[] = [];
  fakes.authority.lookup = ({ owner, type }): Promise<Lookup> =>
    Promise.resolve(
      keys === "failed"
        ? { kind: "failed", because: "silent" }
        : keys.length === 0
          ? { kind: "nodata" }
          : { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 300, values: keys } },
    );
  const dnssec: PublicResolvers["dnssec"] = async (apex, { signed, signal }) => {
    asked.push({ apex, signed });
    await fakes.clock.sleep(takesMs, { signal });
    return view;
  };
  const run = fakes.run({ resolvers: { ...fakes.authority.resolvers, dnssec } });
  const found = await fakes.clock.drive(
    refuseBogus(run, { apex: APEX, addresses }).catch((thrown: unknown) => thrown),
  );
  return { found, asked, tookMs: fakes.elapsed() };
}

const untold = { validation: "untold", warnings: [] };

describe("a zone", () => {
  it("that nobody validates is unsigned, and no resolver is asked", async () => {
    expect(await look({ keys: [], view: SOUND })).toMatchObject({
      found: { validation: "unsigned", warnings: [] },
      asked: [],
    });
  });

  it("that somebody has validated by its key passes", async () => {
    expect(await look({ keys: [KEY], view: SOUND })).toMatchObject({
      found: { validation: "passes", warnings: [] },
      asked: [{ apex: APEX, signed: true }],
    });
  });

  it.each<[title: string, world: World]>([
    ["resolvers don't tell", { keys: [KEY], view: undefined }],
    ["none of them has validated it", { keys: [KEY], view: { ...SOUND, validated: false } }],
  ])("with a key is untold where %s", async (_title, world) => {
    expect((await look(world)).found).toEqual(untold);
  });

  it("whose key was not told passes where nobody refuses it, and resolvers are told that it is not known", async () => {
    expect(await look({ keys: "failed", view: { ...SOUND, validated: false } })).toMatchObject({
      found: { validation: "passes", warnings: [] },
      asked: [{ apex: APEX, signed: undefined }],
    });
  });

  it("of which no name server can be asked is asked of resolvers, without a look at its key", async () => {
    expect(await look({ keys: [], addresses: [], view: SOUND })).toMatchObject({
      found: { validation: "passes" },
      asked: [{ signed: undefined }],
    });
  });

  it("is waited for as long as a resolver tries its servers, and for no longer", async () => {
    expect(await look({ keys: [KEY], view: SOUND, takesMs: 4_900 })).toMatchObject({
      found: { validation: "passes" },
    });
    expect(await look({ keys: [KEY], view: SOUND, takesMs: 20_000 })).toMatchObject({
      found: untold,
      tookMs: 5_000,
    });
  });

  it("that some refuse and others have validated goes on with a warning of its SOA", async () => {
    const view = { ...SOUND, refusing: ["9.9.9.9"], extendedErrors: EXPIRED };
    expect((await look({ keys: [KEY], view })).found).toEqual({
      validation: "passes",
      warnings: [
        {
          warning: "fails-validation",
          owner: APEX,
          type: "SOA",
          resolvers: ["9.9.9.9"],
          extendedErrors: EXPIRED,
        },
      ],
    });
  });

  it("that fails is refused, with who refuses it, why, and what mends it", async () => {
    const view = {
      bogus: true,
      validated: false,
      refusing: ["1.1.1.1", "9.9.9.9"],
      extendedErrors: EXPIRED,
    };
    const { found } = await look({ keys: [KEY], view });
    expect(found).toBeInstanceOf(OnboardError);
    expect(found).toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      message: `The zone ${APEX} fails DNSSEC validation at 1.1.1.1, 9.9.9.9 (a signature has expired): whoever validates it so sees none of its records.`,
      hint: `Renew the DS record of ${APEX} at the registrar, or the zone's signatures at the DNS host, then run again.`,
      facts: { apex: APEX, resolvers: ["1.1.1.1", "9.9.9.9"], extendedErrors: EXPIRED },
    });
  });
});
