import type { ProviderTraits } from "../../src/dns/provider.ts";
import { sameValues, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { codeOf, demand, demandValues, openFixture, txt, type Fixture } from "./demand.ts";
import type { ConformanceCase, LostInWindow } from "./subject.ts";

// Others who write at the same time. Where a write replaces a whole set that was only checked before
// (`losesInWindow`), a value that came in between is lost and nobody can see it; three cases then demand no more
// than that what is reported is true, and one counts.

const FOREIGN = "google-site-verification=abc";
const OUR_SPF = "v=spf1 include:qcloudmail.com ~all";
const THEIR_SPF = "v=spf1 include:_spf.google.com ~all";
const ROUNDS = 20;

export const racingCases: readonly ConformanceCase[] = [
  {
    name: "of two racing writers no foreign value is lost, and on an atomic host exactly one wins",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = txt(fixture.at("mail"), FOREIGN);
      await subject.host.seed(before);
      const other = await subject.createProvider();
      const race = await Promise.allSettled([
        fixture.provider.apply(fixture.zone, [adding(before, "first")], {}),
        other.apply(fixture.zone, [adding(before, "second")], {}),
      ]);
      const values = (await subject.host.peek(before.owner, "TXT"))?.values ?? [];
      demand(values.includes(FOREIGN), "the value outside both swaps should survive", values);
      const losers = race
        .filter((outcome) => outcome.status === "rejected")
        .map((outcome) => codeOf(outcome.reason));
      demand(
        losers.every((code) => code === "RRSET_CHANGED"),
        "who loses should be told RRSET_CHANGED",
        losers,
      );
      const reported = losesInWindow(fixture.provider.traits) ? [] : ["first", "second"];
      for (const [index, value] of reported.entries()) {
        if (race[index]?.status === "fulfilled")
          demand(values.includes(value), `${value} was reported as written`, values);
      }
      if (fixture.provider.traits.swap === "checked") return;
      demand(losers.length === 1 && values.length === 2, "exactly one of two racing writers should win", {
        losers,
        values,
      });
    },
  },
  {
    name: "an edit between our reading and our write is not lost",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = txt(fixture.at("mail"), FOREIGN);
      await subject.host.seed(before);
      subject.host.intercept("write", () => subject.host.seed(txt(before.owner, FOREIGN, "added meanwhile")));
      const code = await codeOfApply(fixture, adding(before, OUR_SPF));
      const values = (await subject.host.peek(before.owner, "TXT"))?.values ?? [];
      if (losesInWindow(fixture.provider.traits)) return demandTrue(code, values, [FOREIGN, OUR_SPF]);
      demand(
        values.includes(FOREIGN) && values.includes("added meanwhile"),
        "foreign values should survive",
        values,
      );
      demand(
        code === undefined || code === "RRSET_CHANGED",
        "the race should be won, or lost with RRSET_CHANGED",
        code,
      );
      if (fixture.provider.traits.swap === "checked") return;
      demand(
        code === "RRSET_CHANGED" && !values.includes(OUR_SPF),
        "an atomic host should refuse the stale swap",
        { code, values },
      );
    },
  },
  {
    name: "two SPF records after a race are never reported as success, and theirs is not lost",
    async run(subject) {
      const fixture = await openFixture(subject);
      const owner = fixture.at("mail");
      subject.host.intercept("write", () => subject.host.seed(txt(owner, THEIR_SPF)));
      const code = await codeOfApply(fixture, { before: undefined, after: txt(owner, OUR_SPF) });
      const values = (await subject.host.peek(owner, "TXT"))?.values ?? [];
      if (losesInWindow(fixture.provider.traits)) return demandTrue(code, values, [OUR_SPF]);
      const includes = values.filter((value) => value.includes("_spf.google.com"));
      demand(
        includes.length === 1,
        "what the other writer's SPF record allows should still be allowed",
        values,
      );
      const records = values.filter((value) => value.startsWith("v=spf1"));
      demand(
        records.length === 1 || code === "RRSET_CHANGED",
        "two SPF records are a permanent error (RFC 7208 section 4.5)",
        values,
      );
    },
  },
  {
    name: "a goal that somebody else reached meanwhile is success",
    async run(subject) {
      const fixture = await openFixture(subject);
      const after = txt(fixture.at("mail"), OUR_SPF);
      subject.host.intercept("write", () => subject.host.seed(after));
      const code = await codeOfApply(fixture, { before: undefined, after });
      demand(code === undefined, "what is wanted stands there, so nothing is wrong", code);
      await demandValues(fixture, after.owner, "TXT", after.values);
    },
  },
  {
    name: "a record removed between our reading and our write is not brought back",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = txt(fixture.at("mail"), FOREIGN, THEIR_SPF);
      await subject.host.seed(before);
      subject.host.intercept("write", () => subject.host.seed({ ...before, values: [THEIR_SPF] }));
      const code = await codeOfApply(fixture, adding(before, "ours"));
      const values = (await subject.host.peek(before.owner, "TXT"))?.values ?? [];
      if (losesInWindow(fixture.provider.traits))
        return demandTrue(code, values, [FOREIGN, THEIR_SPF, "ours"]);
      demand(
        values.includes(THEIR_SPF) && !values.includes(FOREIGN),
        "only the remover decides about its value",
        values,
      );
    },
  },
  {
    name: "an edit right after our write is not undone, and never lets us report what no longer stands there",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = txt(fixture.at("mail"), FOREIGN);
      await subject.host.seed(before);
      const edited = [FOREIGN, OUR_SPF, THEIR_SPF];
      subject.host.intercept("write", () =>
        subject.host.intercept("read", () => subject.host.seed(txt(before.owner, ...edited))),
      );
      const code = await codeOfApply(fixture, adding(before, OUR_SPF));
      demand(code === undefined || code === "RRSET_CHANGED", "it should be seen, or not be looked for", code);
      await fixture.provider.readRRsets(fixture.zone, [before.owner], {});
      await demandValues(fixture, before.owner, "TXT", edited);
    },
  },
  {
    name: `of ${ROUNDS} foreign values written between our reading and our write, only those are lost that the traits admit to`,
    async run(subject) {
      const fixture = await openFixture(subject);
      let lost = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = txt(fixture.at(`mail${round}`), FOREIGN);
        await subject.host.seed(before);
        subject.host.intercept("write", () => subject.host.seed(txt(before.owner, FOREIGN, "meanwhile")));
        await codeOfApply(fixture, adding(before, OUR_SPF));
        const values = (await subject.host.peek(before.owner, "TXT"))?.values ?? [];
        demand(values.includes(FOREIGN), "what was read should survive in any case", values);
        if (!values.includes("meanwhile")) lost += 1;
      }
      const { traits } = fixture.provider;
      demand(lost === 0 || losesInWindow(traits), "the traits say that no foreign value is lost", {
        lost,
        traits,
      });
      return lost === 0 ? undefined : ({ lost, rounds: ROUNDS } satisfies LostInWindow);
    },
  },
];

/** Whether a foreign value that is written between our reading and our write is lost unseen. */
function losesInWindow({ swap, writes = "rrset" }: ProviderTraits): boolean {
  return swap === "checked" && writes === "rrset";
}

/** What a host with a window can still be held to: success means that exactly the swap's values stand there. */
function demandTrue(code: string | undefined, values: readonly string[], after: readonly string[]): void {
  demand(code === undefined || code === "RRSET_CHANGED", "the race is won, or lost with RRSET_CHANGED", code);
  demand(
    code !== undefined || sameValues(values, after),
    "what was reported as written should stand",
    values,
  );
}

function adding(before: RRset, value: string): Swap {
  return { before, after: { ...before, values: [...before.values, value] } };
}

/** The code that the swap was refused with; undefined when it succeeded. */
async function codeOfApply(fixture: Fixture, swap: Swap): Promise<string | undefined> {
  const [outcome] = await Promise.allSettled([fixture.provider.apply(fixture.zone, [swap], {})]);
  return outcome.status === "rejected" ? (codeOf(outcome.reason) ?? String(outcome.reason)) : undefined;
}
