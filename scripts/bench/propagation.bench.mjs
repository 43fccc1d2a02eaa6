// Detection lag on BIND with Knot behind it: from the moment at which the last server serves the records to
// our verdict, closing round included.
import { ours, legosWay } from "./detect.mjs";
import { median } from "./measure.mjs";
import { serveAfter, uniform, withServers, zonesNamed } from "./name-servers.mjs";

export const title = 'from "the last name server serves it" to our verdict, on BIND and Knot';

const LONGEST_LAG_MS = 60_000;
/** What the promise allows beside the wait itself. */
const SHARE_OF_DELAY = 0.02;
const PROMISES = { medianMs: 350, worstMs: 3_000, questions: 100, fastMedianMs: 300 };

export async function run(report, { runs = 30 } = {}) {
  const prefixes = ["ours", "lego", "fast", "legofast"];
  const zones = prefixes.flatMap((prefix) => zonesNamed(prefix, runs, 300));
  await withServers(zones, async (servers) => {
    const resolver = { address: servers.tree.unbound.address, port: servers.tree.port };
    const lego = (zone, onWritten) => legosWay(servers.tree, zone, { onWritten, resolver });
    const own = (zone, onWritten) => ours(servers.tree, zone, { onWritten });
    const fast = await series({ servers, prefix: "fast", runs, way: own, lagMs: () => 0, apartMs: 150 });
    const [slow, legoSlow, legoFast] = await Promise.all([
      series({
        servers,
        prefix: "ours",
        runs,
        way: own,
        lagMs: () => uniform(0, LONGEST_LAG_MS),
        apartMs: 60,
      }),
      series({
        servers,
        prefix: "lego",
        runs,
        way: lego,
        lagMs: () => uniform(0, LONGEST_LAG_MS),
        apartMs: 60,
      }),
      series({ servers, prefix: "legofast", runs, way: lego, lagMs: () => 0, apartMs: 60 }),
    ]);
    report(
      `${runs} runs each           median   median − 2 %    worst   early   questions to one server, most`,
    );
    report(line("fast secondary, ours", fast));
    report(line("fast, lego's way", legoFast));
    report(line("lagging 0–60 s, ours", slow));
    report(line("lagging, lego's way", legoSlow));
    assertPromises(slow, fast);
  });
}

/** So many runs at once, started a little apart, each on a zone of its own. */
async function series({ servers, prefix, runs, way, lagMs, apartMs }) {
  const all = Array.from({ length: runs }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * apartMs));
    const zone = `${prefix}${index}.lab`;
    let served = Promise.resolve(NaN);
    const { writtenAt, doneAt, mostQuestions } = await way(
      zone,
      (at) => (served = serveAfter(servers, zone, at, lagMs())),
    );
    const servedAt = await served;
    return {
      lag: doneAt - servedAt,
      beyond: doneAt - servedAt - SHARE_OF_DELAY * (servedAt - writtenAt),
      mostQuestions,
    };
  });
  return summary(await Promise.all(all));
}

function summary(runs) {
  const lags = runs.map(({ lag }) => lag);
  return {
    median: median(lags),
    beyond: median(runs.map(({ beyond }) => beyond)),
    worst: Math.max(...lags),
    early: lags.filter((lag) => lag < 0).length,
    questions: Math.max(...runs.map(({ mostQuestions }) => mostQuestions)),
  };
}

function line(name, { median: middle, beyond, worst, early, questions }) {
  const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`.padStart(8);
  return `${name.padEnd(22)} ${seconds(middle)} ${seconds(beyond).padStart(14)} ${seconds(worst)} ${String(early).padStart(7)} ${String(questions).padStart(12)}`;
}

function assertPromises(slow, fast) {
  const broken = [
    slow.beyond > PROMISES.medianMs &&
      `median − 2 % is ${slow.beyond.toFixed(0)} ms, above ${PROMISES.medianMs}`,
    slow.worst > PROMISES.worstMs && `the worst is ${slow.worst.toFixed(0)} ms, above ${PROMISES.worstMs}`,
    Math.max(slow.questions, fast.questions) > PROMISES.questions &&
      `a server was asked more than ${PROMISES.questions} times`,
    slow.early + fast.early > 0 && "a verdict came early",
    fast.median > PROMISES.fastMedianMs &&
      `the median on a fast secondary is ${fast.median.toFixed(0)} ms, above ${PROMISES.fastMedianMs}`,
  ].filter(Boolean);
  if (broken.length > 0) throw new Error(broken.join("; "));
}
