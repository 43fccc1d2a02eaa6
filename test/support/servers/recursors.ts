import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { requireProgram } from "./command.ts";
import { startDaemon, type Daemon } from "./daemon.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import { SHARED_V4, type Place, type TreeSite } from "./place.ts";
import { outdent } from "./outdent.ts";

// Recursive resolvers that know the private tree and nothing else. They ask name servers on port 53 only,
// which takes root, except those that the config names with a port: so every zone of the tree is entered as a
// stub with its servers.

export interface StubZone {
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface Recursor extends Daemon {
  readonly address: string;
  /** How many questions clients have asked so far. */
  readonly questions: () => Promise<number>;
  /** Everything that it remembers, as it prints it itself. */
  readonly cache: () => Promise<string>;
}

/**
 * BIND as a resolver, which comes by the tree as the world does, from its root down: its option `port` is that of the
 * servers that it asks, too. It listens at 127.0.0.1, since it takes no address that no interface carries.
 */
export async function startBindResolver(place: Place, root: string): Promise<Daemon & Endpoint> {
  const folder = join(place.folder, "bind-resolver");
  await mkdir(folder);
  const config = outdent(`
    controls { };
    options {
      directory "${folder}";
      pid-file none;
      session-keyfile none;
      port ${place.port};
      listen-on { ${SHARED_V4}; };
      listen-on-v6 { none; };
      recursion yes;
      dnssec-validation no;
      empty-zones-enable no;
    };
    zone "." { type hint; file "hints"; };
  `);
  await writeFile(join(folder, "conf"), config);
  await writeFile(join(folder, "hints"), `. 3600 IN NS ns.root.\nns.root. 3600 IN A ${root}\n`);
  const daemon = startDaemon("named", ["-g", "-n", "1", "-c", join(folder, "conf")], folder);
  return { ...daemon, address: SHARED_V4, port: place.port };
}

export interface UnboundOptions {
  /** DS records: zones that must be signed, by a key that they may well not have. */
  readonly trustAnchors?: readonly string[];
  /** What it takes for the time when it looks at signatures (YYYYMMDDHHMMSS). Absent: the time of this machine. */
  readonly believesDate?: string;
  /** Where it takes questions by HTTPS (HTTP/2 alone), and by which certificate: paths of files. */
  readonly https?: HttpsPlace;
}

export interface HttpsPlace {
  readonly port: number;
  readonly key: string;
  readonly cert: string;
}

export async function startUnbound(
  place: Place,
  address: string,
  stubs: readonly StubZone[],
  { trustAnchors = [], believesDate, https }: UnboundOptions = {},
): Promise<Recursor> {
  const folder = join(place.folder, `unbound-${address}`);
  await mkdir(folder);
  const control = join(folder, "control");
  const config = outdent(`
    server:
      username: ""
      chroot: ""
      pidfile: ""
      directory: "${folder}"
      use-syslog: no
      num-threads: 1
      so-rcvbuf: 0
      interface: ${address}
      port: ${place.port}
      access-control: 127.0.0.0/8 allow
      do-not-query-localhost: no
      local-zone: "test." nodefault
      module-config: "validator iterator"
      ede: yes
      target-fetch-policy: "0 0 0 0 0"
    ${trustAnchors.map((anchor) => `  trust-anchor: "${anchor}"`).join("\n")}
    ${https === undefined ? "" : httpsText(https)}
    ${believesDate === undefined ? "" : `  val-override-date: "${believesDate}"`}
    remote-control:
      control-enable: yes
      control-interface: "${control}"
      control-use-cert: no
    ${stubs.map((stub) => stubText(stub, place.port)).join("\n")}
  `);
  const path = join(folder, "conf");
  await writeFile(path, config);
  const tell = (command: string) => requireProgram("unbound-control", ["-c", path, command]);
  return {
    ...startDaemon("unbound", ["-d", "-c", path], folder),
    address,
    questions: async () => Number(/^total\.num\.queries=(\d+)$/m.exec(await tell("stats_noreset"))?.[1]),
    cache: () => tell("dump_cache"),
  };
}

/**
 * Knot Resolver, which validates what a resolver that does not validate gives it: by itself it asks name servers on port
 * 53 only.
 */
export async function startKnotResolver(
  place: Place,
  address: string,
  { trustAnchors, behind }: { readonly trustAnchors: readonly string[]; readonly behind: string },
): Promise<Daemon> {
  const folder = join(place.folder, `kresd-${address}`);
  await mkdir(folder);
  const unloaded = ["ta_update", "ta_signal_query", "ta_sentinel", "priming", "detect_time_jump"];
  const config = outdent(`
    net.listen('${address}', ${place.port}, { kind = 'dns' })
    option('ALLOW_LOCAL', true)
    cache.size = 10*MB
    ${[...unloaded, "detect_time_skew"].map((module) => `modules.unload('${module}')`).join("\n")}
    trust_anchors.remove('.')
    ${trustAnchors.map((anchor) => `trust_anchors.add('${anchor}')`).join("\n")}
    policy.add(policy.all(policy.FORWARD({'${behind}@${place.port}'})))
  `);
  await writeFile(join(folder, "conf"), config);
  return startDaemon("kresd", ["-n", "-c", join(folder, "conf"), folder], folder);
}

export async function startPowerDns(
  place: TreeSite,
  address: string,
  stubs: readonly StubZone[],
): Promise<Recursor> {
  const folder = join(place.folder, `pdns-${address}`);
  await mkdir(folder);
  const forwards = stubs.map(
    (stub) => `${stub.name}=${stub.addresses.map((one) => withPort(one, place.port)).join(";")}`,
  );
  // The root is forwarded as well, and there are no hints, or it would ask the real one.
  const config = outdent(`
    socket-dir=${folder}
    daemon=no
    write-pid=no
    setuid=
    setgid=
    disable-syslog=yes
    loglevel=4
    threads=1
    dnssec=off
    security-poll-suffix=
    hint-file=no
    local-address=${address}
    local-port=${place.port}
    allow-from=127.0.0.0/8
    dont-query=
    forward-zones=${forwards.join(", ")}
  `);
  await writeFile(join(folder, "recursor.conf"), config);
  const tell = (...command: readonly string[]) =>
    requireProgram("rec_control", [`--socket-dir=${folder}`, ...command]);
  let dumps = 0;
  return {
    ...startDaemon("pdns_recursor", [`--config-dir=${folder}`], folder),
    address,
    questions: async () => Number(await tell("get", "questions")),
    cache: async () => {
      dumps += 1;
      const dump = join(folder, `cache-${dumps}`);
      await tell("dump-cache", dump);
      return readFile(dump, "utf8");
    },
  };
}

function httpsText({ port, key, cert }: HttpsPlace): string {
  return [
    `  interface: ${SHARED_V4}@${port}`,
    `  https-port: ${port}`,
    `  tls-service-key: "${key}"`,
    `  tls-service-pem: "${cert}"`,
  ].join("\n");
}

function stubText({ name, addresses }: StubZone, port: number): string {
  return [
    "stub-zone:",
    `  name: "${name}"`,
    ...addresses.map((address) => `  stub-addr: ${address}@${port}`),
  ].join("\n");
}

function withPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
