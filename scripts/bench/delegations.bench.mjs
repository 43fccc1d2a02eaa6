// How much a dead address costs: whole runs, and the walk, on hand-written servers of which some never answer. The
// same scenarios as in test/exhaustive/onboard/ and test/exhaustive/resolve/, whose bounds leave room for a busy machine.
import { importTypeScript } from "./bundle.mjs";
import { median } from "./measure.mjs";

export const title = "what does not answer, on hand-written name servers on loopback";

const PROMISES = {
  gateLaterMs: 1_000,
  messages: 150,
  timesAlone: 1.3,
  saidWithinMs: 60_000,
  walkMs: [400, 800, 1_200],
};

export async function run(report, { runs = 3 } = {}) {
  const scenarios = await importTypeScript("test/support/delegations/scenarios.ts");
  const broken = [
    ...(await sixServers(report, runs, scenarios)),
    ...(await besideDead(report, runs, scenarios)),
    ...(await redelegated(report, scenarios)),
    ...(await deepWalk(report, runs, scenarios)),
  ];
  if (broken.length > 0) throw new Error(broken.join("; "));
}

async function sixServers(report, runs, { UNANSWERING_BY_CASE, runWithout }) {
  report(
    "six servers of two families: from the first write to the gate; messages of the gate, of the whole run",
  );
  let undisturbedMs = NaN;
  const broken = [];
  for (const [name, unanswering] of Object.entries(UNANSWERING_BY_CASE)) {
    const all = await times(runs, () => runWithout(unanswering));
    const gateMs = median(all.map((one) => one.gateMs));
    const most = Math.max(...all.map(({ messages }) => messages));
    const mostOfGate = Math.max(...all.map(({ gateMessages }) => gateMessages));
    if (name === "undisturbed") undisturbedMs = gateMs;
    report(
      `  ${name.padEnd(38)} ${seconds(gateMs)} ${String(mostOfGate).padStart(6)} ${String(most).padStart(6)}`,
    );
    if (gateMs - undisturbedMs > PROMISES.gateLaterMs)
      broken.push(`${name}: the gate took ${seconds(gateMs)}`);
    if (most > PROMISES.messages) broken.push(`${name}: ${most} messages`);
  }
  return broken;
}

async function besideDead(report, runs, { runBesideDead }) {
  const all = await times(runs, runBesideDead);
  const longest = (timed) => Math.max(...timed.map(({ wholeMs }) => wholeMs));
  const alone = median(all.map((one) => longest(one.alone)));
  const beside = median(all.map((one) => longest(one.beside)));
  report("two healthy domains, the slower one: by themselves; beside 31 with twelve dead addresses each");
  report(
    `  ${seconds(alone)} ${seconds(beside)} = ${(beside / alone).toFixed(2)} × (at most ${PROMISES.timesAlone} is promised)`,
  );
  const ratio = beside / alone;
  return ratio > PROMISES.timesAlone
    ? [`healthy domains took ${ratio.toFixed(2)} times their time alone`]
    : [];
}

async function redelegated(report, { runRedelegated }) {
  const { result, saidAfterMs } = await runRedelegated();
  const code = result.error?.code ?? result.state;
  report(`delegated elsewhere three seconds into the wait: ${code} after ${seconds(saidAfterMs)}`);
  return code === "ZONE_NOT_DELEGATED" && saidAfterMs <= PROMISES.saidWithinMs
    ? []
    : ["the move was not said"];
}

async function deepWalk(report, runs, { walkPast }) {
  report(
    "the walk to a name of five labels, 30 ms round trip, the first so many of four servers dead; messages",
  );
  const broken = [];
  for (const [dead, mostMs] of PROMISES.walkMs.entries()) {
    const all = await times(runs, () => walkPast(dead));
    const tookMs = median(all.map(({ ms }) => ms));
    const most = Math.max(...all.map(({ messages }) => messages));
    report(
      `  ${dead} ${seconds(tookMs)} ${String(most).padStart(6)} (at most ${seconds(mostMs)} is promised)`,
    );
    if (tookMs > mostMs) broken.push(`the walk past ${dead} dead servers took ${seconds(tookMs)}`);
  }
  return broken;
}

async function times(count, measure) {
  const all = [];
  for (let done = 0; done < count; done += 1) all.push(await measure());
  return all;
}

function seconds(ms) {
  return `${(ms / 1_000).toFixed(2)} s`;
}
