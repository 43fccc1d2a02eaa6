import { describe, expect, it } from "vitest";
import { changesFor, REMARK } from "../../../providers/dnspod/changes.ts";
import type { HostRecord } from "../../../providers/dnspod/convert.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { mail } from "./script.ts";

const OLD_SPF = "v=spf1 include:old.example ~all";
const NEW_SPF = "v=spf1 include:old.example include:qcloudmail.com ~all";

const record = (id: number, value: string, more: Partial<HostRecord> = {}): HostRecord => ({
  id,
  owner: mail,
  type: "TXT",
  value,
  ttl: 600,
  isPaused: false,
  ...more,
});
const txt = (ttl: number, ...values: readonly string[]): RRset => ({ owner: mail, type: "TXT", ttl, values });

describe("what a swap takes", () => {
  it("is one creation where nothing stands", () => {
    const swap = { before: undefined, after: txt(600, NEW_SPF) };
    expect(changesFor(swap, [])).toEqual([
      { kind: "create", owner: mail, type: "TXT", value: NEW_SPF, ttl: 600 },
    ]);
  });

  it("is a change in place of the one record whose value changes; nothing else is named", () => {
    const records = [record(1, "google-site-verification=abc"), record(2, OLD_SPF)];
    const swap = {
      before: txt(600, "google-site-verification=abc", OLD_SPF),
      after: txt(600, "google-site-verification=abc", NEW_SPF),
    };
    expect(changesFor(swap, records)).toEqual([{ kind: "modify", record: records[1], value: NEW_SPF }]);
  });

  it("changes somebody else's record and removes ours where two become one", () => {
    const records = [record(1, "v=spf1 include:qcloudmail.com ~all", { remark: REMARK }), record(2, OLD_SPF)];
    const swap = {
      before: txt(600, ...records.map(({ value }) => value)),
      after: txt(600, NEW_SPF),
    };
    expect(changesFor(swap, records)).toEqual([
      { kind: "modify", record: records[1], value: NEW_SPF },
      { kind: "delete", record: records[0] },
    ]);
  });

  it("adds before it removes", () => {
    const records = [record(1, "one"), record(2, "two"), record(3, "three")];
    const swap = { before: txt(600, "one", "two", "three"), after: txt(600, "one") };
    expect(changesFor(swap, records).map(({ kind }) => kind)).toEqual(["delete", "delete"]);
    const grown = { before: txt(600, "one"), after: txt(600, "one", "four") };
    expect(changesFor(grown, [record(1, "one")]).map(({ kind }) => kind)).toEqual(["create"]);
  });

  it("touches a TTL only where the swap changes it, and then each record's that has another", () => {
    const records = [record(1, "one", { ttl: 600 }), record(2, "two", { ttl: 3_600 })];
    const kept = { before: txt(600, "one", "two"), after: txt(600, "two") };
    expect(changesFor(kept, records)).toEqual([{ kind: "delete", record: records[0] }]);
    const retimed = { before: txt(600, "one", "two"), after: txt(3_600, "one", "two") };
    expect(changesFor(retimed, records)).toEqual([{ kind: "modify", record: records[0], ttl: 3_600 }]);
  });

  it("leaves paused records alone", () => {
    const paused = record(1, "paused", { isPaused: true });
    const swap = { before: txt(600, "one"), after: undefined };
    expect(changesFor(swap, [paused, record(2, "one")])).toEqual([
      { kind: "delete", record: record(2, "one") },
    ]);
  });

  it("is refused where a paused record has the value that is to be written", () => {
    const paused = record(1, NEW_SPF, { isPaused: true });
    for (const [before, others] of [
      [undefined, []],
      [txt(600, OLD_SPF), [record(2, OLD_SPF)]],
    ] as const)
      expect(() => changesFor({ before, after: txt(600, NEW_SPF) }, [paused, ...others])).toThrow(
        expect.objectContaining({
          code: "RECORD_IN_THE_WAY",
          facts: expect.objectContaining({ paused: true }),
        }),
      );
  });
});
