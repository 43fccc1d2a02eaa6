import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { ZoneStore, type StoredRecord, type StoredZone } from "../../../../src/sandbox/zone-store.ts";
import { HOST_KINDS } from "../world/hosts.ts";
import { watchZones, type Watch } from "../world/watch.ts";
import type { World } from "../world/world.ts";
import { judgeVerified, judgeZones } from "./zones.ts";

// Each promise about a zone, broken by hand: whoever judges nothing finds no fault either.

const MAIL = parseDomainName("mail.example.test");
const SPF = "v=spf1 mx -all";
const MERGED = "v=spf1 mx include:qcloudmail.com -all";

type Change = (records: readonly StoredRecord[], made: Made) => readonly StoredRecord[];
type Made = (value: string, more?: Partial<StoredRecord>) => StoredRecord;

interface Step {
  readonly by: "program" | "others";
  readonly change: Change;
}

const ours = (change: Change): Step => ({ by: "program", change });
const theirs = (change: Change): Step => ({ by: "others", change });
const swapped =
  (from: string, to: string, more?: Partial<StoredRecord>): Change =>
  (records, made) => [...records.filter(({ value }) => value !== from), made(to, more)];
const added =
  (value: string, more?: Partial<StoredRecord>): Change =>
  (records, made) => [...records, made(value, more)];
const removed =
  (gone: string): Change =>
  (records) =>
    records.filter(({ value }) => value !== gone);

const BROKEN: readonly (readonly [rule: string, host: string, steps: readonly Step[]])[] = [
  ["values of others stay", "route53", [ours(removed("theirs=1"))]],
  ["values of others stay", "route53", [ours(swapped(SPF, "v=spf1 include:qcloudmail.com -all"))]],
  ["values of others stay", "cloudflare", [theirs(added("new=1")), ours(removed("new=1"))]],
  ["values of others stay", "route53", [theirs(added("v=spf1 a -all")), ours(removed("v=spf1 a -all"))]],
  ["values of others stay", "route53", [theirs(added("v=spf1 mx ~all")), ours(removed(SPF))]],
  ["never two SPF records", "route53", [ours(added("v=spf1 include:qcloudmail.com ~all"))]],
  ["never two DMARC records", "route53", [ours(added("v=DMARC1; p=none", { owner: at("_dmarc") }))]],
  ["no CNAME beside data", "route53", [ours(added("www.example.test", { type: "CNAME" }))]],
  ["nothing outside the domain's names", "route53", [ours(added("x=1", { owner: at("other") }))]],
  ["TTL and comment of others stay", "cloudflare", [ours(withTtl("theirs=1", 60))]],
  ["TTL and comment of others stay", "cloudflare", [ours(withoutComment("theirs=1"))]],
  ["TTL of others stays", "route53", [ours(swapped(SPF, MERGED)), ours(swapped(MERGED, SPF, { ttl: 900 }))]],
];

describe("a promise about a zone is seen broken", () => {
  it.for(BROKEN)("%s, at %s", ([rule, host, steps]) => {
    expect(judge(host, steps).violations.map((one) => one.rule)).toContain(rule);
  });
});

const KEPT: readonly (readonly [title: string, host: string, steps: readonly Step[]])[] = [
  ["joins an SPF record", "route53", [ours(swapped(SPF, MERGED))]],
  ["joins one and puts it back", "route53", [ours(swapped(SPF, MERGED)), ours(swapped(MERGED, SPF))]],
  [
    "a record as a run publishes it goes for one of others that is less strict",
    "cloudflare",
    [
      theirs(added("v=spf1 include:qcloudmail.com ~all")),
      theirs(swapped(SPF, "v=spf1 mx ?all")),
      ours((records, made) => [
        ...records.filter(({ value }) => !value.startsWith("v=spf1")),
        made("v=spf1 mx include:qcloudmail.com ?all"),
      ]),
    ],
  ],
  [
    "puts one back with the TTL that others gave it meanwhile",
    "checked-rrset",
    [ours(swapped(SPF, MERGED)), theirs(withTtl(MERGED, 900)), ours(swapped(MERGED, SPF, { ttl: 900 }))],
  ],
  ["takes away what it brought", "cloudflare", [ours(added("ours=1")), ours(removed("ours=1"))]],
  ["others take away their own", "route53", [theirs(removed("theirs=1"))]],
  [
    "one of two SPF records goes, and the other says it all",
    "cloudflare",
    [theirs(added("v=spf1 mx ~all")), ours(removed("v=spf1 mx ~all"))],
  ],
];

