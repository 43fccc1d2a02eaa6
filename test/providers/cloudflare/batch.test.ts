import * as fc from "fast-check";
import { expect, test } from "vitest";
import { batchFor, compareWithTtl } from "../../../providers/cloudflare/batch.ts";
import { rrsetsOf, type HostRecord } from "../../../providers/cloudflare/convert.ts";
import { findAtSwap } from "../../../providers/kit/swaps.ts";
import { prefixed } from "../../../src/dns/domain-name.ts";
import { unquoteTxt } from "../../../src/dns/presentation.ts";
import { apex } from "./bench.ts";

const owner = prefixed("mail", apex);
const values = fc.uniqueArray(
  fc.constantFrom("v=spf1 -all", "v=spf1 a -all", "v=spf1 mx -all", "x=1", "x=2", "y", "z"),
  { maxLength: 5 },
);
const ttl = fc.constantFrom(1, 60, 300, 3_600);

test("a batch is the least that meets the swap: nothing that stays is mentioned, and changes come in pairs", () => {
  fc.assert(
    fc.property(values, values, ttl, (before, after, hostTtl) => {
      const existing = before.map((value, index) => recordOf(value, index, hostTtl));
      const swap = {
        before: rrsetsOf(existing)[0],
        after:
          after.length === 0 ? undefined : { owner, type: "TXT", ttl: secondsAlike(hostTtl), values: after },
      };
      fc.pre(swap.before !== undefined || swap.after !== undefined);
      const batch = batchFor([swap], existing);
      const gone = before.filter((value) => !after.includes(value)).length;
      const fresh = after.filter((value) => !before.includes(value)).length;
      expect([batch.patches.length, batch.deletes.length, batch.posts.length]).toEqual([
        Math.min(gone, fresh),
        Math.max(0, gone - fresh),
        Math.max(0, fresh - gone),
      ]);
      expect(compareWithTtl(swap, findAtSwap(swap, rrsetsOf(carriedOut(batch, existing))))).toBe("met");
    }),
  );
});

test("an SPF record is changed into an SPF record, whatever else changes with it", () => {
  const existing = ["x=1", "v=spf1 -all"].map((value, index) => recordOf(value, index, 300));
  const after = { owner, type: "TXT", ttl: 300, values: ["v=spf1 a -all", "x=2"] };
  const { patches } = batchFor([{ before: rrsetsOf(existing)[0], after }], existing);
  expect(patches.find(({ id }) => id === "1")?.content).toBe('"v=spf1 a -all"');
});

test("of two spellings of one value neither is touched", () => {
  const existing = [recordOf("same", 0, 300), recordOf("same", 1, 300)];
  const after = { owner, type: "TXT", ttl: 300, values: ["same", "new"] };
  expect(batchFor([{ before: rrsetsOf(existing)[0], after }], existing)).toMatchObject({
    deletes: [],
    patches: [],
    posts: [{ content: '"new"' }],
  });
});

test("a record that is changed keeps the TTL that it has, also where the others have another one", () => {
  const existing = [recordOf("x=1", 0, 60), recordOf("v=spf1 -all", 1, 3_600)];
  const after = { owner, type: "TXT", ttl: 60, values: ["x=1", "v=spf1 a -all"] };
  const { patches } = batchFor([{ before: rrsetsOf(existing)[0], after }], existing);
  expect(patches).toMatchObject([{ id: "1", ttl: 3_600 }]);
});

test("a locked record is refused also where its TTL alone would change", () => {
  const locked = { ...recordOf("x=1", 0, 300), locked: "Email Routing" };
  const swap = { before: rrsetsOf([locked])[0], after: { owner, type: "TXT", ttl: 600, values: ["x=1"] } };
  expect(() => batchFor([swap], [locked])).toThrow(
    expect.objectContaining({ code: "RECORD_IN_THE_WAY", facts: expect.objectContaining({ owner }) }),
  );
});

function recordOf(value: string, index: number, hostTtl: number): HostRecord {
  return { id: String(index), owner, type: "TXT", value, hostTtl };
}

function secondsAlike(hostTtl: number): number {
  return hostTtl === 1 ? 300 : hostTtl;
}

function carriedOut(
  { deletes, patches, posts }: ReturnType<typeof batchFor>,
  existing: readonly HostRecord[],
): readonly HostRecord[] {
  const left = existing.filter((record) => !deletes.some(({ id }) => id === record.id));
  const patched = left.map((record) => {
    const patch = patches.find(({ id }) => id === record.id);
    return patch === undefined ? record : { ...record, value: unquoteTxt(patch.content), hostTtl: patch.ttl };
  });
  return [
    ...patched,
    ...posts.map((post, index) => recordOf(unquoteTxt(post.content), 100 + index, post.ttl)),
  ];
}
