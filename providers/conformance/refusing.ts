import { createRedactor } from "../../src/errors/redact.ts";
import type { RRset, Swap } from "../../src/dns/rrset.ts";
import {
  ALWAYS,
  changesDuring,
  codeOf,
  countArrivals,
  demand,
  demandCode,
  demandValues,
  DENIED,
  GOOGLE,
  NEW_SPF,
  OLD_SPF,
  openFixture,
  rejectionOf,
  seeded,
  txt,
  UPSTREAM,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase, HostFault, RequestKind } from "./subject.ts";

const LOCK = "kept by the host";

/** What a host refuses: it is not asked again, nothing secret is told of it, and nothing is written over it. */
export const refusingCases: readonly ConformanceCase[] = [
  ...(["refused", "unauthorized", "forbidden"] as const).map((kind): ConformanceCase => ({
    name: `a write that is answered "${kind}" is not sent again, and changes nothing`,
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = await seeded(fixture, txt(fixture.at("mail"), GOOGLE));
      const arrived = countArrivals(subject.host, undefined, ["write"]);
      subject.host.inject({ on: "write", kind, times: ALWAYS });
      const swap = { before, after: txt(before.owner, GOOGLE, NEW_SPF) };
      const thrown = await rejectionOf(fixture.provider.apply(fixture.zone, [swap], {}), "it should fail");
      const code = codeOf(thrown);
      const fits = kind === "refused" ? code !== undefined && !UPSTREAM.slice(0, 2).includes(code) : false;
      demand(fits || (code !== undefined && DENIED.includes(code)), "it should be told as refused", code);
      demand(arrived() === 1, "a refused write should be sent once", arrived());
      await demandValues(fixture, before.owner, "TXT", before.values);
    },
  })),
  {
    name: "no error holds what the adapter authenticates with",
    async run(subject) {
      const { secrets } = subject;
      demand(secrets !== undefined, "the subject should name its secrets: none is an empty list");
      const redact = createRedactor(secrets);
      for (const thrown of await everyFailure(subject)) {
        const { message, hint, facts } = Object(thrown) as Record<string, unknown>;
        const text = JSON.stringify({ message, hint, facts });
        demand(redact(text) === text, "an error should hold no secret", redact(text));
      }
    },
  },
  {
    name: "a record set that the host keeps from being written is read as locked, and says why",
    needs: "locks",
    async run(subject) {
      const { locked, free } = await openLocked(await openFixture(subject));
      demand(locked.locked?.trim() !== "", "it should say why", locked);
      demand(free.locked === undefined, "what stands beside it is not locked", free);
    },
  },
  {
    name: "a swap over a locked record set is refused with RECORD_IN_THE_WAY, and nothing of its batch is written",
    needs: "locks",
    async run(subject) {
      const fixture = await openFixture(subject);
      const { locked } = await openLocked(fixture);
      const fresh = { before: undefined, after: txt(fixture.at("_dmarc.mail"), "v=DMARC1; p=none") };
      const { owner, type, ttl, values } = locked;
      const after = { owner, type, ttl: ttl || 300, values: [NEW_SPF] };
      const isWhole = fixture.provider.traits.batch === "all-or-nothing";
      for (const before of [locked, { owner, type, ttl, values }])
        for (const swap of [
          { before, after },
          { before, after: undefined },
        ])
          await demandUntouched(fixture, isWhole ? [fresh, swap] : [swap], ["RECORD_IN_THE_WAY"]);
      const unseen = [{ before: undefined, after }];
      await demandUntouched(fixture, unseen, ["RECORD_IN_THE_WAY", "RRSET_CHANGED"]);
    },
  },
  {
    name: "what stands beside a locked record set can be written",
    needs: "locks",
    async run(subject) {
      const fixture = await openFixture(subject);
      const { free } = await openLocked(fixture);
      const after = { ...free, values: ["10 mx.example.org"] };
      await fixture.provider.apply(fixture.zone, [{ before: free, after }], {});
      await demandValues(fixture, free.owner, "MX", after.values);
    },
  },
];

/** A locked SPF record, and an MX at the same name that is free, as they are read. */
async function openLocked(fixture: Fixture): Promise<{ readonly locked: RRset; readonly free: RRset }> {
  const owner = fixture.at("mail");
  await seeded(fixture, { ...txt(owner, OLD_SPF), locked: LOCK });
  await seeded(fixture, { owner, type: "MX", ttl: 300, values: ["10 mx.example.net"] });
  const read = await fixture.provider.readRRsets(fixture.zone, [owner], {});
  const [locked, free] = ["TXT", "MX"].map((type) => read.find((rrset) => rrset.type === type));
  demand(locked !== undefined && free !== undefined, "both record sets should be read", read);
  demand(
    locked.locked !== undefined,
    "what is seeded as locked should be read so, or leave it out (needs)",
    locked,
  );
  return { locked, free };
}

async function demandUntouched(
  fixture: Fixture,
  swaps: readonly Swap[],
  codes: readonly string[],
): Promise<void> {
  const changes = await changesDuring(fixture, () =>
    demandCode(
      fixture.provider.apply(fixture.zone, swaps, {}),
      codes,
      "the host keeps it from being written",
    ),
  );
  demand(changes === 0, "a refused swap should change nothing", changes);
}

/** What the adapter throws for each failure of each request; every fault is used up before the next. */
async function everyFailure(subject: Fixture["subject"]): Promise<readonly unknown[]> {
  const fixture = await openFixture(subject);
  const { provider, zone, at } = fixture;
  const after = txt(at("mail"), NEW_SPF);
  const calls: readonly (readonly [RequestKind, () => Promise<unknown>])[] = [
    ["zones", () => provider.zonesAt(zone.apex, {})],
    ["read", () => provider.readRRsets(zone, [at("mail")], {})],
    ["write", () => provider.apply(zone, [{ before: undefined, after }], {})],
  ];
  const kinds: readonly HostFault["kind"][] = ["unauthorized", "forbidden", "refused"];
  const thrown: unknown[] = [];
  for (const [on, call] of calls) {
    for (const kind of kinds) {
      subject.host.inject({ on, kind, times: 1 });
      const [outcome] = await Promise.allSettled([call()]);
      if (outcome.status === "rejected") thrown.push(outcome.reason);
    }
  }
  for (const [on, call] of calls) {
    subject.host.inject({ on, kind: "unavailable", times: ALWAYS });
    const [outcome] = await Promise.allSettled([call()]);
    if (outcome.status === "rejected") thrown.push(outcome.reason);
  }
  demand(thrown.length > calls.length * kinds.length, "each failure should be told", thrown.length);
  return thrown;
}
