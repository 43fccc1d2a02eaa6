// A tree of real name servers for measurements: zones by number, writes with a chosen lag, and an eye of its
// own for when the world can see them.
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./bundle.mjs";

const code = await importTypeScript("test/support/servers/bench.ts");
export const {
  askRecursor,
  askServer,
  createRfc2136Provider,
  createServerRun,
  findProgram,
  onboardDomain,
  parseDomainName,
  WRITER,
} = code;

/** How long before the secondary is told does the eye open; the zone can't be served there any earlier. */
const EYE_OPENS_BEFORE_MS = 30;

const EVERY_MS = 1;

/**
 * Servers by TreePlan's `port` and `programs`, and an eye that asks every `eyeMs`. @throws Error naming the programs
 * that are missing
 */
export async function withServers(zones, use, { port, programs, eyeMs = EVERY_MS } = {}) {
  const missing = code.missingPrograms();
  if (missing.length > 0) throw new Error(`not measured, for want of ${missing.join(", ")}`);
  const tree = await code.startServers({ zones, recursors: true, port, programs });
  const eye = openEye(eyeMs);
  try {
    return await use({ tree, eye });
  } finally {
    await eye.close();
    await tree.close();
  }
}

/** Zones on two servers. */
export function zonesNamed(prefix, count, negativeTtl) {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}${index}.lab`,
    roles: ["primary", "secondary"],
    negativeTtl,
  }));
}

export function uniform(lowest, highest) {
  return lowest + Math.random() * (highest - lowest);
}

export function nowMs() {
  return performance.timeOrigin + performance.now();
}

/**
 * Lets the secondary have a zone so long after the write, and tells from when on every server really serves
 * it (milliseconds since 1970), by another process that asks each of them all the time.
 */
export async function serveAfter({ tree, eye }, zone, { writtenAt, lagMs, owner }) {
  await sleep(Math.max(0, writtenAt + lagMs - EYE_OPENS_BEFORE_MS - nowMs()));
  const seen = eye.watch(owner, [tree.addressOf("primary"), tree.addressOf("secondary")], tree.port);
  await sleep(Math.max(0, writtenAt + lagMs - nowMs()));
  await tree.refresh(zone);
  return seen;
}

function openEye(everyMs) {
  const child = fork(fileURLToPath(new URL("eye.mjs", import.meta.url)));
  const waiting = new Map();
  child.on("message", ({ key, servedAt }) => waiting.get(key)?.(servedAt));
  child.once("exit", () => waiting.clear());
  // Who still asks it after a failure must not hide that.
  let isOpen = true;
  return {
    /** When the last of these servers began to answer with TXT records (milliseconds since 1970). */
    watch: (owner, addresses, port) => {
      const key = `${owner} ${addresses.join(" ")}`;
      if (isOpen) child.send({ key, owner, addresses, port, everyMs });
      return new Promise((resolve) => waiting.set(key, resolve));
    },
    async close() {
      isOpen = false;
      child.disconnect();
      await once(child, "exit");
    },
  };
}
