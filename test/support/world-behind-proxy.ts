import { once } from "node:events";
import { writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { Packet } from "dns2";
import { onTestFinished } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { startConnectProxy } from "./connect-proxy.ts";
import { record, replyTo, soa } from "./dns-reply.ts";
import { startDohServer, type DohScript } from "./doh-server.ts";
import { CERTIFICATE_OF_ANOTHER, LOOPBACK_CERTIFICATE } from "./loopback-certificate.ts";
import { idToken, startFakeServer, temporaryKeys } from "./oidc.ts";
import { scratchFolder } from "./scratch-folder.ts";

type Env = Readonly<Record<string, string>>;

const APEX = parseDomainName("example.test");
const TOKEN = "sts-token-0123456789";
const GITHUB = "token.example.test";
const STS = "sts.intl.tencentcloudapi.com";
const SES = "ses.intl.tencentcloudapi.com";
/** Two have to agree. Of a network that is reserved for documentation. */
const RESOLVERS = ["192.0.2.53", "192.0.2.54"] as const;

/** Every way out of the program, and whom it leads to. */
export const HOSTS_BY_WAY = {
  ses: [SES],
  cloudflare: ["api.cloudflare.com"],
  route53: ["route53.amazonaws.com"],
  dnspod: ["dnspod.intl.tencentcloudapi.com"],
  alidns: ["alidns.aliyuncs.com"],
  doh: RESOLVERS,
  github: [GITHUB],
  sts: [STS],
} as const;
export type Way = keyof typeof HOSTS_BY_WAY;

/** A CA file for NODE_EXTRA_CA_CERTS. */
const TRUSTED = join(scratchFolder(), "trusted.pem");
writeFileSync(TRUSTED, `${LOOPBACK_CERTIFICATE.cert}\n${CERTIFICATE_OF_ANOTHER.cert}\n`);

export interface World {
  readonly sandbox: Sandbox;
  /** Where every host answers by TLS, each under its real name. */
  readonly port: number;
  /** What is asked under its real name; everything else is on loopback, where no proxy stands. */
  readonly env: (ways: readonly Way[]) => Env;
  readonly close: () => Promise<void>;
}

/** A sandbox whose APIs answer under their real names, too. */
export async function startWorld(certificate = LOOPBACK_CERTIFICATE): Promise<World> {
  const sandbox = await startSandbox({ sesToken: TOKEN });
  const { ses, cloudflare, route53, dnspod, alidns } = sandbox.description;
  const [github, sts, doh] = await Promise.all([
    startFakeServer(idToken("github-id-token-1")),
    startFakeServer(temporaryKeys({ secretId: ses.secretId, secretKey: ses.secretKey, token: TOKEN })),
    startDohServer(knowsTheZone),
  ]);
  const front = await startTlsFront(certificate, {
    [GITHUB]: github.url,
    [STS]: sts.url,
    [SES]: ses.endpoint,
    "api.cloudflare.com": cloudflare.baseUrl,
    "route53.amazonaws.com": route53.endpoint,
    "dnspod.intl.tencentcloudapi.com": dnspod.endpoint,
    "alidns.aliyuncs.com": alidns.endpoint,
    // By its address a client names nobody.
    "": doh.url,
  });
  return {
    sandbox,
    port: front.port,
    env: (ways) => environmentWith(ways, sandbox, { github: github.url, sts: sts.url }),
    close: async () => void (await Promise.all([front, github, sts, doh, sandbox].map((one) => one.close()))),
  };
}

/** The world with a proxy as the only way to any of it, and an environment that names no endpoint. */
export async function worldBehindProxy() {
  const world = await startWorld();
  const proxy = await startConnectProxy(world.port);
  onTestFinished(async () => void (await Promise.all([proxy.close(), world.close()])));
  const env = world.env(["ses", "cloudflare", "route53", "doh", "github", "sts"]);
  return { sandbox: world.sandbox, proxy, env };
}

function environmentWith(
  ways: readonly Way[],
  { description }: Sandbox,
  fakes: { readonly github: string; readonly sts: string },
): Env {
  const { route53, cloudflare, dnspod, alidns, ...own } = environmentOfSandbox(description);
  const parts: Readonly<Record<Way, { readonly real: Env; readonly loopback: Env }>> = {
    ses: { real: {}, loopback: own.ses },
    cloudflare: { real: {}, loopback: cloudflare },
    route53: { real: {}, loopback: route53 },
    // What alone would have them asked where another host is meant is set only where they are.
    dnspod: { real: dnspod, loopback: {} },
    alidns: { real: alidns, loopback: {} },
    doh: {
      real: {
        SES_ONBOARD_DNS_TRANSPORTS: "doh",
        SES_ONBOARD_DNS_RESOLVERS: RESOLVERS.join(","),
        TEST_MINUTE_MS: "500",
      },
      loopback: own.dns,
    },
    github: {
      real: { ACTIONS_ID_TOKEN_REQUEST_URL: `https://${GITHUB}/token` },
      loopback: { ACTIONS_ID_TOKEN_REQUEST_URL: fakes.github },
    },
    sts: { real: {}, loopback: { SES_ONBOARD_STS_ENDPOINT: fakes.sts } },
  };
  const chosen = (Object.keys(parts) as Way[]).map(
    (way) => parts[way][ways.includes(way) ? "real" : "loopback"],
  );
  return Object.assign({}, own.keys, ...chosen) as Env;
}

function environmentOfSandbox(description: Sandbox["description"]) {
  const all = environmentOf(description);
  const pick = (...names: readonly string[]): Env =>
    Object.fromEntries(names.map((name) => [name, all[name] ?? ""]));
  return {
    ses: pick("SES_ONBOARD_SES_ENDPOINT"),
    cloudflare: pick("CLOUDFLARE_BASE_URL"),
    route53: pick("AWS_ENDPOINT_URL_ROUTE_53"),
    // With the keys that SES is used with.
    dnspod: pick("DNSPOD_SITE", "DNSPOD_READ_LAG"),
    alidns: pick("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
    dns: pick("SES_ONBOARD_DNS_ROOTS", "SES_ONBOARD_DNS_PORT"),
    keys: {
      ...pick("CLOUDFLARE_API_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
      NODE_EXTRA_CA_CERTS: TRUSTED,
      TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
      TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
      SES_ONBOARD_DKIM: "1024",
    },
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
async function startTlsFront(certificate: typeof LOOPBACK_CERTIFICATE, targets: Env) {
  const server = tls.createServer(certificate, (socket) => {
    const target = targets[socket.servername || ""];
    if (target === undefined) return void socket.destroy();
    const onward = net.connect(Number(new URL(target).port), "127.0.0.1");
    for (const end of [socket, onward])
      end.on("error", () => void [socket, onward].map((one) => one.destroy()));
    // A reset ends no pipe.
    socket.on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => void (await new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port, close };
}
