import { once } from "node:events";
import { writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { Packet } from "dns2";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { ErrorReport } from "../../src/errors/onboard-error.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { runChild } from "../support/child.ts";
import { resultsIn } from "../support/cli.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { record, replyTo, soa } from "../support/dns-reply.ts";
import { startDohServer, type DohScript } from "../support/doh-server.ts";
import { LOOPBACK_CERTIFICATE } from "../support/loopback-certificate.ts";
import { idToken, startFakeServer, temporaryKeys } from "../support/oidc.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// What users run, with every endpoint where it really is: a proxy is the only way to any of them. Each way out
// passes it: GitHub's token service, STS, SES, the DNS host, and DNS by HTTPS.

const APEX = parseDomainName("example.test");
const TOKEN = "sts-token-0123456789";
const GITHUB = "token.example.test";
const STS = "sts.intl.tencentcloudapi.com";
const SES = "ses.intl.tencentcloudapi.com";
/** Of a network that is reserved for documentation. */
const RESOLVER = "192.0.2.53";

const folder = scratchFolder();
const trusted = join(folder, "trusted.pem");
writeFileSync(trusted, LOOPBACK_CERTIFICATE.cert);

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

/** A sandbox whose APIs answer under their real names, and an environment that names no endpoint. */
async function worldBehindProxy() {
  const sandbox = await startSandbox({ sesToken: TOKEN });
  const { ses, cloudflare, route53 } = sandbox.description;
  const [github, sts, doh] = await Promise.all([
    startFakeServer(idToken("github-id-token-1")),
    startFakeServer(temporaryKeys({ secretId: ses.secretId, secretKey: ses.secretKey, token: TOKEN })),
    startDohServer(knowsTheZone),
  ]);
  const front = await startTlsFront({
    [GITHUB]: github.url,
    [STS]: sts.url,
    [SES]: ses.endpoint,
    "api.cloudflare.com": cloudflare.baseUrl,
    "route53.amazonaws.com": route53.endpoint,
    // By its address a client names nobody.
    "": doh.url,
  });
  const proxy = await startConnectProxy(front.port);
  onTestFinished(async () => {
    await Promise.all([proxy, front, github, sts, doh, sandbox].map((one) => one.close()));
  });
  return { sandbox, proxy, env: environmentBehindProxy(sandbox) };
}

function environmentBehindProxy({ description }: Sandbox): Readonly<Record<string, string>> {
  return {
    NODE_EXTRA_CA_CERTS: trusted,
    TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
    TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
    ACTIONS_ID_TOKEN_REQUEST_URL: `https://${GITHUB}/token`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
    CLOUDFLARE_API_TOKEN: description.cloudflare.apiToken,
    AWS_ACCESS_KEY_ID: description.route53.accessKeyId,
    AWS_SECRET_ACCESS_KEY: description.route53.secretAccessKey,
    SES_ONBOARD_DNS_TRANSPORTS: "doh",
    SES_ONBOARD_DNS_RESOLVERS: RESOLVER,
    SES_ONBOARD_DKIM: "1024",
  };
}

const knowsTheZone: DohScript = ({ query }) => {
  const isNs = query.questions[0]?.type === Packet.TYPE.NS;
  const answers = isNs
    ? [record(APEX, "NS", "ns1.dns-host.test"), record(APEX, "NS", "ns2.dns-host.test")]
    : [soa(APEX, { serial: 9 })];
  return replyTo(query, { authoritative: false, recursionAvailable: true, answers });
};

/** Ends TLS and hands each connection on by the name that it asks for. */
async function startTlsFront(targets: Readonly<Record<string, string>>) {
  const server = tls.createServer(LOOPBACK_CERTIFICATE, (socket) => {
    const target = targets[socket.servername || ""];
    if (target === undefined) return void socket.destroy();
    const onward = net.connect(Number(new URL(target).port), "127.0.0.1");
    for (const end of [socket, onward])
      end.on("error", () => void [socket, onward].map((one) => one.destroy()));
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => void (await new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port, close };
}
