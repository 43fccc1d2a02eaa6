import type { Clock } from "../../src/async/clock.ts";
import {
  ALWAYS,
  atOnce,
  callOf,
  codeOf,
  demand,
  demandCode,
  demandValues,
  openFixture,
  rejectionOf,
  signpost,
  steppingClock,
  txt,
  UPSTREAM,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** The deadline of requests that all stall, of a write beside requests that don't, and of all attempts. */
const STALLED_MS = 50;
const WRITE_MS = 500;
const ALL_ATTEMPTS_MS = 5_000;
/** More throttled answers in a row than an adapter takes by itself, and an hour to wait them out. */
const THROTTLED = 20;
const PATIENCE_MS = 3_600_000;

/** Waits: each has an end, is ended by an abort, and is as long as the host or the caller wants it. */
export const waitingCases: readonly ConformanceCase[] = [
  ...(["zones", "read"] as const).map((on): ConformanceCase => ({
    name: `a host that stalls (${on}) costs each request its own deadline; no signal is needed to end it`,
    async run(subject) {
      const { zone, at } = await openFixture(subject);
      const provider = await subject.createProvider({ requestMs: STALLED_MS });
      subject.host.inject({ on, kind: "stalled", times: ALWAYS });
      const call =
        on === "zones" ? provider.zonesAt(zone.apex, {}) : provider.readRRsets(zone, [at("mail")], {});
      const ended = demandCode(call, UPSTREAM, "a host that stalls should be told as such");
      await atOnce(ended, "a request should have a deadline of its own", ALL_ATTEMPTS_MS);
    },
  })),
  {
    name: "a write whose answer stalls ends by its own deadline, and is never told as not done",
    async run(subject) {
      const fixture = await openFixture(subject);
      const provider = await subject.createProvider({ requestMs: WRITE_MS });
      subject.host.inject({ on: "write", kind: "stalled", times: 1 });
      const after = txt(fixture.at("mail"), "v=spf1 include:qcloudmail.com ~all");
      const write = provider.apply(fixture.zone, [{ before: undefined, after }], {});
      const ended = Promise.allSettled([write]);
      const [outcome] = await atOnce(ended, "a request should have a deadline of its own", ALL_ATTEMPTS_MS);
      if (outcome.status === "rejected") {
        const { facts } = Object(outcome.reason) as { facts?: { mayHaveArrived?: unknown } };
        demand(facts?.mayHaveArrived === true, "it may have arrived", facts ?? String(outcome.reason));
      }
      await demandValues(fixture, after.owner, "TXT", after.values);
    },
  },
  ...(["read", "write"] as const).map((on): ConformanceCase => ({
    name: `an abort ends the pause before a repeated ${on} at once`,
    async run(subject) {
      const fixture = await openFixture(subject);
      const { clock, asleep } = endlessPause();
      const provider = await subject.createProvider({ clock });
      subject.host.inject({ on, kind: "rate-limited", times: ALWAYS });
      const controller = new AbortController();
      const reason = new Error("the user changed their mind");
      const call = callOf({ ...fixture, provider }, on)(controller);
      const ended = Promise.allSettled([call]).then(() => false);
      const paused = Promise.race([asleep.then(() => true), ended]);
      if (!(await atOnce(paused, "a pause should go through the context's clock"))) {
        demand(on === "write", "a read that was throttled should be repeated after a pause");
        return;
      }
      controller.abort(reason);
      const thrown = await atOnce(rejectionOf(call, "an abort should reject"), "an abort should end a pause");
      demand(thrown === reason, "an abort should reject with the signal's reason", String(thrown));
    },
  })),
  ...(["zones", "read", "write"] as const).map((on): ConformanceCase => ({
    name: `a host that throttles (${on}) is waited out as long as the caller has patience`,
    async run(subject) {
      const fixture = await openFixture(subject);
      const { clock } = steppingClock();
      const provider = await subject.createProvider({ clock });
      subject.host.inject({ on, kind: "rate-limited", times: THROTTLED });
      const call = callOf({ ...fixture, provider }, on)({ patienceMs: PATIENCE_MS });
      const [outcome] = await Promise.allSettled([call]);
      const code = outcome.status === "rejected" && (codeOf(outcome.reason) ?? String(outcome.reason));
      demand(code === false, `it should succeed after ${THROTTLED} throttled answers`, code);
    },
  })),
];

/** A clock on which every pause lasts until it is aborted. */
function endlessPause(): { readonly clock: Clock; readonly asleep: Promise<void> } {
  const bed = signpost();
  const sleep: Clock["sleep"] = (_ms, { signal } = {}) =>
    new Promise((_resolve, reject) => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the case's own
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      bed.reach();
    });
  return { clock: { now: () => Date.now(), random: () => 0, sleep }, asleep: bed.reached };
}
