import { Packet } from "dns2";
import { expect, it } from "vitest";
import { cut, ednsSizeOf, silent, truncating } from "./manners.ts";
import { D, row, serves, worldsOn, type Manners, type Plan } from "./world.ts";

// How large answers are, and what EDNS has to do with it.

const plant = worldsOn("127.82.6");

/** So many octets of other people's TXT records at the sender domain. */
const texts = (octets: number) => ({
  owner: D,
  type: "TXT" as const,
  ttl: 300,
  values: Array.from({ length: Math.ceil(octets / 250) }, (_, index) => `site-${index}-`.padEnd(238, "x")),
});

async function expectVerified(octets: number, manners: Manners, changes: Partial<Plan> = {}): Promise<void> {
  const plan = { servers: { ns1: manners, ns2: manners }, existing: [texts(octets)], ...changes };
  const world = await plant(plan);
  const asked = Object.keys(plan.servers).length;
  const told = await world.run();
  expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
  expect(told.warnings.filter((sentence) => /not answer|not serve|fails|malformed/.test(sentence))).toEqual(
    [],
  );
  expect(told.events.find(({ type }) => type === "propagation.done")).toMatchObject({
    agreeing: asked,
    asked,
  });
}

row("large-rrset", () => {
  it("takes 20,000 octets by TCP", () => expectVerified(20_000, truncating()));
});

row("tcp-cut-at-edns-size", () => {
  /** Whatever the transport, no more than EDNS tells. */
  const cuts =
    (whenNone: number): Manners =>
    (live) =>
    (received) => {
      const whole = live(received);
      if (!(whole instanceof Packet)) return whole;
      const most = received.via === "udp" ? 512 : whenNone;
      return cut(received, whole, ednsSizeOf(received) ?? most);
    };

  it("tells 65535 by TCP", () => expectVerified(20_000, cuts(65_535)));

  it("asks without EDNS where even that is cut", () =>
    expectVerified(20_000, (live, above) => {
      const whole = truncating()(live, above);
      return (received) => {
        const reply = whole(received);
        const isCut = received.via === "tcp" && ednsSizeOf(received) !== undefined;
        return isCut && reply instanceof Packet ? cut(received, reply, 4_096) : reply;
      };
    }));
});

row("edns-dropped", () => {
  const dropsEdns: Manners = (live, above) => (received) =>
    (ednsSizeOf(received) === undefined ? truncating()(live, above) : silent(live, above))(received);

  it("asks without it, and verifies", () => expectVerified(0, dropsEdns, { speed: 4 }));

  it("takes large answers so, too", () => expectVerified(2_000, dropsEdns, { speed: 4 }));

  it("verifies where one of two servers does so", async () => {
    const world = await plant({ servers: { ns1: dropsEdns, ns2: serves }, speed: 4 });
    const told = await world.run();
    expect([told.result.state, told.sentence, told.warnings]).toEqual(["verified", "", []]);
    expect(told.events.find(({ type }) => type === "propagation.done")).toMatchObject({
      agreeing: 2,
      asked: 2,
    });
  });
});
