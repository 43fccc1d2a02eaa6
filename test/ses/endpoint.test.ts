import { describe, expect, it } from "vitest";
import { isLoopback, parseEndpoint } from "../../src/ses/endpoint.ts";

describe("parseEndpoint", () => {
  it.each([
    ["https://ses.intl.tencentcloudapi.com", "ses.intl.tencentcloudapi.com", "https://", false],
    ["https://ses.example:8443/", "ses.example:8443", "https://", false],
    ["http://127.0.0.1:4000", "127.0.0.1:4000", "http://", true],
    ["http://[::1]:4000", "[::1]:4000", "http://", true],
    ["http://localhost:1", "localhost:1", "http://", true],
  ])("takes %s", (text, host, protocol, loopback) => {
    expect(parseEndpoint(text)).toMatchObject({ host, protocol });
    expect(isLoopback(parseEndpoint(text))).toBe(loopback);
  });

  it.each([
    "ses.intl.tencentcloudapi.com",
    "http://ses.tencentcloudapi.com",
    "http://127.0.0.1.example.com",
    "https://user:pass@ses.example",
    "https://ses.example/path",
    "https://ses.example/?query",
    "ftp://127.0.0.1",
    "",
  ])("refuses %j", (text) => {
    expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});
