import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemon, type Daemon } from "./daemon.ts";
import { outdent } from "./outdent.ts";
import type { Place } from "./place.ts";
import { fileOf, folderFor, type SecondaryPlan, type ZoneFile } from "./zone-files.ts";

/** NSD, for zones that never change: the root and the top-level domain. */
export async function startNsd(place: Place, address: string, zones: readonly ZoneFile[]): Promise<Daemon> {
  const folder = await folderFor(place, `nsd-${address}`, zones);
  return start(
    place,
    folder,
    [address],
    zones.map(({ name }) => `zone:\n  name: "${name}"\n  zonefile: "${fileOf(name)}"`),
  );
}

/** NSD as the secondary; it looks for news when it is told to, see notify.ts. */
export async function startNsdSecondary(place: Place, plan: SecondaryPlan): Promise<Daemon> {
  const folder = await folderFor(place, "nsd-secondary", []);
  const zones = plan.zones.map((name) =>
    [
      "zone:",
      `  name: "${name}"`,
      `  zonefile: "${fileOf(name)}"`,
      `  request-xfr: ${plan.primary}@${place.port} NOKEY`,
      "  allow-notify: 127.0.0.0/8 NOKEY",
    ].join("\n"),
  );
  return start(place, folder, plan.addresses, zones);
}

async function start(
  place: Place,
  folder: string,
  addresses: readonly string[],
  zones: readonly string[],
): Promise<Daemon> {
  // Unchrooted and as whoever we are.
  const config = outdent(`
    server:
      username: ""
      chroot: ""
      database: ""
      server-count: 1
    ${addresses.map((address) => `  ip-address: ${address}`).join("\n")}
      port: ${place.port}
      zonesdir: "${folder}"
      xfrdir: "${folder}"
      pidfile: "${folder}/pid"
      xfrdfile: "${folder}/xfrd"
      zonelistfile: "${folder}/zones"
    remote-control:
      control-enable: no
    ${zones.join("\n")}
  `);
  await writeFile(join(folder, "conf"), config);
  return startDaemon("nsd", ["-d", "-c", join(folder, "conf")], folder);
}
