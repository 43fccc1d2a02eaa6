import { describe, expect, it } from "vitest";
import { faultOfEndpoint, isLoopbackAddress, parseEndpoint } from "../../src/net/endpoint.ts";

describe("an endpoint", () => {
  it.each([
    "https://ses.example.com",
    "https://ses.example.com:8443/v2",
    "http://127.0.0.1:4000",
    "http://127.9.8.7",
    "http://[::1]:4000",
    "http://[::ffff:127.0.0.1]:4000",
    "http://localhost:1",
  ])("may be %s", (url) => {
    expect(faultOfEndpoint(url)).toBeUndefined();
    expect(parseEndpoint(url, "SES").href).toBe(new URL(url).href);
  });

  it.each([
    "ses.example.com",
    "http://ses.example.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://10.0.0.1",
    "ftp://127.0.0.1",
    "https://me:secret@ses.example.com",
    "me:secret@ses.example.com",
    "https://ses.example.com?key=1",
    "https://ses.example.com#key",
    "",
  ])("may not be %s", (url) => {
    expect(faultOfEndpoint(url)).toBeTypeOf("string");
    const error = caught(() => parseEndpoint(url, "SES"));
    expect(error).toMatchObject({ code: "CONFIG_INVALID", facts: { api: "SES" } });
    expect(JSON.stringify(error) + String(error)).not.toContain("secret");
  });
});

it.each([
  ["127.0.0.1", true],
  ["127.255.0.3", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["128.0.0.1", false],
  ["::2", false],
  ["localhost", false],
])("knows whether the address %s is this machine itself", (address, expected) => {
  expect(isLoopbackAddress(address)).toBe(expected);
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
