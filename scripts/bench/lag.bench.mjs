// The delay that is ours: from the moment at which the last name server serves the record, by an independent eye, to
// the verdict; on pairs of programs, beside lego's way of waiting, and beside lego itself where it is installed.
import { execFileSync } from "node:child_process";
import { legosWay, ours } from "./detect.mjs";
import { DNS_PORT, missingForLego, ownerForLego, withLego } from "./lego.mjs";
import { quantile } from "./measure.mjs";
import { uniform, withServers, zonesNamed } from "./name-servers.mjs";
import { seconds, series } from "./series.mjs";

export const title =
  'from "the last name server serves it" to our verdict, by pairs of programs, secondary 0–10 s behind';

const PAIRS = [
  { name: "BIND → Knot", primary: "bind", secondary: "knot" },
  { name: "BIND → NSD", primary: "bind", secondary: "nsd" },
  { name: "Knot → BIND", primary: "knot", secondary: "bind" },
  { name: "Knot → NSD", primary: "knot", secondary: "nsd" },
  { name: "PowerDNS → BIND", primary: "powerdns", secondary: "bind" },
];
const LONGEST_LAG_MS = 10_000;
const NEGATIVE_TTL_SECONDS = 60;
/** So that two cores are never busy, or the machine would be measured. */
const APART_MS = 300;
/** A primary serves no more than 150 transfers at a time (BIND's tcp-clients), and NSD waits long after one that was refused. */
const BATCH = 45;
/** The eyes of many runs are open at once. */
const EYE_MS = 5;

export async function run(report, { runs = 20 } = {}) {
  const missing = missingForLego();
  report(`${runs} runs of each at commit ${commit()}; p50, p95 and the longest in seconds`);
  if (missing.length > 0)
    report(`lego itself is left out, for want of ${missing.join(", ")}: its way of waiting stands for it`);
  report("");
  report(
    "| primary → secondary | ours | p95 | longest | early | lego's way | p95 | longest | lego itself | p95 | longest | fails |",
  );
  report("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
  const early = [];
  for (const pair of PAIRS) {
    const { own, imitated, real } = await inBatches(pair, runs, missing.length === 0);
    const columns = [pair.name, ...timesOf(own), countEarly(own), ...timesOf(imitated), ...columnsOf(real)];
    report(`| ${columns.join(" | ")} |`);
    if (countEarly(own) > 0) early.push(pair.name);
  }
  if (early.length > 0) throw new Error(`a verdict came early on ${early.join(", ")}`);
}

async function inBatches(pair, runs, withReal) {
  const batches = [];
  for (let left = runs; left > 0; left -= BATCH)
    batches.push(await measure(pair, Math.min(left, BATCH), withReal));
  const all = (which) => batches.flatMap((batch) => batch[which]);
  return { own: all("own"), imitated: all("imitated"), real: all("real") };
}

/** All three at the same time, so that they meet the same machine. */
async function measure({ primary, secondary }, runs, withReal) {
  const zones = ["ours", "way", ...(withReal ? ["lego"] : [])].flatMap((prefix) =>
    zonesNamed(prefix, runs, NEGATIVE_TTL_SECONDS),
  );
  const options = {
    programs: { primary, secondary },
    eyeMs: EYE_MS,
    ...(withReal ? { port: DNS_PORT } : {}),
  };
  return withServers(
    zones,
    async (servers) => {
      const { tree } = servers;
      const resolver = { address: tree.unbound.address, port: tree.port };
      const wait = (prefix, way, how = {}) =>
        series({
          servers,
          prefix,
          runs,
          way,
          lagMs: () => uniform(0, LONGEST_LAG_MS),
          apartMs: APART_MS,
          ...how,
        });
      const [own, imitated, real] = await Promise.all([
        wait("ours", (zone, onWritten) => ours(tree, zone, { onWritten })),
        wait("way", (zone, onWritten) => legosWay(tree, zone, { onWritten, resolver })),
        withReal
          ? withLego(
              servers,
              zones.map(({ name }) => name),
              (way) => wait("lego", way, { ownerOf: ownerForLego }),
            )
          : [],
      ]);
      return { own, imitated, real };
    },
    options,
  );
}

/** Of the runs that came to a verdict. */
function timesOf(runs) {
  const lags = runs.map(({ lag }) => lag).filter((lag) => !Number.isNaN(lag));
  return [quantile(lags, 0.5), quantile(lags, 0.95), Math.max(...lags)].map((ms) => seconds(ms));
}

function columnsOf(real) {
  if (real.length === 0) return ["–", "–", "–", "–"];
  return [...timesOf(real), `${real.filter(({ failed }) => failed).length} of ${real.length}`];
}

function countEarly(runs) {
  return runs.filter(({ lag }) => lag < 0).length;
}

function commit() {
  return execFileSync("git", ["describe", "--always", "--dirty"], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  }).trim();
}
