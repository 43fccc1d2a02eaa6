import { once } from "node:events";
import { writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { Packet } from "dns2";
import { onTestFinished } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { startConnectProxy } from "./connect-proxy.ts";
import { record, replyTo, soa } from "./dns-reply.ts";
import { startDohServer, type DohScript } from "./doh-server.ts";
import { LOOPBACK_CERTIFICATE } from "./loopback-certificate.ts";
import { idToken, startFakeServer, temporaryKeys } from "./oidc.ts";
import { scratchFolder } from "./scratch-folder.ts";

const APEX = parseDomainName("example.test");
const TOKEN = "sts-token-0123456789";
export const GITHUB = "token.example.test";
export const STS = "sts.intl.tencentcloudapi.com";
export const SES = "ses.intl.tencentcloudapi.com";
/** Of a network that is reserved for documentation. */
export const RESOLVER = "192.0.2.53";

const trusted = join(scratchFolder(), "trusted.pem");
writeFileSync(trusted, LOOPBACK_CERTIFICATE.cert);

/** A sandbox whose APIs answer under their real names, and an environment that names no endpoint. */
export async function worldBehindProxy() {
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
