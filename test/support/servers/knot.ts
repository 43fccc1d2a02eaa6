import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemon, type Daemon } from "./daemon.ts";
import { outdent } from "./outdent.ts";
import type { Place } from "./place.ts";
import { folderFor, WRITER, type SecondaryPlan, type ZoneFile } from "./zone-files.ts";
import { lines } from "./zone-text.ts";

/** Knot DNS as the primary, which takes dynamic updates signed with WRITER's key and tells nobody about them. */
export async function startKnot(place: Place, address: string, zones: readonly ZoneFile[]): Promise<Daemon> {
  const folder = await folderFor(place, "knot", zones);
  return start(place, folder, {
    addresses: [address],
    zones: zones.map(({ name }) => name),
    rest: `
      key:
        - id: "${WRITER.name}"
          algorithm: ${WRITER.algorithm}
          secret: ${WRITER.secret}
      acl:
        - id: update
          key: "${WRITER.name}"
          action: update
        - id: transfer
          address: 127.0.0.0/8
          action: transfer
      template:
        - id: default
          storage: "${folder}"
          file: "%s.zone"
          acl: [ update, transfer ]
          zonefile-sync: -1
    `,
  });
}

/** Knot DNS as the secondary; it looks for news when it is told to, see notify.ts. */
export async function startKnotSecondary(place: Place, plan: SecondaryPlan): Promise<Daemon> {
  const folder = await folderFor(place, "knot", []);
  return start(place, folder, {
    ...plan,
    rest: `
      remote:
        - id: primary
          address: "${plan.primary}@${place.port}"
      acl:
        - id: notify
          address: 127.0.0.0/8
          action: notify
      template:
        - id: default
          storage: "${folder}"
          master: primary
          acl: notify
          zonefile-sync: -1
    `,
  });
}

interface Config {
  readonly addresses: readonly string[];
  readonly zones: readonly string[];
  readonly rest: string;
}

async function start(place: Place, folder: string, { addresses, zones, rest }: Config): Promise<Daemon> {
  const config = outdent(`
    server:
      rundir: "${folder}"
      listen: [ ${addresses.map((address) => `"${address}@${place.port}"`).join(", ")} ]
      udp-workers: 1
      tcp-workers: 1
      background-workers: 2
    log:
      - target: stdout
        any: info
    database:
      storage: "${folder}"
  `);
  const zoneList = lines("zone:", ...zones.map((name) => `  - domain: "${name}."`));
  await writeFile(join(folder, "conf"), `${config}${outdent(rest)}${zoneList}`);
  return startDaemon("knotd", ["-c", join(folder, "conf")], folder);
}
