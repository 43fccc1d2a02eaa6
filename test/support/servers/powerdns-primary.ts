import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemon, type Daemon } from "./daemon.ts";
import { outdent } from "./outdent.ts";
import type { Place } from "./place.ts";
import { waitFor } from "./question.ts";
import { folderFor, WRITER, type ZoneFile } from "./zone-files.ts";

export const API_KEY = "tests only";

/** PowerDNS as the primary, which takes dynamic updates signed with WRITER's key and tells nobody about them. */
export async function startPowerDnsPrimary(
  place: Place,
  address: string,
  zones: readonly ZoneFile[],
): Promise<Daemon> {
  const folder = await folderFor(place, "pdns-primary", []);
  const apiPort = apiPortOf(place);
  const config = outdent(`
    launch=lmdb
    lmdb-filename=${join(folder, "pdns.lmdb")}
    lmdb-shards=1
    zone-cache-refresh-interval=0
    local-address=${address}
    local-port=${place.port}
    api=yes
    api-key=${API_KEY}
    webserver=yes
    webserver-address=${address}
    webserver-port=${apiPort}
    webserver-allow-from=127.0.0.0/8
    allow-axfr-ips=127.0.0.0/8
    dnsupdate=yes
    allow-dnsupdate-from=127.0.0.0/8
    socket-dir=${folder}
    disable-syslog=yes
    security-poll-suffix=
  `);
  await writeFile(join(folder, "pdns.conf"), config);
  const daemon = startDaemon("pdns_server", [`--config-dir=${folder}`, "--daemon=no"], folder);
  const post = createPost(`http://${address}:${apiPort}/api/v1/servers/localhost`);
  try {
    const { name, algorithm, secret: key } = WRITER;
    await waitFor(daemon, () => post("tsigkeys", { name, algorithm, key }).catch(() => false));
    for (const zone of zones) await addZone(post, zone);
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

async function addZone(post: Post, { name, text, signedBy, rectified = true }: ZoneFile): Promise<void> {
  await post("zones", { name: `${name}.`, kind: "Native", zone: text, api_rectify: rectified });
  if (signedBy === undefined) return;
  const key = { keytype: "csk", active: true, published: true, privatekey: signedBy };
  await post(`zones/${name}./cryptokeys`, key);
}

/** Where its HTTP API listens. */
export function apiPortOf({ port }: Pick<Place, "port">): number {
  return port + 1;
}

type Post = (path: string, body: object) => Promise<true>;

function createPost(base: string): Post {
  return async (path, body) => {
    const response = await fetch(`${base}/${path}`, {
      method: "POST",
      headers: { "x-api-key": API_KEY },
      body: JSON.stringify(body),
    });
    const said = await response.text();
    if (!response.ok) throw new Error(`PowerDNS refuses ${path}: ${response.status} ${said}`);
    return true;
  };
}
