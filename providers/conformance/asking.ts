import type { Admit } from "../../src/async/rate-limit.ts";
import {
  atOnce,
  callOf,
  countArrivals,
  demand,
  demandValues,
  openFixture,
  rejectionOf,
  signpost,
  txt,
  type Call,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** How requests leave: each in its turn. */
export const askingCases: readonly ConformanceCase[] = [
  {
    name: "each request is admitted once before it leaves, also one that is repeated",
    async run(subject) {
      const admissions = countAdmissions();
      const fixture = await openFixture(subject, { admit: admissions.admit });
      const opening = admissions.count();
      demand(opening > 0, "each request should await admit, which the subject takes from what is given");
      const early: number[] = [];
      const arrived = countArrivals(subject.host, () => {
        if (arrived() > admissions.count() - opening) early.push(arrived());
      });
      subject.host.inject({ on: "read", kind: "rate-limited", times: 1 });
      for (const call of callsOf(fixture)) await call({});
      const admitted = admissions.count() - opening;
      demand(arrived() > 3, "the host's side should see the requests", arrived());
      demand(early.length === 0, "no request should arrive before it was admitted", early);
      demand(admitted === arrived(), `${arrived()} requests arrived; as many should be admitted`, admitted);
    },
  },
  {
    name: "what is not admitted is not sent, and ends with the reason of the refusal",
    async run(subject) {
      const fixture = await openFixture(subject);
      const arrived = countArrivals(subject.host);
      const reason = new Error("the user changed their mind in the queue");
      for (const index of callsOf(fixture).keys()) {
        const controller = new AbortController();
        const admit: Admit = () => {
          controller.abort(reason);
          return Promise.reject(reason);
        };
        const provider = await subject.createProvider({ admit });
        const call = callsOf({ ...fixture, provider })[index]?.(controller) ?? Promise.resolve();
        const thrown = await atOnce(rejectionOf(call, "it should fail"), "a refused admission ends the call");
        demand(thrown === reason, "it should reject with the reason of the refusal", String(thrown));
      }
      // By the time that others are answered, those that left without admission have arrived.
      const admissions = countAdmissions();
      await openFixture(subject, { admit: admissions.admit });
      const unadmitted = arrived() - admissions.count();
      demand(unadmitted === 0, "nothing should be sent without admission", unadmitted);
      await demandValues(fixture, fixture.at("mail"), "TXT", []);
    },
  },
  ...(["zones", "read", "write"] as const).map((on): ConformanceCase => ({
    name: `a request waits until it is admitted (${on})`,
    async run(subject) {
      const fixture = await openFixture(subject);
      const queue = closedQueue();
      const provider = await subject.createProvider({ admit: queue.admit });
      const arrived = countArrivals(subject.host);
      const call = callOf({ ...fixture, provider }, on)({});
      await atOnce(Promise.race([queue.entered, call]), "each request should await admit");
      const admissions = countAdmissions();
      await openFixture(subject, { admit: admissions.admit });
      const early = arrived() - admissions.count();
      queue.open();
      await call;
      demand(early === 0, "nothing should be sent before it is admitted", early);
    },
  })),
  {
    name: "between the last reading and the write of a checked swap nobody else is admitted",
    async run(subject) {
      const told: string[] = [];
      const kept: Admit = () => Promise.resolve(kept);
      const admit: Admit = () => {
        told.push("queues");
        return Promise.resolve(kept);
      };
      const { provider, zone, at } = await openFixture(subject, { admit });
      for (const kind of ["read", "write"] as const)
        countArrivals(subject.host, () => told.push(kind), [kind]);
      const after = txt(at("mail"), "v=spf1 include:qcloudmail.com ~all");
      await provider.apply(zone, [{ before: undefined, after }], {});
      if (provider.traits.swap === "atomic") return;
      const written = told.indexOf("write");
      const between = told.slice(told.lastIndexOf("read", written) + 1, written);
      demand(written > 0 && between.length === 0, "they should take their places together", told);
    },
  },
];

/** Every function of the adapter that asks the host. */
function callsOf(fixture: Fixture): readonly Call[] {
  const { provider, zone, at } = fixture;
  const calls: Call[] = (["zones", "read", "write"] as const).map((on) => callOf(fixture, on));
  const places = [{ owner: at("mail"), type: "TXT" }];
  if (provider.mayWrite !== undefined)
    calls.push((options) => provider.mayWrite?.(zone, places, options) ?? Promise.resolve());
  return calls;
}

function countAdmissions(): { readonly admit: Admit; readonly count: () => number } {
  let admitted = 0;
  const admit: Admit = (signal) => {
    signal?.throwIfAborted();
    admitted += 1;
    return Promise.resolve(admit);
  };
  return { admit, count: () => admitted };
}

/** Admits nobody until it is opened. */
function closedQueue(): {
  readonly admit: Admit;
  readonly entered: Promise<void>;
  readonly open: () => void;
} {
  const [entrance, door] = [signpost(), signpost()];
  const admit: Admit = async () => {
    entrance.reach();
    await door.reached;
    return admit;
  };
  return { admit, entered: entrance.reached, open: door.reach };
}
