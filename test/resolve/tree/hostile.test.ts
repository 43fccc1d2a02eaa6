import { afterEach, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { createManualClock } from "../../support/dns-clock.ts";
import { record, replyTo } from "../../support/dns-reply.ts";
import type { Script } from "../../support/dns-server.ts";
import type { TestTree } from "../../support/dns-tree.ts";
import { askedOf, smallTreesOn, TLD } from "./small-tree.ts";

// What a tree may make us do that somebody has built for it (NXNSAttack, May 2020).

const open: TestTree[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((tree) => tree.close()))));

const { at, zones, plant } = smallTreesOn("127.80.5", open);

/** Each zone has name servers in four others, and each of these as well: there are thousands within reach. */
const cascade: Script = (received) => {
  const { name } = askedOf(received);
  const zone = name.split(".").slice(-2).join(".");
  const index = Number(/^x(\d+)\.test$/.exec(zone)?.[1] ?? 0);
  return replyTo(received.query, {
    authoritative: false,
    authorities: [1, 2, 3, 4].map((nth) => record(zone, "NS", `ns.x${index * 4 + nth}.test`)),
  });
};

it("a lookup through names that lead to ever more names ends after a few hundred questions", async () => {
  // Nobody is silent, so nobody has to be waited for.
  const { authority, asked } = await plant({ [at(TLD)]: cascade }, { clock: createManualClock() });
  const question = { owner: parseDomainName("x0.test"), type: "TXT" };
  expect(await authority.lookup(question, {})).toMatchObject({ kind: "failed" });
  expect(asked().length).toBeGreaterThan(100);
  expect(asked().length).toBeLessThan(450);
});

it("of many name servers that lead nowhere four are looked up before a zone is given up", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `ns.gone${index}.test`);
  const { authority, asked } = await plant({
    [at(TLD)]: [zones.registry(...names.map((name) => `example.test 300 NS ${name}`))],
  });
  const question = { owner: parseDomainName("example.test"), type: "TXT" };
  expect(await authority.lookup(question, {})).toMatchObject({ kind: "failed" });
  expect(asked().filter((line) => line.startsWith("A "))).toHaveLength(4);
});
