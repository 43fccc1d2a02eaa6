import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemon, type Daemon } from "./daemon.ts";
import { outdent } from "./outdent.ts";
import type { Place } from "./place.ts";
import { fileOf, folderFor, WRITER, type SecondaryPlan, type ZoneFile } from "./zone-files.ts";

/**
 * BIND as the primary, which takes dynamic updates (RFC 2136) signed with WRITER's key and tells nobody about
 * them.
 */
export async function startBind(place: Place, address: string, zones: readonly ZoneFile[]): Promise<Daemon> {
  const folder = await folderFor(place, "bind", zones);
  return start(
    place,
    folder,
    [address],
    [
      `key "${WRITER.name}" { algorithm ${WRITER.algorithm}; secret "${WRITER.secret}"; };`,
      ...zones.map(
        ({ name }) =>
          `zone "${name}" { type primary; file "${fileOf(name)}"; allow-update { key "${WRITER.name}"; }; };`,
      ),
    ],
  );
}

/** BIND as the secondary; it looks for news when it is told to, see notify.ts. */
export async function startBindSecondary(place: Place, plan: SecondaryPlan): Promise<Daemon> {
  const folder = await folderFor(place, "bind", []);
  const primary = `primaries { ${plan.primary} port ${place.port}; }`;
  return start(
    place,
    folder,
    plan.addresses,
    plan.zones.map((name) => `zone "${name}" { type secondary; ${primary}; };`),
  );
}

async function start(
  place: Place,
  folder: string,
  addresses: readonly string[],
  rest: readonly string[],
): Promise<Daemon> {
  // The limits of transfers are for hundreds of zones that begin at once.
  const config = outdent(`
    controls { };
    options {
      directory "${folder}";
      pid-file none;
      session-keyfile none;
      listen-on port ${place.port} { ${addresses.map((address) => `${address};`).join(" ")} };
      listen-on-v6 { none; };
      recursion no;
      dnssec-validation no;
      notify no;
      allow-notify { 127.0.0.0/8; };
      allow-transfer { 127.0.0.0/8; ::1; };
      serial-query-rate 1000;
      transfers-in 100;
      transfers-per-ns 100;
      transfers-out 1000;
    };
    ${rest.join("\n")}
  `);
  await writeFile(join(folder, "conf"), config);
  return startDaemon("named", ["-g", "-n", "1", "-c", join(folder, "conf")], folder);
}
