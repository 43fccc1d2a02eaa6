// Debian's lego on servers of our own: the real program, with pebble as the certificate authority that validates by the
// resolver lego asks. lego looks name servers up by the system's resolver and asks them on port 53, so this takes
// root: a mount namespace with an /etc/hosts of its own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findProgram, WRITER } from "./name-servers.mjs";

/** Of the servers, for lego. */
export const DNS_PORT = 53;
const PROGRAMS = ["lego", "pebble", "openssl", "unshare", "mount"];

/** What is not here of what it takes. */
export function missingForLego() {
  const missing = PROGRAMS.filter((name) => findProgram(name) === undefined);
  return process.getuid() === 0 ? missing : [...missing, "root"];
}

export function ownerForLego(zone) {
  return `_acme-challenge.mail.${zone}`;
}

/** A way to wait as series.mjs takes it: one certificate for each zone; `failed` where it ends without one. */
export async function withLego({ tree, eye }, zones, use) {
  return withFolder(async (folder) => {
    await writeFile(join(folder, "hosts"), hostsFor(tree, zones));
    const authority = await startPebble(folder, tree.unbound.address);
    try {
      return await use((zone, onWritten) => issue({ tree, eye, folder, authority }, zone, onWritten));
    } finally {
      await authority.stop();
    }
  });
}

/** It has made up its mind when it asks for validation. */
async function issue({ tree, eye, folder, authority }, zone, onWritten) {
  const name = `mail.${zone}`;
  const ended = once(startLego({ tree, folder, authority }, name), "exit");
  const written = eye.watch(ownerForLego(zone), [tree.addressOf("primary")], tree.port);
  const writtenAt = await Promise.race([written, ended.then(() => undefined)]);
  if (writtenAt === undefined) return { writtenAt: NaN, doneAt: NaN, mostQuestions: NaN, failed: true };
  onWritten(writtenAt);
  const doneAt = await Promise.race([authority.asked(name), ended.then(() => NaN)]);
  const [status] = await ended;
  return { writtenAt, doneAt, mostQuestions: NaN, failed: status !== 0 };
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
