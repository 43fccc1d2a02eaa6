import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import {
  APEX,
  D,
  ELSEWHERE,
  nameOf,
  nsAndGlue,
  row,
  worldsOn,
  type Told,
  type World,
} from "../onboard/delegations/world.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startBind } from "../support/servers/bind.ts";
import { startKnot } from "../support/servers/knot.ts";
import { startNsd } from "../support/servers/nsd.ts";
import { SHARED_V4 } from "../support/servers/place.ts";
import { startPowerDnsPrimary } from "../support/servers/powerdns-primary.ts";
import { askServer, waitFor } from "../support/servers/question.ts";
import { lines, zoneText } from "../support/servers/zone-text.ts";

// Rows of test/onboard/delegations on real servers: BIND, Knot, NSD and PowerDNS hold the zone, root and registry are
// servers of our own.

const plant = worldsOn("127.82.7");
const KEYS = parseDomainName(`_domainkey.${D}`);
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const HOLDERS = { bind: startBind, knot: startKnot, nsd: startNsd, powerdns: startPowerDnsPrimary } as const;
type Holder = keyof typeof HOLDERS;

interface Held {
  readonly name: string;
  readonly records?: readonly string[];
  /** Instead of a zone in order. */
  readonly text?: string;
}

interface Holding {
  readonly world: World;
  readonly at: { readonly address: string; readonly port: number };
}

/** The world whose one server of the zone is this program, which holds these zones and `ready.test`. */
async function holding(holder: Holder, zones: readonly Held[], zoneAt = APEX): Promise<Holding> {
  // BIND takes no address that no interface carries.
  const address = holder === "bind" ? SHARED_V4 : "127.82.7.3";
  const world = await plant({
    servers: { ns1: ELSEWHERE },
    delegation: () => nsAndGlue("ns1", address),
    assigned: [zoneAt === APEX ? nameOf("ns1") : `ns.${zoneAt}`],
    zoneAt,
  });
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-holding-"));
  open.push(() => rm(folder, { recursive: true, force: true }));
  const files = [...zones, { name: "ready.test" }].map((zone) => ({
    name: zone.name,
    text: textOf(zone, address),
  }));
  const at = { address, port: world.tree.port };
  const daemon = await HOLDERS[holder]({ folder, port: at.port }, address, files);
  open.unshift(() => daemon.stop());
  await waitFor(daemon, async () => (await askServer(at, "ready.test", "SOA")).kind === "answer");
  return { world, at };
}

function textOf({ name, records = [], text }: Held, address: string): string {
  return (
    text ?? zoneText({ name, nameServers: [{ name: `ns1.${name}`, address }], negativeTtl: 60, records })
  );
}

function expectStopped({ result, created, sentence, hint }: Told): void {
  expect([result.state, result.error?.code, created]).toEqual(["failed", "ZONE_NOT_DELEGATED", false]);
  expect(`${sentence} ${hint}`).not.toMatch(/port 53|not answer/);
}

const ALL = Object.keys(HOLDERS) as readonly Holder[];

describeServers("untidy delegations on real servers", () => {
  row("deeper-zone", () => {
    // BIND takes no name server with an underscore in its name.
    const DEEPER = {
      name: KEYS,
      text: lines(
        `$ORIGIN ${KEYS}.`,
        "@ 60 IN SOA ns1.example.test. hostmaster.example.test. 1 3600 600 86400 60",
        "@ 60 IN NS ns1.example.test.",
      ),
    };

    it.each(ALL)("stops where %s holds a deeper zone beside, which nobody delegates", async (holder) => {
      const { world } = await holding(holder, [{ name: APEX }, DEEPER]);
      const told = await world.run();
      expectStopped(told);
      expect(told.sentence).toContain(KEYS);
    });
  });

  row("cut-at-domainkey", () => {
    it.each(ALL)("stops where %s sends on below the domain", async (holder) => {
      const records = [`_domainkey.mail IN NS ns.vendor.test.`];
      const { world } = await holding(holder, [{ name: APEX, records }]);
      const told = await world.run();
      expectStopped(told);
      expect(told.sentence).toContain(KEYS);
      expect(told.sentence).toContain("ns.vendor.test");
    });
  });

  row("refused-by-all", () => {
    it.each(ALL)("says so of %s, which was never told of the zone", async (holder) => {
      const { world } = await holding(holder, []);
      const told = await world.run();
      expectStopped(told);
      expect(told.sentence).toContain("refuses (REFUSED): it does not hold the zone");
    });
  });

  row("servfail-by-all", () => {
    const broken = { name: APEX, text: "this is no zone\n" };

    it.each(["bind", "knot", "nsd"] as const)(
      "says so of %s, which could not load the zone",
      async (holder) => {
        const { world } = await holding(holder, [broken]);
        const told = await world.run();
        expectStopped(told);
        expect(told.sentence).toMatch(/fails \(SERVFAIL/);
      },
    );
  });

  // One server of the zone around it that holds both never refers: what it says of a DS is that zone's own word.
  row("zone-beside", () => {
    const below = `ns.${D}`;
    const child: Held = {
      name: D,
      text: lines(
        `$ORIGIN ${D}.`,
        `@ 60 IN SOA ${below}. hostmaster.${D}. 1 3600 600 86400 60`,
        `@ 60 IN NS ${below}.`,
      ),
    };

    // NSD 4.6 says of a name of the zone below, which the zone around it does not have: no such data.
    describe.each<[title: string, records: readonly string[], warned: readonly Holder[]]>([
      ["that delegates it", [`mail IN NS ${below}.`], []],
      ["that does not have the name", [], ["bind", "knot", "powerdns"]],
      ["that has a name below it", ["a.mail IN TXT x"], []],
    ])("beside the zone around it %s", (_title, records, warned) => {
      it.each(ALL)("is said not to be delegated where %s denies the name", async (holder) => {
        const { world } = await holding(
          holder,
          [
            { name: APEX, records },
            { ...child, text: `${child.text}ns 60 IN A ${holder === "bind" ? SHARED_V4 : "127.82.7.3"}\n` },
          ],
          D,
        );
        const told = await world.plan();
        expect([told.result.state, told.sentence]).toEqual(["planned", ""]);
        const isSaid = told.warnings.some((sentence) =>
          sentence.includes("Have mail.example.test delegated"),
        );
        expect(isSaid).toBe(warned.includes(holder));
      });
    });
  });

  row("large-rrset", () => {
    describe.each([20_000, 60_000])("of %i octets", (octets) => {
      it.each(ALL)("is taken from %s whole", async (holder) => {
        // Few of a thousand octets each: BIND takes no more than a hundred records of a type.
        const texts = Array.from({ length: octets / 1_000 }, (_, index) =>
          `site-${index}-`.padEnd(240, "x").repeat(4),
        );
        const records = texts.map((text) => `mail IN TXT ${text.replaceAll(/.{240}/g, '"$&" ')}`);
        const { at } = await holding(holder, [{ name: APEX, records }]);
        const told = await askServer(at, D, "TXT");
        expect(told).toMatchObject({ kind: "answer", transport: "tcp" });
        expect(told.kind === "answer" && told.rrset.values.toSorted()).toEqual(texts.toSorted());
      });
    });
  });
});
