import { Packet } from "dns2";
import { expect, it } from "vitest";
import { noFor, offersRecursion, saysNothing, when, withoutAa } from "./manners.ts";
import { around, givesAway, oldWithoutAa } from "./plans.ts";
import {
  APEX,
  ELSEWHERE,
  row,
  serves,
  servesAbove,
  worldsOn,
  type Manners,
  type Plan,
  type Told,
} from "./world.ts";

// What proves nothing, and what resolvers go by all the same: test/servers/delegations-resolved.test.ts asks them.

const plant = worldsOn("127.82.11");
const NS2 = "ns2.example.test (127.82.11.4)";

async function waitOn(plan: Plan): Promise<Told> {
  const world = await plant(plan);
  return world.run({ waitMs: 1_500 });
}

function expectShut({ result, sentence }: Told, said: string): void {
  expect([result.state, result.error?.code]).toEqual(["pending", "NOT_PROPAGATED"]);
  expect(sentence).toContain(`1 of 2 name servers serve the records so far: ${NS2} ${said}`);
}

row("no-without-aa", () => {
  const isText = ({ type, name }: { readonly type: string; readonly name: string }) =>
    type === "TXT" && name !== APEX;

  it("waits for one with a copy from before", async () => {
    const told = await waitOn({ servers: { ns1: serves, ns2: oldWithoutAa } });
    expectShut(told, "says that there is no such name");
    expect(told.sentence).toContain("without authority, AA=0");
  });

  it("waits for one that says nothing at all, in an answer that is no failure", async () => {
    const empty: Manners = (live, above) => withoutAa(saysNothing(live, above), above);
    expectShut(
      await waitOn({ servers: { ns1: serves, ns2: when(isText, empty) } }),
      "has the name, but no record",
    );
  });

  it("goes on without one that offers recursion, too: Unbound passes that over", async () => {
    const world = await plant({ servers: { ns1: serves, ns2: offersRecursion(oldWithoutAa) }, speed: 2 });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
  });

  it("takes it for no absence, where that is what is wanted", async () => {
    const denies: Manners = () => (received) => {
      const no = noFor(received, Packet.RCODE.NXDOMAIN, APEX);
      no.header.aa = 0;
      return no;
    };
    const told = await waitOn({ servers: { ns1: denies, ns2: denies } });
    expect([told.result.state, told.result.error?.code, told.created]).toEqual([
      "failed",
      "ZONE_NOT_DELEGATED",
      false,
    ]);
  });
});

row("given-away", () => {
  it("waits for one that delegates the zone to others, and says to whom", async () => {
    const told = await waitOn({ ...around(ELSEWHERE), others: givesAway("ns2") });
    expectShut(told, "sends us on to ns9.example.test");
  });

  it("waits for one that holds the zone around it alone", async () => {
    expectShut(await waitOn(around(servesAbove)), "says that there is no such name");
  });
});
