import { expect, it } from "vitest";
import { truncating } from "../../onboard/delegations/manners.ts";
import { D, row, worldsOn } from "../../onboard/delegations/world.ts";

// Beside test/onboard/delegations/sizes.test.ts, and here since our own server takes a tenth of a second to write such an
// answer, and seconds where what is covered is counted.

const plant = worldsOn("127.82.26");

row("large-rrset", () => {
  // Of one server.
  it("takes 60,000 octets by TCP", async () => {
    const values = Array.from({ length: 240 }, (_, index) => `site-${index}-`.padEnd(238, "x"));
    const existing = [{ owner: D, type: "TXT" as const, ttl: 300, values }];
    const world = await plant({ servers: { ns1: truncating() }, existing });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(told.events.find(({ type }) => type === "propagation.done")).toMatchObject({
      agreeing: 1,
      asked: 1,
    });
  });
});
