// Debian's lego on the same kind of servers: the real program, with pebble as the certificate authority that
// validates by the resolver lego asks. lego looks name servers up by the system's resolver and asks them on
// port 53, so this takes root: a mount namespace with an /etc/hosts of its own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { median } from "./measure.mjs";
import { findProgram, serveAfter, uniform, withServers, WRITER, zonesNamed } from "./name-servers.mjs";

export const title =
  "Debian's lego with pebble, on BIND and Knot, secondary 0–10 s behind, negative TTL 60 s";

const PROGRAMS = ["lego", "pebble", "openssl", "unshare", "mount"];
const LONGEST_LAG_MS = 10_000;
const DNS_PORT = 53;

export async function run(report, { runs = 12 } = {}) {
  const missing = PROGRAMS.filter((name) => findProgram(name) === undefined);
  if (process.getuid() !== 0) missing.push("root");
  if (missing.length > 0) return report(`left out, for want of ${missing.join(", ")}`);
  await withServers(
    zonesNamed("real", runs, 60),
    (servers) => withFolder((folder) => measure(report, { ...servers, folder, runs })),
    {
      port: DNS_PORT,
    },
  );
}

async function measure(report, { tree, eye, folder, runs }) {
  const authority = await startPebble(folder, tree.unbound.address);
  try {
    const zones = Array.from({ length: runs }, (_, index) => `real${index}.lab`);
    await writeFile(join(folder, "hosts"), hostsFor(tree, zones));
    const results = await Promise.all(zones.map((zone) => issue({ tree, eye, folder, authority }, zone)));
    const lags = results.map(({ lag }) => lag);
    const failed = results.filter(({ status }) => status !== 0).length;
    report(
      `detected after the last server serves it: median ${(median(lags) / 1000).toFixed(2)} s, worst ${(Math.max(...lags) / 1000).toFixed(2)} s`,
    );
    report(`issuances that fail: ${failed} of ${runs}`);
  } finally {
    await authority.stop();
  }
}

/**
 * One certificate: how long after the last server had the record lego asked for validation, and how it ended.
 */
async function issue({ tree, eye, folder, authority }, zone) {
  const name = `mail.${zone}`;
  const owner = `_acme-challenge.${name}`;
  const lego = startLego({ tree, folder, authority }, name);
  const writtenAt = await eye.watch(owner, [tree.addressOf("primary")], tree.port);
  const served = serveAfter({ tree, eye }, zone, writtenAt, uniform(0, LONGEST_LAG_MS), owner);
  const [servedAt, askedAt, [status]] = await Promise.all([
    served,
    authority.asked(name),
    once(lego, "exit"),
  ]);
  return { lag: askedAt - servedAt, status };
}

function startLego({ tree, folder, authority }, name) {
  const args = [
    "--server",
    authority.url,
    "--email",
    "postmaster@lab",
    "--accept-tos",
    "--path",
    join(folder, name),
  ];
  const dns = [
    "--dns",
    "rfc2136",
    "--dns.resolvers",
    `${tree.unbound.address}:${tree.port}`,
    "--domains",
    name,
    "run",
  ];
  const inNamespace = [
    "-m",
    "--",
    "sh",
    "-c",
    'mount --bind "$0" /etc/hosts && exec "$@"',
    join(folder, "hosts"),
    findProgram("lego"),
  ];
  return spawn("unshare", [...inNamespace, ...args, ...dns], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      LEGO_CA_CERTIFICATES: join(folder, "cert.pem"),
      RFC2136_NAMESERVER: `${tree.addressOf("primary")}:${tree.port}`,
      RFC2136_TSIG_ALGORITHM: `${WRITER.algorithm}.`,
      RFC2136_TSIG_KEY: `${WRITER.name}.`,
      RFC2136_TSIG_SECRET: WRITER.secret,
    },
  });
}

function hostsFor(tree, zones) {
  const roles = ["primary", "secondary"];
  const lines = zones.flatMap((zone) => roles.map((role) => `${tree.addressOf(role)} ${role}.${zone}`));
  return ["127.0.0.1 localhost", ...lines, ""].join("\n");
}

async function startPebble(folder, resolver) {
  const [port, managementPort] = [await freePort(), await freePort()];
  const [certificate, privateKey] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", privateKey, "-out", certificate, ...subject],
    {
      stdio: "ignore",
    },
  );
  const pebble = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate,
    privateKey,
  };
  await writeFile(
    join(folder, "pebble.json"),
    JSON.stringify({ pebble: { ...pebble, httpPort: 5002, tlsPort: 5001, ocspResponderURL: "" } }),
  );
  const args = [
    "--pdeathsig",
    "KILL",
    findProgram("pebble"),
    "-config",
    join(folder, "pebble.json"),
    "-dnsserver",
    `${resolver}:${DNS_PORT}`,
  ];
  const env = { ...process.env, PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" };
  const child = spawn("setpriv", args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const said = listen(child.stdout);
  await said.first(/Listening on/);
  return {
    url: `https://localhost:${port}/dir`,
    /** When validation of this name was asked for (milliseconds since 1970). */
    asked: (name) => said.first(new RegExp(`Pulled a task.*"${name.replaceAll(".", String.raw`\.`)}"`)),
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

/** What a program prints, and when it first printed a line of some kind. */
function listen(stream) {
  const seen = [];
  const waiting = new Set();
  createInterface({ input: stream }).on("line", (line) => {
    seen.push({ line, at: performance.timeOrigin + performance.now() });
    for (const look of waiting) look();
  });
  return {
    first: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const found = seen.find(({ line }) => pattern.test(line));
          if (found === undefined) return waiting.add(look);
          waiting.delete(look);
          return resolve(found.at);
        };
        look();
      }),
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-lego-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
