import type { RRset } from "../../src/dns/rrset.ts";
import {
  atOnce,
  codeOf,
  demand,
  demandCode,
  demandValues,
  openFixture,
  rejectionOf,
  txt,
  UPSTREAM,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase, HostFault } from "./subject.ts";

const NEW = "v=spf1 include:qcloudmail.com ~all";

export const failingCases: readonly ConformanceCase[] = [
  ...(["unavailable", "rate-limited", "answer-lost"] as const).map((kind): ConformanceCase => ({
    name: `a write that met "${kind}" ends with one copy of what was wanted, at the latest when it is repeated`,
    async run(subject) {
      const fixture = await openFixture(subject);
      subject.host.inject({ on: "write", kind, times: 1 });
      const after = txt(fixture.at("mail"), "a foreign value", NEW);
      await subject.host.seed(txt(after.owner, "a foreign value"));
      const swap = { before: txt(after.owner, "a foreign value"), after };
      const [first] = await Promise.allSettled([fixture.provider.apply(fixture.zone, [swap], {})]);
      if (first.status === "rejected") {
        const code = codeOf(first.reason);
        demand(
          code !== undefined && UPSTREAM.includes(code),
          "a broken connection should be called one",
          code ?? String(first.reason),
        );
        await fixture.provider.apply(fixture.zone, [swap], {});
      }
      await demandValues(fixture, after.owner, "TXT", after.values);
      demand(
        (await subject.host.peek(after.owner, "TXT"))?.values.length === 2,
        "no value should be there twice",
      );
    },
  })),
  {
    name: "a write that never succeeds fails within its attempts and changes nothing",
    async run(subject) {
      const fixture = await openFixture(subject);
      subject.host.inject({ on: "write", kind: "unavailable", times: 1_000 });
      const after = txt(fixture.at("mail"), NEW);
      await demandCode(
        fixture.provider.apply(fixture.zone, [{ before: undefined, after }], {}),
        UPSTREAM,
        "an unanswered write should fail",
      );
      await demandValues(fixture, after.owner, "TXT", []);
    },
  },
  {
    name: "a write whose fate can't be known is not reported as not done",
    async run(subject) {
      const fixture = await openFixture(subject);
      subject.host.inject({ on: "write", kind: "answer-lost", times: 1 });
      subject.host.intercept("write", () =>
        subject.host.inject({ on: "read", kind: "unavailable", times: 1_000 }),
      );
      const [outcome] = await Promise.allSettled([
        fixture.provider.apply(
          fixture.zone,
          [{ before: undefined, after: txt(fixture.at("mail"), NEW) }],
          {},
        ),
      ]);
      if (outcome.status === "fulfilled") return;
      const { facts } = Object(outcome.reason) as { facts?: { mayHaveArrived?: unknown } };
      demand(
        facts?.mayHaveArrived === true,
        "the error's facts should say mayHaveArrived: true",
        facts ?? String(outcome.reason),
      );
    },
  },
  {
    name: "an abort before the call rejects with the signal's reason and sends nothing",
    async run(subject) {
      const fixture = await openFixture(subject);
      const reason = new Error("the user changed their mind");
      const options = { signal: AbortSignal.abort(reason) };
      const after = txt(fixture.at("mail"), NEW);
      const calls = [
        () => fixture.provider.zonesAt(subject.apex, options),
        () => fixture.provider.readRRsets(fixture.zone, [after.owner], options),
        () => fixture.provider.apply(fixture.zone, [{ before: undefined, after }], options),
      ];
      for (const call of calls) {
        const thrown = await rejectionOf(call(), "an aborted call should reject");
        demand(thrown === reason, "an abort should reject with the signal's reason", String(thrown));
      }
      await demandValues(fixture, after.owner, "TXT", []);
    },
  },
  {
    name: "an abort interrupts a read that hangs, at once",
    run: (subject) =>
      openFixture(subject).then((fixture) =>
        abortWhileStalled(fixture, "read", (signal) =>
          fixture.provider.readRRsets(fixture.zone, [fixture.at("mail")], { signal }),
        ),
      ),
  },
  {
    name: "an abort interrupts a write that hangs, at once, and the same swap can be repeated",
    async run(subject) {
      const fixture = await openFixture(subject);
      const after: RRset = txt(fixture.at("mail"), NEW);
      await abortWhileStalled(fixture, "write", (signal) =>
        fixture.provider.apply(fixture.zone, [{ before: undefined, after }], { signal }),
      );
      await fixture.provider.apply(fixture.zone, [{ before: undefined, after }], {});
      await demandValues(fixture, after.owner, "TXT", after.values);
    },
  },
];

async function abortWhileStalled(
  fixture: Fixture,
  on: HostFault["on"],
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const { host } = fixture.subject;
  const controller = new AbortController();
  const reason = new Error("the user changed their mind");
  host.inject({ on, kind: "stalled", times: 1 });
  host.intercept(on, () => controller.abort(reason));
  const thrown = await atOnce(
    rejectionOf(call(controller.signal), "an aborted call should reject"),
    "an abort should reject at once",
  );
  demand(thrown === reason, "an abort should reject with the signal's reason", String(thrown));
}
