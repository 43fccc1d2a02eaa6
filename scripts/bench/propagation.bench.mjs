// Detection lag on BIND with Knot behind it: from the moment at which the last server serves the records to
// our verdict, closing round included.
import { ours, legosWay } from "./detect.mjs";
import { median } from "./measure.mjs";
import { uniform, withServers, zonesNamed } from "./name-servers.mjs";
import { seconds, series } from "./series.mjs";

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
    const measure = async (how) => summary(await series({ servers, runs, ...how }));
    const fast = await measure({ prefix: "fast", way: own, lagMs: () => 0, apartMs: 150 });
    const [slow, legoSlow, legoFast] = await Promise.all([
      measure({
        prefix: "ours",
        way: own,
        lagMs: () => uniform(0, LONGEST_LAG_MS),
        apartMs: 60,
      }),
      measure({
        prefix: "lego",
        way: lego,
        lagMs: () => uniform(0, LONGEST_LAG_MS),
        apartMs: 60,
      }),
      measure({ prefix: "legofast", way: lego, lagMs: () => 0, apartMs: 60 }),
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

function summary(runs) {
  const lags = runs.map(({ lag }) => lag);
  return {
    median: median(lags),
    beyond: median(runs.map(({ lag, waited }) => lag - SHARE_OF_DELAY * waited)),
    worst: Math.max(...lags),
    early: lags.filter((lag) => lag < 0).length,
    questions: Math.max(...runs.map(({ mostQuestions }) => mostQuestions)),
  };
}

function line(name, { median: middle, beyond, worst, early, questions }) {
  const column = (ms) => seconds(ms).padStart(8);
  return `${name.padEnd(22)} ${column(middle)} ${column(beyond).padStart(14)} ${column(worst)} ${String(early).padStart(7)} ${String(questions).padStart(12)}`;
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
