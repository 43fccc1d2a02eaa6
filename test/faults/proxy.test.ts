import { describe, expect, it, onTestFinished } from "vitest";
import type { ErrorReport } from "../../src/errors/onboard-error.ts";
import { runChild } from "../support/child.ts";
import { resultsIn } from "../support/cli.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { GITHUB, RESOLVER, SES, STS, worldBehindProxy } from "../support/world-behind-proxy.ts";

// What users run, with every endpoint where it really is: a proxy is the only way to any of them. Each way out
// passes it: GitHub's token service, STS, SES, the DNS host, and DNS by HTTPS.

describe("behind a proxy the built command", () => {
  it.each([
    { provider: "cloudflare", host: "api.cloudflare.com", spell: httpsProxyWithUser },
    { provider: "route53", host: "route53.amazonaws.com", spell: allProxyWithoutScheme },
  ])(
    "goes through it on every way out, with $provider as the DNS host",
    async ({ provider, host, spell }) => {
      const { sandbox, proxy, env } = await worldBehindProxy();
      const { exit, stdout, stderr } = await runChild(
        ["run", "mail.example.test", "--provider", provider, "--wait", "5s", "--format", "json"],
        { ...env, ...spell(proxy.url) },
      );
      expect(exit, stdout + stderr).toBe(0);
      expect(resultsIn(stdout)).toMatchObject([{ state: "verified", zone: { provider } }]);
      expect(new Set(proxy.asked)).toEqual(
        new Set([GITHUB, STS, SES, host, RESOLVER].map((name) => `${name}:443`)),
      );
      expect(sandbox.journal.operations("ses")).toContain("CreateEmailIdentity");
    },
  );

  it("says what the proxy said where it refuses, and blames nobody behind it", async () => {
    const proxy = await startConnectProxy((socket) => socket.end("HTTP/1.1 407 Who are you\r\n\r\n"));
    onTestFinished(() => proxy.close());
    const keys = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };
    const { stdout } = await runChild(["doctor", "--format", "json"], {
      ...keys,
      SES_ONBOARD_DNS_TRANSPORTS: "doh",
      HTTPS_PROXY: proxy.url,
    });
    const { checks } = JSON.parse(stdout) as { checks: { check: string; error: ErrorReport | null }[] };
    const error = checks.find(({ check }) => check === "ses")?.error;
    expect(error).toMatchObject({ code: "API_UNAVAILABLE" });
    expect(error?.message).toContain("answers CONNECT ses.intl.tencentcloudapi.com:443 with status 407");
  });
});

function httpsProxyWithUser(url: string): Readonly<Record<string, string>> {
  return { HTTPS_PROXY: url.replace("//", "//user:100%@") };
}

function allProxyWithoutScheme(url: string): Readonly<Record<string, string>> {
  return { all_proxy: new URL(url).host };
}
