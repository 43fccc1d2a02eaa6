import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { findSoaTimes, soaTimesOf } from "../../src/dns/soa.ts";

const owner = parseDomainName("example.test");
const value = "ns1.example.test hostmaster.example.test 2026112201 3600 600 86400 60";

describe("findSoaTimes", () => {
  it("reads serial, refresh and retry, and takes the lower of TTL and MINIMUM as negative TTL", () => {
    const times = { serial: 2_026_112_201, refreshSeconds: 3600, retrySeconds: 600 };
    expect(findSoaTimes({ owner, type: "SOA", ttl: 300, values: [value] })).toStrictEqual({
      ...times,
      negativeTtl: 60,
    });
    expect(findSoaTimes({ owner, type: "SOA", ttl: 20, values: [value] })).toStrictEqual({
      ...times,
      negativeTtl: 20,
    });
  });

  it("finds nothing in another RRset, nor in one without values", () => {
    expect(findSoaTimes({ owner, type: "TXT", ttl: 300, values: [value] })).toBeUndefined();
    expect(findSoaTimes({ owner, type: "SOA", ttl: 300, values: [] })).toBeUndefined();
  });
});

describe("soaTimesOf", () => {
  it("counts from the end, since a mailbox may hold a space", () => {
    expect(
      soaTimesOf({ ttl: 300, value: `ns1.example.test the host.${value.slice(value.indexOf(" ") + 1)}` }),
    ).toMatchObject({
      serial: 2_026_112_201,
      negativeTtl: 60,
    });
  });
});
