import type { Clock } from "../../src/async/clock.ts";
import {
  countArrivals,
  demand,
  GOOGLE,
  NEW_SPF,
  OLD_SPF,
  openFixture,
  seeded,
  steppingClock,
  txt,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase, ConformanceSubject } from "./subject.ts";

/** A host whose listings are older than its last write: `readLagMs`. */
export const laggingCases: readonly ConformanceCase[] = [
  {
    name: "a write that the listing does not show yet is success, and sent once",
    needs: "lag",
    async run(subject) {
      const { fixture, end } = await openLagging(subject);
      const before = await seeded(fixture, txt(fixture.at("mail"), GOOGLE, OLD_SPF));
      end();
      const arrived = countArrivals(subject.host, undefined, ["write"]);
      const after = txt(before.owner, GOOGLE, NEW_SPF);
      const receipt = await fixture.provider.apply(fixture.zone, [{ before, after }], {});
      demand(receipt.written === 1 && arrived() === 1, "one record set was written, by one request", {
        receipt,
        requests: arrived(),
      });
      await demandOnce(fixture, after.values);
    },
  },
  {
    name: "a second swap of a record set waits until the listing shows the first one",
    needs: "lag",
    async run(subject) {
      const { fixture } = await openLagging(subject);
      const owner = fixture.at("mail");
      const steps = [[], ["one"], ["one", "two"], ["one", "two", "three"]];
      for (const [index, values] of steps.slice(1).entries()) {
        const earlier = steps[index] ?? [];
        const before = earlier.length === 0 ? undefined : txt(owner, ...earlier);
        await fixture.provider.apply(fixture.zone, [{ before, after: txt(owner, ...values) }], {});
        await demandOnce(fixture, values);
      }
    },
  },
  {
    name: "a write whose answer was lost is not sent again by a listing that is older than it",
    needs: "lag",
    async run(subject) {
      const { fixture } = await openLagging(subject);
      const after = txt(fixture.at("mail"), NEW_SPF);
      const arrived = countArrivals(subject.host, undefined, ["write"]);
      subject.host.inject({ on: "write", kind: "answer-lost", times: 1 });
      const swap = { before: undefined, after };
      await Promise.allSettled([fixture.provider.apply(fixture.zone, [swap], {})]);
      demand(arrived() === 1, "what may have arrived should be looked for, and not be sent again", arrived());
      await fixture.provider.apply(fixture.zone, [swap], {});
      await demandOnce(fixture, after.values);
    },
  },
  {
    name: "a swap that was given up before its listing was new enough waits for it when it is repeated",
    needs: "lag",
    async run(subject) {
      const controller = new AbortController();
      const { fixture } = await openLagging(subject, () => controller.abort(new Error("the user went away")));
      const after = txt(fixture.at("mail"), NEW_SPF);
      const swap = { before: undefined, after };
      const arrived = countArrivals(subject.host, undefined, ["write"]);
      await Promise.allSettled([fixture.provider.apply(fixture.zone, [swap], controller)]);
      await fixture.provider.apply(fixture.zone, [swap], {});
      demand(arrived() === 1, "what was written should be looked for, and not be sent again", arrived());
      await demandOnce(fixture, after.values);
    },
  },
];

/** `end` lets the lag pass: what was written until then is listed. */
async function openLagging(
  subject: ConformanceSubject,
  onFirstPause: () => void = () => {},
): Promise<{ readonly fixture: Fixture; readonly end: () => void }> {
  const stepping = steppingClock();
  const { pass } = stepping;
  let pauses = 0;
  const sleep: Clock["sleep"] = (ms, options) => {
    pauses += 1;
    if (pauses === 1) onFirstPause();
    return stepping.clock.sleep(ms, options);
  };
  const clock = { ...stepping.clock, sleep };
  const fixture = await openFixture(subject, { clock });
  const { readLagMs } = fixture.provider.traits;
  const { lag } = subject.host;
  demand(readLagMs !== undefined, "the traits name no readLagMs: leave this case out (needs)");
  demand(lag !== undefined, "the host's side should have lag");
  lag(() => clock.now());
  return { fixture, end: () => pass(readLagMs) };
}

/** At the host itself: no listing is as new. */
async function demandOnce(fixture: Fixture, values: readonly string[]): Promise<void> {
  const held = await fixture.subject.host.peek(fixture.at("mail"), "TXT");
  const twice = held?.values.filter((value, index) => held.values.indexOf(value) !== index) ?? [];
  demand(twice.length === 0, "no value should stand there twice", held);
  const lost = values.filter((value) => held?.values.includes(value) !== true);
  demand(
    lost.length === 0 && held?.values.length === values.length,
    `it should hold ${values.join(" | ")}`,
    held,
  );
}
