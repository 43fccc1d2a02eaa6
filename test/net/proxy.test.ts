import { describe, expect, it } from "vitest";
import { findProxy } from "../../src/net/proxy.ts";

const API = new URL("https://api.example.test/client/v4");
const CORP = "http://proxy.corp:8080";

/** The proxy's URL, or undefined. */
const proxyFor = (env: Readonly<Record<string, string>>, url = API): string | undefined =>
  findProxy(url, env)?.url.href;

/** What the proxy reads as user and password. */
const userIn = (value: string): string | undefined => {
  const [, base64 = ""] = findProxy(API, { HTTPS_PROXY: value })?.authorization?.split(" ") ?? [];
  return base64 === "" ? undefined : Buffer.from(base64, "base64").toString("utf8");
};

describe("the proxy that an environment names", () => {
  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])("stands in %s", (name) => {
    expect(proxyFor({ [name]: CORP })).toBe(`${CORP}/`);
  });

  it("is none where nothing or an empty text names one, and HTTP_PROXY is for plain http", () => {
    expect(proxyFor({})).toBeUndefined();
    expect(proxyFor({ HTTPS_PROXY: "", all_proxy: "  " })).toBeUndefined();
    expect(proxyFor({ HTTP_PROXY: CORP, http_proxy: CORP })).toBeUndefined();
  });

  it("is the one for https before the one for all, in lower case before upper case", () => {
    const [https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY] = ["http://a", "http://b", "http://c", "http://d"];
    expect(proxyFor({ https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY })).toBe("http://a/");
    expect(proxyFor({ https_proxy: "", HTTPS_PROXY, all_proxy, ALL_PROXY })).toBe("http://b/");
    expect(proxyFor({ all_proxy, ALL_PROXY })).toBe("http://c/");
  });

  it("is read from the given environment alone", () => {
    const before = process.env["HTTPS_PROXY"];
    process.env["HTTPS_PROXY"] = CORP;
    expect(proxyFor({})).toBeUndefined();
    if (before === undefined) delete process.env["HTTPS_PROXY"];
    else process.env["HTTPS_PROXY"] = before;
  });

  it.each(["127.0.0.1", "127.8.9.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])(
    "is never for the loopback at %s",
    (host) => {
      expect(proxyFor({ HTTPS_PROXY: CORP }, new URL(`https://${host}:8443`))).toBeUndefined();
    },
  );

  it.each([
    ["proxy.corp:8080", `${CORP}/`],
    ["proxy.corp", "http://proxy.corp/"],
    ["HTTP://Proxy.Corp:8080/", `${CORP}/`],
    [" https://proxy.corp:8443 ", "https://proxy.corp:8443/"],
    ["[2001:db8::1]:3128", "http://[2001:db8::1]:3128/"],
    ["user:word@proxy.corp:8080", `${CORP}/`],
    ["http://CORP\\user:p/@:#?w%rd@proxy.corp:8080", `${CORP}/`],
  ])("is found in %j", (value, url) => {
    expect(proxyFor({ HTTPS_PROXY: value })).toBe(url);
  });

  it.each([
    ["http://proxy.corp", undefined],
    ["http://user:word@proxy.corp", "user:word"],
    ["user@proxy.corp", "user:"],
    ["http://us%65r:w%3Ard%40@proxy.corp", "user:w:rd@"],
    ["http://user:100%@proxy.corp", "user:100%"],
    ["http://user:%zz%C3%BC%@proxy.corp", "user:%zzü%"],
    ["http://CORP\\user:p@ss/w#rd?@proxy.corp", "CORP\\user:p@ss/w#rd?"],
  ])("is told who asks: %j", (value, user) => {
    expect(userIn(value)).toBe(user);
  });

  it.each([
    "http://user:line%0d%0abreak@proxy.corp",
    "http://us\u0007er:hidden-word@proxy.corp",
    "u%00:p@proxy.corp",
  ])("has no user with a control character, which RFC 7617 allows none: %j", (value) => {
    expect(() => findProxy(API, { HTTPS_PROXY: value })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", facts: { variable: "HTTPS_PROXY" } }),
    );
  });

  it.each(["socks5://proxy.corp:1080", "http://", "http://proxy.corp:no-port", "user:hidden-word@"])(
    "is not gone around where %j can't be used, and the error keeps the password",
    (value) => {
      const asked = (): unknown => findProxy(API, { ALL_PROXY: value });
      expect(asked).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID", facts: { variable: "ALL_PROXY" } }),
      );
      expect(asked).not.toThrow(/hidden-word/);
    },
  );
});

describe("NO_PROXY", () => {
  const direct = (excepted: string, url = API.href): boolean =>
    findProxy(new URL(url), { HTTPS_PROXY: CORP, NO_PROXY: excepted }) === undefined;

  it.each([
    "*",
    "api.example.test",
    "API.Example.TEST.",
    "example.test",
    ".example.test",
    "*.example.test",
    "api.example.test:443",
    "other.test, example.test",
    "other.test example.test",
  ])("%j excepts api.example.test", (excepted) => {
    expect(direct(excepted)).toBe(true);
  });

  it.each(["", ",", ".", "ample.test", "pi.example.test", "www.api.example.test", "example.test:8443", "/0"])(
    "%j does not",
    (excepted) => {
      expect(direct(excepted)).toBe(false);
    },
  );

  it.each([
    ["1.1.1.1", "https://1.1.1.1", true],
    ["1.1.1.0/24", "https://1.1.1.1", true],
    ["1.1.1.0/24", "https://1.1.2.1", false],
    ["1.1.1.1/33", "https://1.1.1.1", false],
    ["1.1.1.1/", "https://1.1.1.1", false],
    ["1.1.1.1:8443", "https://1.1.1.1", false],
    ["1.1.1", "https://1.1.1.1", false],
    ["2001:db8::/32", "https://[2001:db8::53]", true],
    ["2001:db8::53", "https://[2001:db8::53]", true],
    ["[2001:db8::53]:443", "https://[2001:db8::53]", true],
    ["2001:db8::/32", "https://[2001:db9::53]", false],
    ["2001:db8::/32", "https://1.1.1.1", false],
  ])("%s for %s: %s", (excepted, url, expected) => {
    expect(direct(excepted, url)).toBe(expected);
  });

  it("excepts a host that is written with the root's dot", () => {
    expect(direct("example.test", "https://api.example.test./")).toBe(true);
    expect(direct("api.example.test", "https://api.example.test./")).toBe(true);
  });

  it("is read in lower case first", () => {
    expect(proxyFor({ HTTPS_PROXY: CORP, no_proxy: "example.test", NO_PROXY: "other.test" })).toBeUndefined();
  });
});
