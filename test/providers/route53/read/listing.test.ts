import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createCalls } from "../../../../providers/route53/calls.ts";
import { findOwner } from "../../../../providers/route53/convert.ts";
import { listRecordSets } from "../../../../providers/route53/read/listing.ts";
import type { ListSetsOutput, Route53Api } from "../../../../providers/route53/api.ts";
import { admitAll } from "../../../../src/async/rate-limit.ts";
import { prefixed, type DomainName } from "../../../../src/dns/domain-name.ts";
import { listedName, sortKey } from "../../../../src/sandbox/route53/record-sets.ts";
import { APEX, codeOf, D, openFixture, txt, type Fixture } from "../bench.ts";
import { NO_PAUSE } from "../../../support/no-pause.ts";

const benches: Fixture[] = [];
afterEach(async () => {
  for (const fixture of benches.splice(0)) await fixture.close();
});

async function benchWith(owners: readonly DomainName[]): Promise<Fixture> {
  const fixture = await openFixture({ zone: { records: owners.map((owner) => txt(owner, `at ${owner}`)) } });
  benches.push(fixture);
  return fixture;
}

const DMARC = prefixed("_dmarc", D);

describe("reading", () => {
  test("takes one request for a domain and the names below it", async () => {
    const fixture = await benchWith([
      D,
      DMARC,
      prefixed("s._domainkey", D),
      prefixed("www", D),
      prefixed("zzz", APEX),
    ]);
    const read = await fixture.provider.readRRsets(fixture.zone, [prefixed("s._domainkey", D), DMARC, D], {});
    expect(read.map((rrset) => rrset.owner).toSorted()).toEqual(
      [DMARC, D, prefixed("s._domainkey", D)].toSorted(),
    );
    expect(fixture.operations()).toEqual(["ListResourceRecordSets"]);
  });

  test("starts at the name and takes nothing that merely follows it", async () => {
    const fixture = await benchWith([prefixed("mail2", APEX), prefixed("x", D)]);
    expect(await fixture.provider.readRRsets(fixture.zone, [D], {})).toEqual([]);
  });

  test("gives the apex with its NS and SOA", async () => {
    const fixture = await benchWith([]);
    const read = await fixture.provider.readRRsets(fixture.zone, [APEX], {});
    expect(read.map((rrset) => rrset.type)).toEqual(["NS", "SOA"]);
    expect(read[0]?.values).toEqual(["ns1.dns-host.test", "ns2.dns-host.test"]);
  });

  test("reads a wildcard, which is listed as \\052", async () => {
    const wildcard = prefixed("*", D);
    const fixture = await benchWith([D, wildcard, DMARC, prefixed("0", D)]);
    const read = await fixture.provider.readRRsets(fixture.zone, [wildcard, DMARC], {});
    expect(read.map((rrset) => rrset.owner).toSorted()).toEqual([wildcard, DMARC].toSorted());
  });

  test("takes no request more for the wildcards of a zone that fits one page", async () => {
    const wildcards = [prefixed("*", D), prefixed("*", APEX)];
    const fixture = await benchWith([D, DMARC, ...wildcards, prefixed("zzz", APEX)]);
    const read = await fixture.provider.readRRsets(fixture.zone, [D, DMARC, ...wildcards], {});
    expect(read.map((rrset) => rrset.owner).toSorted()).toEqual([D, DMARC, ...wildcards].toSorted());
    expect(fixture.operations()).toEqual(["ListResourceRecordSets"]);
  });

  test("starts at a wildcard of its own where the page in front of it is full", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => prefixed(`0${index}`, APEX));
    const wildcards = [prefixed("*", D), prefixed("*", APEX)];
    const fixture = await benchWith([...many, D, DMARC, ...wildcards]);
    const read = await fixture.provider.readRRsets(fixture.zone, [D, DMARC, ...wildcards], {});
    expect(read.map((rrset) => rrset.owner).toSorted()).toEqual([D, DMARC, ...wildcards].toSorted());
    expect(fixture.operations()).toHaveLength(3);
  });

  test("goes over a page's end, and leaps over what lies between two names that are far apart", async () => {
    const between = Array.from({ length: 1_000 }, (_, index) =>
      prefixed(`h${String(index).padStart(4, "0")}`, APEX),
    );
    const fixture = await benchWith([prefixed("a", APEX), ...between, D, DMARC]);
    const read = await fixture.provider.readRRsets(fixture.zone, [prefixed("a", APEX), D, DMARC], {});
    expect(read.map((rrset) => rrset.owner)).toEqual([prefixed("a", APEX), D, DMARC]);
    expect(fixture.operations()).toHaveLength(2);
  });

  test("reads on when one name has more record sets than a page holds", async () => {
    const specials = Array.from({ length: 350 }, (_, index) => {
      const setIdentifier = String(index).padStart(3, "0");
      return {
        apex: APEX,
        owner: D,
        type: "TXT",
        ttl: 60,
        values: [`"${setIdentifier}"`],
        routing: { setIdentifier },
      };
    });
    const fixture = await openFixture({ specials, zone: { records: [txt(DMARC, "v=DMARC1; p=none")] } });
    benches.push(fixture);
    const read = await fixture.provider.readRRsets(fixture.zone, [D, DMARC], {});
    expect(read.map((rrset) => [rrset.owner, rrset.values.length])).toEqual([
      [D, 350],
      [DMARC, 1],
    ]);
  });

  test.each(["html", "redirect"] as const)("never takes a proxy's %s for an empty zone", async (kind) => {
    const fixture = await benchWith([D]);
    fixture.journal.inject({ operation: "ListResourceRecordSets", kind, times: 1 });
    expect(await codeOf(fixture.provider.readRRsets(fixture.zone, [D], {}))).toBe("API_SURPRISE");
  });

  test.each(["empty", "error-document"] as const)(
    "never takes an answer that is %s for an empty zone",
    async (how) => {
      const fixture = await benchWith([D]);
      fixture.sandbox.spoilNext("ListResourceRecordSets", how);
      expect(await codeOf(fixture.provider.readRRsets(fixture.zone, [D], {}))).toBe("API_SURPRISE");
    },
  );

  test("reads on by the next name where a list does not say whether it is cut short", async () => {
    const below = Array.from({ length: 700 }, (_, index) => prefixed(`h${index}`, D));
    const records = [D, ...below, DMARC].map((owner) => txt(owner, `at ${owner}`));
    const fixture = await openFixture({ leavesOutIsTruncated: true, zone: { records } });
    benches.push(fixture);
    const read = await fixture.provider.readRRsets(fixture.zone, [D, ...below, DMARC], {});
    expect(read).toHaveLength(702);
    expect(fixture.operations()).toHaveLength(3);
    expect(await fixture.provider.readRRsets(fixture.zone, [prefixed("zzz", APEX)], {})).toEqual([]);
    expect(await fixture.provider.zonesAt(APEX, {})).toHaveLength(1);
  });

  test("gives up on a list that does not advance", async () => {
    const page = {
      ResourceRecordSets: [],
      IsTruncated: true,
      NextRecordName: "mail.example.test.",
      NextRecordType: "TXT",
    };
    expect(await codeOf(readFrom(async () => page, [D]))).toBe("API_SURPRISE");
    expect(await codeOf(readFrom(async () => ({ ...page, NextRecordName: undefined }), [D]))).toBe(
      "API_SURPRISE",
    );
  });
});

