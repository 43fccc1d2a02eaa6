// Many runs under way at once, each on a zone of its own whose secondary is told of it so long after the write.
import { setTimeout as sleep } from "node:timers/promises";
import { serveAfter } from "./name-servers.mjs";

/**
 * So many runs, started a little apart. `way` says when it wrote and when it was sure that every server has it;
 * `ownerOf` what it writes.
 */
export function series({ servers, prefix, runs, way, lagMs, apartMs, ownerOf }) {
  const all = Array.from({ length: runs }, async (_, index) => {
    await sleep(index * apartMs);
    return runOne({ servers, zone: `${prefix}${index}.lab`, way, lagMs: lagMs(index), ownerOf });
  });
  return Promise.all(all);
}

/**
 * `lag`: from the moment at which the last server serves it to the verdict; `waited`: from the write to that moment.
 * Milliseconds.
 */
export async function runOne({ servers, zone, way, lagMs, ownerOf = (name) => `mail.${name}` }) {
  let served = Promise.resolve(NaN);
  const seen = await way(
    zone,
    (at) => (served = serveAfter(servers, zone, { writtenAt: at, lagMs, owner: ownerOf(zone) })),
  );
  const servedAt = await served;
  return { ...seen, lag: seen.doneAt - servedAt, waited: servedAt - seen.writtenAt };
}

export function seconds(ms, digits = 2) {
  return `${(ms / 1_000).toFixed(digits)} s`;
}
