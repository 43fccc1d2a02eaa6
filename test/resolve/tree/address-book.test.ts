import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation, Question } from "../../../src/dns/observation.ts";
import { createAddressBook } from "../../../src/resolve/tree/address-book.ts";
import type { DescentEnd } from "../../../src/resolve/tree/limits.ts";
import { rootCut } from "../../../src/resolve/tree/cut.ts";
import { newWalkLimits } from "../../../src/resolve/tree/limits.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const SERVER = parseDomainName("ns1.dns.test");
const SAID = { transport: "udp", roundTripMs: 1 } as const;
const NONE: Observation = { ...SAID, kind: "nodata", soa: undefined };

const addresses = (type: string, ttl: number, ...values: string[]): Observation => ({
  ...SAID,
  kind: "answer",
  rrset: { owner: SERVER, type, ttl, values },
});

/**
 * A book over a tree that says this of both families, and may change its mind; undefined: no server answered.
 */
function openBook(said: Record<"A" | "AAAA", Observation | undefined>) {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const descend = ({ type }: Question): Promise<DescentEnd> => {
    asked.push(type);
    const observation = said[type === "A" ? "A" : "AAAA"];
    return Promise.resolve({ cut: rootCut([]), observation, tried: [], circular: false });
  };
  const book = createAddressBook({ clock, port: 53, descend });
  const look = (fresh = false, limits = newWalkLimits(undefined, { fresh })) =>
    book.addressesOf(SERVER, limits);
  const read = async (fresh = false) => (await look(fresh)).addresses.map(({ address }) => address);
  return { clock, said, asked, look, read };
}

describe("an address book", () => {
  it("tells the addresses of both families, and asks for them once until the first TTL is over", async () => {
    const { clock, asked, read } = openBook({
      A: addresses("A", 300, "192.0.2.1"),
      AAAA: addresses("AAAA", 60, "2001:db8::1"),
    });
    expect([await read(), await read()]).toEqual([
      ["192.0.2.1", "2001:db8::1"],
      ["192.0.2.1", "2001:db8::1"],
    ]);
    expect(asked).toEqual(["A", "AAAA"]);
    await clock.drive(clock.sleep(60_000));
    await read();
    expect(asked).toHaveLength(4);
  });

  it.each(["A", "AAAA"] as const)(
    "does not remember half an answer: %s could not be learned, and is there the next time",
    async (missing) => {
      const whole = { A: addresses("A", 300, "192.0.2.1"), AAAA: addresses("AAAA", 300, "2001:db8::1") };
      const { said, read } = openBook({ ...whole, [missing]: undefined });
      expect(await read()).toHaveLength(1);
      said[missing] = whole[missing];
      expect(await read()).toEqual(["192.0.2.1", "2001:db8::1"]);
    },
  );

  it("remembers that a server has addresses of one family only", async () => {
    const { asked, read } = openBook({ A: addresses("A", 300, "192.0.2.1"), AAAA: NONE });
    expect([await read(), await read()]).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
    expect(asked).toHaveLength(2);
  });

  it("remembers no server without any address", async () => {
    const { asked, read } = openBook({ A: NONE, AAAA: NONE });
    expect([await read(), await read()]).toEqual([[], []]);
    expect(asked).toHaveLength(4);
  });

  it("asks anew for a walk that trusts nothing remembered, and remembers the new answer", async () => {
    const { said, read } = openBook({ A: addresses("A", 300, "192.0.2.1"), AAAA: NONE });
    await read();
    said.A = addresses("A", 300, "192.0.2.9");
    expect([await read(), await read(true), await read()]).toEqual([
      ["192.0.2.1"],
      ["192.0.2.9"],
      ["192.0.2.9"],
    ]);
  });

  it("does not ask anew in one walk for what that walk has learned", async () => {
    const { asked, look } = openBook({ A: addresses("A", 300, "192.0.2.1"), AAAA: NONE });
    const limits = newWalkLimits(undefined, { fresh: true });
    expect(await look(true, limits)).toEqual(await look(true, limits));
    expect(asked).toEqual(["A", "AAAA"]);
  });

  it.each<[string, Observation | undefined, Observation | undefined]>([
    ["alias", { ...SAID, kind: "cname", target: SERVER, ttl: 300, rrset: undefined }, undefined],
    ["none", NONE, { ...SAID, kind: "nxdomain", soa: undefined }],
    ["unanswered", NONE, undefined],
  ])("says why there is no address: %s", async (unaddressed, a, aaaa) => {
    expect(await openBook({ A: a, AAAA: aaaa }).look()).toEqual({ addresses: [], unaddressed });
  });
});