test("finds exactly what is there, whatever the names and however small the pages", async () => {
  const label = fc.constantFrom("a", "b-c", "b", "_dmarc", "0", "*", "z9", "_x");
  const owner = fc
    .array(label, { maxLength: 3 })
    .map((labels) => labels.reduce((name, next) => prefixed(next, name), D));
  const anyZone = fc.uniqueArray(owner, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      anyZone,
      fc.uniqueArray(owner, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (zone, wanted, size, asWritten) => {
        const found = await readFrom(pagedList(zone, size, asWritten), wanted);
        expect(found.flatMap((set) => findOwner(set.Name) ?? []).toSorted()).toEqual(
          zone.filter((name) => wanted.includes(name)).toSorted(),
        );
      },
    ),
    { numRuns: 300 },
  );
});

describe("the order of the list", () => {
  test("has a hyphen in front of a dot: a name with one comes before the name that it goes on from", async () => {
    const names = [prefixed("b", D), prefixed("b-c", D)];
    const found = await readFrom(pagedList(names, 1, true), names);
    expect(found.map((set) => String(findOwner(set.Name))).toSorted()).toEqual(names.toSorted());
  });

  test.each([true, false])(
    "leaves open where a wildcard stands, and nothing is lost by it: %s",
    async (asWritten) => {
      const names = [D, prefixed("*", D), prefixed("0", D)];
      const wanted = [D, prefixed("0", D)];
      const found = await readFrom(pagedList(names, 1, asWritten), wanted);
      expect(found.map((set) => String(findOwner(set.Name))).toSorted()).toEqual(wanted.toSorted());
    },
  );

  test("has all sets of a wildcard, each once, where a page ends between them", async () => {
    const set = (owner: DomainName, Type: string) => ({
      Name: listedName(owner),
      Type,
      TTL: 60,
      ResourceRecords: [{ Value: "x" }],
    });
    const wildcard = prefixed("*", D);
    const [own, mx, text] = [set(D, "TXT"), set(wildcard, "MX"), set(wildcard, "TXT")];
    const list: Route53Api["listResourceRecordSets"] = async ({ StartRecordName, StartRecordType }) => {
      if (StartRecordName !== listedName(D))
        return { ResourceRecordSets: StartRecordType === "TXT" ? [text] : [mx, text], IsTruncated: false };
      const next = { NextRecordName: text.Name, NextRecordType: text.Type };
      return { ResourceRecordSets: [own, mx], IsTruncated: true, ...next };
    };
    const found = await readFrom(list, [D, wildcard]);
    expect(found.map(({ Name, Type }) => `${Type} ${Name}`)).toEqual(
      [own, mx, text].map(({ Name, Type }) => `${Type} ${Name}`),
    );
  });
});

/** A list in Route 53's order; whether it sorts `\052` as written or as `*`, its reference leaves open. */
function pagedList(
  zone: readonly DomainName[],
  size: number,
  asWritten: boolean,
): Route53Api["listResourceRecordSets"] {
  const key = (listed: string): string => sortKey(asWritten ? listed : listed.replaceAll("\\052", "*"));
  const names = zone.map(listedName).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return async ({ StartRecordName: from }) => {
    const rest = names.filter((listed) => key(listed) >= key(from));
    const page = rest
      .slice(0, size)
      .map((Name) => ({ Name, Type: "TXT", TTL: 60, ResourceRecords: [{ Value: '"x"' }] }));
    const output: ListSetsOutput = { ResourceRecordSets: page, IsTruncated: rest.length > size };
    return rest.length > size ? { ...output, NextRecordName: rest[size], NextRecordType: "TXT" } : output;
  };
}

function readFrom(
  listResourceRecordSets: Route53Api["listResourceRecordSets"],
  owners: readonly DomainName[],
) {
  const api = { listResourceRecordSets, findKeys: async () => {} } as unknown as Route53Api;
  const context = { clock: NO_PAUSE, admit: admitAll, holdBack: () => {}, onRetry: () => {} };
  return listRecordSets(createCalls(api, context, 1_000), "Z1", owners, {});
}
