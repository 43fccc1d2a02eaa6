import type { RRsetKey } from "../../src/dns/rrset.ts";
import {
  ALWAYS,
  changesDuring,
  demand,
  demandCode,
  demandValues,
  DENIED,
  GOOGLE,
  NEW_SPF,
  openFixture,
  seeded,
  txt,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

const PROBES = 100;
const NO_PROBES = "the adapter has no mayWrite: leave this case out (needs)";

/** The right to write: asked without writing, and missed without harm. */
export const permittingCases: readonly ConformanceCase[] = [
  {
    name: `after ${PROBES} probes of the right to write, the zone was in no other state`,
    needs: "probes",
    async run(subject) {
      const fixture = await openFixture(subject);
      demand(fixture.provider.mayWrite !== undefined, NO_PROBES);
      const places = await placesOf(fixture);
      const states = JSON.stringify(await subject.host.history());
      for (let probe = 0; probe < PROBES; probe += 1) {
        const word = await fixture.provider.mayWrite?.(fixture.zone, places, {});
        demand(word === true, "credentials that may write should be told as such", word);
      }
      demand(
        JSON.stringify(await subject.host.history()) === states,
        "a probe can't succeed and creates nothing",
      );
    },
  },
  {
    name: 'a probe that gets no answer is no "may not" and no error',
    needs: "probes",
    async run(subject) {
      const fixture = await openFixture(subject);
      demand(fixture.provider.mayWrite !== undefined, NO_PROBES);
      const places = await placesOf(fixture);
      subject.host.inject({ on: "write", kind: "unavailable", times: ALWAYS });
      subject.host.inject({ on: "zones", kind: "unavailable", times: ALWAYS });
      const [outcome] = await Promise.allSettled([fixture.provider.mayWrite?.(fixture.zone, places, {})]);
      demand(outcome.status === "fulfilled", "it can't be told, which stops nothing", outcome);
      demand(outcome.value !== false, "a host that does not answer has not said no", outcome.value);
    },
  },
  {
    name: "credentials that may only read are told before a write where the host tells them, and refused at it",
    needs: "keys",
    async run(subject) {
      const fixture = await openFixture(subject, { key: "read-only" });
      const places = await placesOf(fixture);
      const { provider, zone } = fixture;
      const changes = await changesDuring(fixture, async () => {
        await demandNo(provider.mayWrite?.(zone, places, {}));
        const swap = { before: undefined, after: txt(fixture.at("new"), NEW_SPF) };
        await demandCode(provider.apply(zone, [swap], {}), DENIED, "a write without the right should fail");
      });
      demand(changes === 0, "nothing should be written", changes);
      await demandValues(fixture, fixture.at("mail"), "TXT", [GOOGLE]);
    },
  },
];

/** `false`, or thrown with the host's own reason. */
async function demandNo(asked: Promise<boolean | undefined> | undefined): Promise<void> {
  if (asked === undefined) return;
  const [outcome] = await Promise.allSettled([asked]);
  if (outcome.status === "fulfilled")
    demand(outcome.value === false, "mayWrite should say no", outcome.value);
  else await demandCode(asked, ["RIGHTS_MISSING"], "mayWrite should say no, or throw the host's reason");
}

/** One where something stands, one where nothing does, and another type. */
async function placesOf(fixture: Fixture): Promise<readonly RRsetKey[]> {
  const { owner } = await seeded(fixture, txt(fixture.at("mail"), GOOGLE));
  return [
    { owner, type: "TXT" },
    { owner, type: "MX" },
    { owner: fixture.at("_dmarc.mail"), type: "TXT" },
  ];
}
