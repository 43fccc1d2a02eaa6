import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemon, type Daemon } from "./daemon.ts";
import type { TreeSite } from "./place.ts";
import { outdent } from "./outdent.ts";

// Authoritative servers, each as one foreground process with everything that it writes in a folder of its
// own.

export const WRITER = {
  name: "writer",
  algorithm: "hmac-sha256",
  secret: "c2VzLW9uYm9hcmQgdGVzdHMgb25seQ==",
} as const;

export interface ZoneFile {
  readonly name: string;
  readonly text: string;
}

/** NSD, for zones that never change: the root and the top-level domain. */
export async function startNsd(place: TreeSite, address: string, zone: ZoneFile): Promise<Daemon> {
  const folder = await folderFor(place, `nsd-${address}`, [zone]);
  // Unchrooted and as whoever we are.
  const config = outdent(`
    server:
      username: ""
      chroot: ""
      database: ""
      server-count: 1
      ip-address: ${address}
      port: ${place.port}
      zonesdir: "${folder}"
      pidfile: "${folder}/pid"
      xfrdfile: "${folder}/xfrd"
      zonelistfile: "${folder}/zones"
    remote-control:
      control-enable: no
    zone:
      name: "${zone.name}"
      zonefile: "${fileOf(zone.name)}"
  `);
  await writeFile(join(folder, "conf"), config);
  return startDaemon("nsd", ["-d", "-c", join(folder, "conf")], folder);
}

/**
 * BIND as the primary, which takes dynamic updates (RFC 2136) signed with WRITER's key and tells nobody about
 * them.
 */
export async function startBind(
  place: TreeSite,
  address: string,
  zones: readonly ZoneFile[],
): Promise<Daemon> {
  const folder = await folderFor(place, "bind", zones);
  const config = outdent(`
    key "${WRITER.name}" { algorithm ${WRITER.algorithm}; secret "${WRITER.secret}"; };
    controls { };
    options {
      directory "${folder}";
      pid-file none;
      session-keyfile none;
      listen-on port ${place.port} { ${address}; };
      listen-on-v6 { none; };
      recursion no;
      dnssec-validation no;
      notify no;
      allow-transfer { 127.0.0.0/8; ::1; };
    };
    ${zones.map(({ name }) => `zone "${name}" { type primary; file "${fileOf(name)}"; allow-update { key "${WRITER.name}"; }; };`).join("\n")}
  `);
  await writeFile(join(folder, "conf"), config);
  return startDaemon("named", ["-g", "-n", "1", "-c", join(folder, "conf")], folder);
}

export interface Secondary extends Daemon {
  /** The path of the control socket, for knotc. */
  readonly control: string;
}

/** Knot DNS as the secondary; it looks for news when it is told to, see Tree.refresh. */
export async function startKnot(
  place: TreeSite,
  addresses: readonly string[],
  primary: string,
  zones: readonly string[],
): Promise<Secondary> {
  const folder = await folderFor(place, "knot", []);
  const control = join(folder, "control");
  const config = outdent(`
    server:
      rundir: "${folder}"
      listen: [ ${addresses.map((address) => `"${address}@${place.port}"`).join(", ")} ]
      udp-workers: 1
      tcp-workers: 1
      background-workers: 2
    control:
      listen: "${control}"
    log:
      - target: stdout
        any: info
    database:
      storage: "${folder}"
    remote:
      - id: primary
        address: "${primary}@${place.port}"
    template:
      - id: default
        storage: "${folder}"
        master: primary
        zonefile-sync: -1
    zone:
    ${zones.map((name) => `  - domain: "${name}."`).join("\n")}
  `);
  await writeFile(join(folder, "conf"), config);
  return { ...startDaemon("knotd", ["-c", join(folder, "conf")], folder), control };
}

async function folderFor(place: TreeSite, name: string, zones: readonly ZoneFile[]): Promise<string> {
  const folder = join(place.folder, name);
  await mkdir(folder);
  for (const zone of zones) await writeFile(join(folder, fileOf(zone.name)), zone.text);
  return folder;
}

function fileOf(zone: string): string {
  return zone === "." ? "root.zone" : `${zone}.zone`;
}