describe("no promise is seen broken where a program", () => {
  it.for(KEPT)("%s, at %s", ([_title, host, steps]) => {
    expect(judge(host, steps).violations).toEqual([]);
  });
});

it("admits to what a host of its traits may lose in a race, and at no other", () => {
  const steps = [theirs(added("new=1")), ours(removed("new=1"))];
  expect(judge("checked-rrset", steps)).toMatchObject({ violations: [], admitted: [expect.any(String)] });
  expect(judge("route53", steps).violations).toHaveLength(1);
});

it("admits to two SPF records also just after two programs ran", () => {
  const steps = [ours(added("ours=1")), ours(added("v=spf1 include:qcloudmail.com ~all"))];
  expect(judge("checked-gap", steps, [2, 1])).toMatchObject({
    violations: [],
    admitted: [expect.any(String)],
  });
  expect(judge("checked-gap", steps, [1, 1]).violations).toHaveLength(1);
});

describe("once SES has verified", () => {
  const zone = new ZoneStore().add({ apex: parseDomainName("example.test") });
  const row = (value: string, owner = MAIL): StoredRecord =>
    zone.newRecord({ owner, type: "TXT", ttl: 300, value });
  const twice = [
    row(SPF),
    row("v=spf1 a ~all"),
    row("v=DMARC1; p=none", at("_dmarc")),
    row("v=DMARC1;", at("_dmarc")),
  ];

  it("two SPF and two DMARC records are one too many where SES asks for one", () => {
    expect(judgeVerified(twice, MAIL, "full").map(({ rule }) => rule)).toEqual([
      "never two SPF records",
      "never two DMARC records",
    ]);
    expect(judgeVerified([row(SPF), row("v=DMARC1;", at("_dmarc"))], MAIL, "full")).toEqual([]);
  });

  it("two of others are theirs where SES asks for none, since no run writes there", () => {
    expect(judgeVerified(twice, MAIL, "dkim-only")).toEqual([]);
  });
});

function judge(
  host: string,
  steps: readonly Step[],
  running: readonly number[] = [],
): ReturnType<typeof judgeZones> {
  const zone = new ZoneStore().add({ apex: parseDomainName("example.test") });
  const made: Made = (value, more = {}) =>
    zone.newRecord({ owner: MAIL, type: "TXT", ttl: 300, value, ...more });
  zone.commit(() => [
    made(SPF),
    made("theirs=1", { comment: "of marketing" }),
    made("v=DMARC1; p=reject", { owner: at("_dmarc") }),
  ]);
  const initial = zone.current.records;
  const watch = watchZones(
    [zone],
    () => [],
    () => 1,
  );
  for (const { by, change } of steps) commit({ zone, watch, by, change: (records) => change(records, made) });
  // No log stands behind these: whether it was planned is judged by itself.
  const commits = watch.commits.map((one, index) => ({
    ...one,
    unplanned: [],
    running: running[index] ?? one.running,
  }));
  const kind = HOST_KINDS.find(({ id }) => id === host);
  return judgeZones({
    draw: { host: kind },
    zones: [zone],
    initial: new Map([[zone, initial]]),
    drawn: { domains: [MAIL] },
    watch: { ...watch, commits },
  } as unknown as World);
}

interface Edit {
  readonly zone: StoredZone;
  readonly watch: Watch;
  readonly by: Step["by"];
  readonly change: (records: readonly StoredRecord[]) => readonly StoredRecord[];
}

function commit({ zone, watch, by, change }: Edit): void {
  if (by === "others") watch.asOthers(zone, () => change(zone.current.records));
  else zone.commit(change);
}

function withTtl(of: string, ttl: number): Change {
  return (records) => records.map((one) => (one.value === of ? { ...one, ttl } : one));
}

function withoutComment(of: string): Change {
  return (records) => records.map((one) => (one.value === of ? { ...one, comment: "" } : one));
}

function at(label: string): typeof MAIL {
  return parseDomainName(label === "other" ? "other.example.test" : `${label}.${MAIL}`);
}
