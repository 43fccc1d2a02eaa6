import { afterEach, expect, it } from "vitest";
import { record, replyTo } from "../../support/dns-reply.ts";
import type { Script } from "../../support/dns-server.ts";
import type { TestTree } from "../../support/dns-tree.ts";
import { askedOf, smallTreesOn, TLD } from "./small-tree.ts";

// What a tree may make us do that somebody has built for it (NXNSAttack, May 2020).

const open: TestTree[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((tree) => tree.close()))));

const { at, plant } = smallTreesOn("127.80.5", open);

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

it("a walk through names that lead to ever more names ends after a few hundred questions", async () => {
  const { walk, asked } = await plant({ [at(TLD)]: cascade });
  expect(await walk("x0.test")).toMatchObject({ apex: "x0.test", addresses: [], soa: undefined });
  expect(asked().length).toBeGreaterThan(100);
  expect(asked().length).toBeLessThan(450);
});
