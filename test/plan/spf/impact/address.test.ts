import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressText,
  edgesOf,
  findAddress,
  findSenderAddress,
  isIn,
  networkOf,
  type IpAddress,
} from "../../../../src/plan/spf/impact/address.ts";

function read(text: string): IpAddress {
  const address = findAddress(text);
  if (address === undefined) throw new TypeError(`${text} is no address`);
  return address;
}

describe("an address", () => {
  it.each([
    ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["::", "::"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
    ["192.0.2.1", "192.0.2.1"],
  ])("%s is told as %s", (text, told) => {
    expect(addressText(read(text))).toBe(told);
  });

  it("is the same when what it is told as is read again", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(read(addressText(read(text)))).toEqual(read(text));
      }),
    );
  });

  it.each(["", "1.2.3", "fe80::1%eth0", "host"])("is not %j", (text) => {
    expect(findAddress(text)).toBeUndefined();
  });

  it("of a sender is IPv4 however it is written", () => {
    expect(findSenderAddress("::ffff:192.0.2.1")).toEqual(read("192.0.2.1"));
    expect(findSenderAddress("host")).toBeUndefined();
  });
});

describe("a network", () => {
  it.each([
    ["192.0.2.77", 24, ["192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"]],
    ["192.0.2.1", 32, ["192.0.2.1", "192.0.2.0", "192.0.2.2"]],
    ["0.0.0.0", 0, ["0.0.0.0", "255.255.255.255"]],
    [
      "2001:db8::",
      127,
      ["2001:db8::", "2001:db8::1", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::2"],
    ],
  ])("of %s/%i has these edges", (text, prefix, edges) => {
    expect(edgesOf(networkOf(read(text), prefix)).map(addressText)).toEqual(edges);
  });

  it("holds its own two edges, and no neighbour", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 31 }), (text, prefix) => {
        const network = networkOf(read(text), prefix);
        const inside = edgesOf(network).filter((address) => isIn(address, network));
        expect(inside.map(({ bits }) => bits)).toEqual([network.first, network.last]);
      }),
    );
  });

  it("of more bits than the address has is the address", () => {
    expect(networkOf(read("192.0.2.1"), 128)).toEqual(networkOf(read("192.0.2.1"), 32));
  });
});
