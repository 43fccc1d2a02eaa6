import { describe, expect, it } from "vitest";
import { familyOf, parseDnsEndpoint } from "../../../src/resolve/transport/endpoint.ts";

describe("parseEndpoint", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1", 53],
    ["192.0.2.1:5353", "192.0.2.1", 5353],
    ["::1", "::1", 53],
    ["2001:db8::53", "2001:db8::53", 53],
    ["[2001:db8::53]", "2001:db8::53", 53],
    ["[::1]:5353", "::1", 5353],
    ["2001:DB8:0:0:0:0:0:53", "2001:db8::53", 53],
  ])("reads %s", (text, address, port) => {
    expect(parseDnsEndpoint(text, 53)).toStrictEqual({ address, port });
  });

  it.each([
    "",
    "ns1.example.com",
    "192.0.2",
    "192.0.2.1:",
    "192.0.2.1:0",
    "192.0.2.1:65536",
    "192.0.2.1:dns",
    "[192.0.2.1]",
    "[::1]x",
    "[::1",
    "::1]:53",
  ])("refuses %j", (text) => {
    expect(() => parseDnsEndpoint(text, 53)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });

  it("tells the families apart", () => {
    expect([
      familyOf({ address: "127.0.0.1", port: 53 }),
      familyOf({ address: "::1", port: 53 }),
    ]).toStrictEqual([4, 6]);
  });
});
