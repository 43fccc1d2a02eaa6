import dgram from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// One tree, one port: a walk from the roots knows only one. It is high, so that nobody needs to be root, and
// free on the two addresses that every tree shares; on all others the tree is alone, since its part of
// 127.0.0.0/8 is drawn by lot.

/** What a loopback interface carries; BIND takes no other address. */
export const SHARED_V4 = "127.0.0.1";
export const SHARED_V6 = "::1";

/** Where a server keeps its files, and the port of all servers of its tree. */
export interface Place {
  readonly folder: string;
  readonly port: number;
}

export interface TreeSite extends Place {
  /** An address of this tree's own, by its last number. */
  readonly address: (host: number) => string;
  readonly clear: () => Promise<void>;
}

/**
 * Below the range from which the kernel picks ports for outgoing sockets (32768 and up on Linux), or one of
 * those could take ours.
 */
const [LOWEST_PORT, HIGHEST_PORT] = [12_000, 32_000];

/** @throws Error when the port, or every one that was tried, is taken */
export async function findTreeSite(wanted?: number): Promise<TreeSite> {
  const port = await findPort(wanted);
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-servers-"));
  const net24 = `127.${between(16, 250)}.${between(1, 250)}`;
  return {
    folder,
    port,
    address: (host) => `${net24}.${host}`,
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

async function findPort(wanted: number | undefined): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = wanted ?? between(LOWEST_PORT, HIGHEST_PORT);
    const free = await Promise.all([isFree(SHARED_V4, port), isFree(SHARED_V6, port)]);
    if (free.every(Boolean)) return port;
  }
  throw new Error(
    `${wanted === undefined ? "no port is" : `port ${wanted} is not`} free on both 127.0.0.1 and ::1`,
  );
}

async function isFree(address: string, port: number): Promise<boolean> {
  const tcp = net.createServer();
  const udp = dgram.createSocket(net.isIPv6(address) ? "udp6" : "udp4");
  try {
    const listening = [once(tcp, "listening"), once(udp, "listening")];
    tcp.listen(port, address);
    udp.bind(port, address);
    await Promise.all(listening);
    return true;
  } catch {
    return false;
  } finally {
    tcp.close();
    udp.close();
  }
}

function between(lowest: number, highest: number): number {
  return lowest + Math.floor(Math.random() * (highest - lowest + 1));
}
