import {
  changesDuring,
  codeOf,
  demand,
  demandCode,
  demandValues,
  GOOGLE,
  NEW_SPF,
  OLD_SPF,
  openFixture,
  rejectionOf,
  seeded,
  txt,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** What must not be written: what stands there already, and what is in the way. */
export const leavingCases: readonly ConformanceCase[] = [
  {
    name: "values are a set: another order is no change",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = await seeded(fixture, txt(fixture.at("mail"), "one", "two"));
      const swap = {
        before: { ...before, values: ["two", "one"] },
        after: { ...before, values: ["two", "one"] },
      };
      const changes = await changesDuring(fixture, () => fixture.provider.apply(fixture.zone, [swap], {}));
      demand(changes === 0, "a swap that changes nothing should write nothing", changes);
    },
  },
  {
    name: "repeating an applied swap succeeds without a write",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = await seeded(fixture, txt(fixture.at("mail"), GOOGLE, OLD_SPF));
      const gone = await seeded(fixture, txt(fixture.at("old"), "to be removed"));
      const swaps = [
        { before, after: { ...before, values: [GOOGLE, NEW_SPF] } },
        { before: undefined, after: txt(fixture.at("_dmarc.mail"), "v=DMARC1; p=none") },
        { before: gone, after: undefined },
      ];
      await fixture.provider.apply(fixture.zone, swaps, {});
      const changes = await changesDuring(fixture, async () => {
        const receipt = await fixture.provider.apply(fixture.zone, swaps, {});
        demand(
          receipt.written === 0,
          "the receipt of a repeated swap should say that nothing was written",
          receipt,
        );
      });
      demand(changes === 0, "a repeated swap should not write", changes);
      const none = await changesDuring(fixture, () => fixture.provider.apply(fixture.zone, [], {}));
      demand(none === 0, "no swaps, no write", none);
    },
  },
  {
    name: "a stale before is refused with RRSET_CHANGED and changes nothing, not even in the other swaps of the batch",
    async run(subject) {
      const fixture = await openFixture(subject);
      const there = await seeded(fixture, txt(fixture.at("mail"), GOOGLE));
      const absent = txt(fixture.at("absent"), "was here when we looked");
      const fresh = { before: undefined, after: txt(fixture.at("_dmarc.mail"), "v=DMARC1; p=none") };
      const stale = [
        { before: undefined, after: txt(there.owner, NEW_SPF) },
        { before: txt(there.owner, OLD_SPF), after: txt(there.owner, NEW_SPF) },
        { before: txt(there.owner, GOOGLE, OLD_SPF), after: txt(there.owner, GOOGLE, NEW_SPF) },
        { before: absent, after: txt(absent.owner, "changed") },
      ];
      const batches =
        fixture.provider.traits.batch === "all-or-nothing"
          ? stale.map((swap) => [fresh, swap])
          : stale.map((swap) => [swap]);
      for (const batch of batches) {
        const changes = await changesDuring(fixture, () =>
          demandCode(
            fixture.provider.apply(fixture.zone, batch, {}),
            ["RRSET_CHANGED"],
            "a stale swap should be refused",
          ),
        );
        demand(changes === 0, "a refused swap should change nothing", changes);
      }
      await demandValues(fixture, there.owner, "TXT", [GOOGLE]);
      await demandValues(fixture, fresh.after.owner, "TXT", []);
    },
  },
  {
    name: "nothing is written beside a CNAME, and no CNAME beside other records",
    async run(subject) {
      const fixture = await openFixture(subject);
      const alias = await seeded(fixture, {
        owner: fixture.at("alias"),
        type: "CNAME",
        ttl: 300,
        values: ["target.example.net"],
      });
      const taken = await seeded(fixture, txt(fixture.at("taken"), GOOGLE));
      const codes = ["CNAME_IN_THE_WAY", "RECORD_IN_THE_WAY", "RRSET_CHANGED"];
      for (const after of [txt(alias.owner, NEW_SPF), { ...alias, owner: taken.owner }]) {
        const changes = await changesDuring(fixture, () =>
          demandCode(
            fixture.provider.apply(fixture.zone, [{ before: undefined, after }], {}),
            codes,
            "a CNAME stands alone (RFC 1034 section 3.6.2)",
          ),
        );
        demand(changes === 0, "a refused swap should change nothing", changes);
      }
    },
  },
  {
    name: "a CNAME that somebody puts at the name between our reading and our write is never reported as success",
    async run(subject) {
      const fixture = await openFixture(subject);
      const owner = fixture.at("mail");
      const alias = { owner, type: "CNAME", ttl: 300, values: ["target.example.net"] };
      subject.host.intercept("write", () => subject.host.seed(alias));
      const swap = { before: undefined, after: txt(owner, NEW_SPF) };
      const thrown = await rejectionOf(
        fixture.provider.apply(fixture.zone, [swap], {}),
        "no resolver sees what stands beside a CNAME (RFC 1034 section 3.6.2)",
      );
      demand(codeOf(thrown) !== undefined, "it should be told by a code", String(thrown));
      const held = await subject.host.peek(owner, "CNAME");
      demand(held?.values.length === 1, "their CNAME should still stand there", held);
    },
  },
];
