// Each run knows on whose behalf a call is made. With an asynchronous context for each of them, 300 made
// every `await` of the whole program 1500 times as dear (Node 20.20): this measures that one serves all.
import { performance } from "node:perf_hooks";
import { median } from "./measure.mjs";

export const title = "an `await` of a program on the library, in ns, after its first run and after 300";

const RUNS = 300;
const AWAITS = 20_000;
const ROUNDS = 25;
/** The first one switches Node's hooks on, which has its price; no further one may. */
const MOST = 5;
const env = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };

export async function run(report, { runs = RUNS } = {}) {
  const none = await nanosecondsOfAwait();
  await useRuns(1);
  const one = await nanosecondsOfAwait();
  await useRuns(runs - 1);
  const all = await nanosecondsOfAwait();
  report(`before any run    ${none.toFixed(0)} ns (median)`);
  report(`after the first   ${one.toFixed(0)} ns (median)`);
  report(`after ${String(runs).padEnd(11)} ${all.toFixed(0)} ns (median)`);
  const ratio = all / one;
  report(`ratio             ${ratio.toFixed(2)} between the last two (at most ${MOST} is promised)`);
  if (ratio > MOST) throw new Error(`the ratio ${ratio.toFixed(2)} is above ${MOST}`);
}

/** Asks nobody, and is a call on the run's behalf like every other. */
async function useRuns(count) {
  const { createRun } = await import("../../dist/index.js");
  for (let made = 0; made < count; made += 1)
    (await createRun("mail.example.com", { env })).authority.missingFamilies();
}

async function nanosecondsOfAwait() {
  const spans = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    for (let count = 0; count < AWAITS; count += 1) await Promise.resolve();
    spans.push(((performance.now() - startedAt) * 1e6) / AWAITS);
  }
  return median(spans);
}
