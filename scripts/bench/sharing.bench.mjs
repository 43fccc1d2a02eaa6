// Each run knows on whose behalf a call is made. With an asynchronous context for each of them, 300 made
// every `await` of the whole program 1500 times as dear (Node 20.20): this measures that one serves all, and that nothing
// of a run that has ended is kept, nor a listener on a signal that outlives it.
import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export const title = "an `await` of a program on the library, and its heap, before and after 500 runs";

const RUNS = 500;
/** Until what is loaded and compiled once is loaded: part of the cost of the first runs, and of no further one. */
const WARM_UP = 20;
const AWAITS = 20_000;
const ROUNDS = 100;
const MOST = 1.2;
const env = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };

export async function run(report, { runs = RUNS } = {}) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const { signal } = new AbortController();
  const none = await costs(collect);
  await useRuns(WARM_UP, signal);
  const first = await costs(collect);
  await useRuns(runs, signal);
  const last = await costs(collect);
  report(`Node ${process.versions.node}        an await       heap`);
  report(`before any run    ${told(none)}`);
  report(`after ${String(WARM_UP).padEnd(12)}${told(first)}`);
  report(`after ${String(runs).padEnd(12)}${told(last)}`);
  const ratios = { await: last.ns / first.ns, heap: last.octets / first.octets };
  report(
    `ratio                ${ratios.await.toFixed(2)}       ${ratios.heap.toFixed(2)}  of the last two (at most ${MOST})`,
  );
  const listeners = getEventListeners(signal, "abort").length;
  report(`listeners on the signal that all runs were given: ${listeners}`);
  const above = Object.keys(ratios).filter((name) => ratios[name] > MOST);
  if (above.length > 0) throw new Error(`${above.join(" and ")}: the ratio is above ${MOST}`);
  if (listeners > 0) throw new Error("a listener is left");
}

/** Asks nobody, and is a call on the run's behalf like every other. */
async function useRuns(count, signal) {
  const { createRun } = await import("../../dist/index.js");
  for (let made = 0; made < count; made += 1) {
    const { authority } = await createRun("mail.example.com", { env, signal });
    authority.missingFamilies();
  }
}

async function costs(collect) {
  const ns = await nanosecondsOfAwait();
  collect();
  return { ns, octets: process.memoryUsage().heapUsed };
}

function told({ ns, octets }) {
  return `${ns.toFixed(0).padStart(5)} ns   ${(octets / 1e6).toFixed(1).padStart(6)} MB`;
}

/** Of the processor's time, and of the quickest round: what else the machine does is not the library's. */
async function nanosecondsOfAwait() {
  const spans = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let count = 0; count < AWAITS; count += 1) await Promise.resolve();
    const { user, system } = process.cpuUsage(before);
    spans.push(((user + system) * 1e3) / AWAITS);
  }
  return Math.min(...spans);
}
