// This checkout against another one, in interleaved pairs on the same name servers (BIND, with Knot behind it): how much
// later than the last server serves it each of them is sure. What differs is src/; the servers are this checkout's.
import { resolve } from "node:path";
import { ours } from "./detect.mjs";
import { importTypeScript } from "./bundle.mjs";
import { interleaved, median } from "./measure.mjs";
import { uniform, withServers, zonesNamed } from "./name-servers.mjs";
import { runOne, seconds } from "./series.mjs";

export const title = "our verdict against that of another checkout, in interleaved pairs on BIND and Knot";

/** Of the medians, with a secondary that follows at once: later, the phase of the questions is most of it. */
const MOST_TIMES = 1.05;
const LONGEST_LAG_MS = 60_000;
const APART_MS = 500;

export async function run(report, { runs = 20, against } = {}) {
  if (against === undefined) return report("left out: `-- --against PATH` names the other checkout");
  const other = await importTypeScript("test/support/servers/bench.ts", resolve(against));
  const zones = ["this", "that", "this-late", "that-late"].flatMap((prefix) =>
    zonesNamed(prefix, runs + 1, 300),
  );
  await withServers(zones, async (servers) => {
    const wayOf = (code) => (zone, onWritten) => ours(servers.tree, zone, { onWritten, ...code });
    const [own, others] = [wayOf({}), wayOf({ code: other })];
    const ratio = tell(report, "at once", await oneByOne(servers, runs, own, others));
    tell(report, "0–60 s later", await overlapping(servers, runs, own, others));
    if (ratio > MOST_TIMES)
      throw new Error(`the ratio of medians is ${ratio.toFixed(2)}, above ${MOST_TIMES}`);
  });
}

/** The secondary follows at once. */
function oneByOne(servers, pairs, own, others) {
  const nextOf = (prefix, way) => {
    let index = 0;
    return async () => (await runOne({ servers, zone: `${prefix}${index++}.lab`, way, lagMs: 0 })).lag;
  };
  return interleaved(pairs, nextOf("this", own), nextOf("that", others));
}

/** The secondaries of a pair follow after the same time; the one and the other is started first. */
async function overlapping(servers, pairs, own, others) {
  const started = [];
  for (let index = 0; index < pairs; index += 1) {
    const lagMs = uniform(0, LONGEST_LAG_MS);
    const ways = [
      ["this-late", own],
      ["that-late", others],
    ];
    const pair = [];
    for (const which of index % 2 === 0 ? [0, 1] : [1, 0]) {
      const [prefix, way] = ways[which];
      pair[which] = runOne({ servers, zone: `${prefix}${index}.lab`, way, lagMs });
      await new Promise((wake) => setTimeout(wake, APART_MS));
    }
    started.push(Promise.all(pair));
  }
  const all = await Promise.all(started);
  return [0, 1].map((which) => all.map((pair) => pair[which].lag));
}

function tell(report, name, [own, others]) {
  const ratio = median(own) / median(others);
  report(
    `secondary ${name.padEnd(13)} ${own.length} pairs: median ${seconds(median(own))} against ${seconds(median(others))} = ${ratio.toFixed(2)} × (worst ${seconds(Math.max(...own))} and ${seconds(Math.max(...others))})`,
  );
  return ratio;
}
