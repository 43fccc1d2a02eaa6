import { Packet } from "dns2";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { classify, type AskedServer } from "../../../src/resolve/message/classify.ts";
import { decodeReply, encodeQuery } from "../../../src/resolve/message/wire.ts";
import { extendedError, record, replyTo, soa, type ReplyParts } from "../../support/dns-reply.ts";

const OWNER = parseDomainName("mail.example.test");
const ZONE = parseDomainName("example.test");
const { NXDOMAIN, SERVFAIL, REFUSED, NOTAUTH, NOTIMP } = Packet.RCODE;

function finding(parts: ReplyParts, asked: Partial<AskedServer> & { readonly type?: string } = {}): unknown {
  const question = { owner: OWNER, type: asked.type ?? "TXT" };
  const query = encodeQuery(question, { recursionDesired: false, edns: 1232 });
  const decoded = decodeReply(query, replyTo(Packet.parse(query.octets), parts).toBuffer());
  if (decoded?.kind !== "reply") throw new Error("the test's own reply is broken");
  return classify(decoded.reply, {
    question,
    recursive: asked.recursive ?? false,
    zone: "zone" in asked ? asked.zone : ZONE,
  });
}

const txt = record(OWNER, "TXT", "v=spf1 -all", 120);
const nodataSoa = { serial: 1, negativeTtl: 60, refreshSeconds: 3600, retrySeconds: 600 };

describe("classify", () => {
  it("tells an answer with authority from one out of a cache", () => {
    expect(finding({ answers: [txt] })).toStrictEqual({
      kind: "answer",
      rrset: { owner: OWNER, type: "TXT", ttl: 120, values: ["v=spf1 -all"] },
    });
    const outOfCache = { answers: [txt], authoritative: false, recursionAvailable: true };
    expect(finding(outOfCache)).toStrictEqual({ kind: "lame", because: "not-authoritative" });
    expect(finding(outOfCache, { recursive: true })).toStrictEqual(finding({ answers: [txt] }));
  });

  it("takes records without AA from whom the zone is delegated to, and says so", () => {
    const parts = { answers: [txt], authoritative: false };
    expect(finding(parts)).toMatchObject({
      kind: "answer",
      rrset: { values: ["v=spf1 -all"] },
      withoutAuthority: true,
    });
    expect(finding(parts, { zone: undefined })).toMatchObject({ kind: "lame", because: "not-authoritative" });
    const alias = { answers: [record(OWNER, "CNAME", "a.other.test", 60)], authoritative: false };
    expect(finding(alias)).toMatchObject({ kind: "cname", target: "a.other.test", withoutAuthority: true });
    expect(finding({ ...parts, rcode: NXDOMAIN })).toMatchObject({ kind: "malformed" });
  });

  it("makes one set of an RRset, with the lowest TTL", () => {
    const answers = [
      record(OWNER, "A", "192.0.2.1", 300),
      record(OWNER, "A", "192.0.2.2", 30),
      record(OWNER, "A", "192.0.2.1", 300),
    ];
    expect(finding({ answers }, { type: "A" })).toMatchObject({
      rrset: { ttl: 30, values: ["192.0.2.1", "192.0.2.2"] },
    });
  });

  it("tells NODATA from NXDOMAIN, with how long the no may last", () => {
    const authorities = [soa("example.test", { ttl: 300, minimum: 60 })];
    expect(finding({ authorities })).toStrictEqual({ kind: "nodata", soa: nodataSoa, zone: ZONE });
    expect(finding({ authorities, rcode: NXDOMAIN })).toStrictEqual({
      kind: "nxdomain",
      soa: nodataSoa,
      zone: ZONE,
    });
    expect(finding({ authorities: [soa("example.test", { ttl: 20, minimum: 60 })] })).toMatchObject({
      soa: { negativeTtl: 20 },
    });
    expect(finding({})).toStrictEqual({ kind: "nodata", soa: undefined });
  });

  it("knows by the owner of the SOA which zone says no, also a deeper one, and none for the root", () => {
    const deeper = parseDomainName("mail.example.test");
    expect(finding({ authorities: [soa(deeper)] })).toMatchObject({ kind: "nodata", zone: deeper });
    expect(finding({ authorities: [soa("")] }, { zone: undefined })).toStrictEqual({
      kind: "nodata",
      soa: nodataSoa,
    });
  });

  it("reads the zone's SOA in the answer for a name below the apex as a no of that zone", () => {
    const parts = { answers: [soa("example.test")] };
    expect(finding(parts, { type: "SOA" })).toStrictEqual({ kind: "nodata", soa: nodataSoa, zone: ZONE });
    expect(finding(parts)).toMatchObject({ kind: "malformed" });
    expect(finding({ ...parts, authoritative: false }, { type: "SOA" })).toMatchObject({ kind: "lame" });
    expect(finding({ answers: [soa("test")] }, { type: "SOA" })).toMatchObject({
      kind: "lame",
      because: "zone-above",
    });
    expect(finding({ answers: [soa("other.test")] }, { type: "SOA" })).toMatchObject({ kind: "malformed" });
  });

  it("believes a no only of a server with authority", () => {
    const authorities = [soa("example.test")];
    for (const parts of [{}, { authorities }, { authorities, rcode: NXDOMAIN }, { rcode: NXDOMAIN }]) {
      const no = { ...parts, authoritative: false };
      const lame = { kind: "lame", because: "not-authoritative" };
      const believed = "rcode" in parts ? "nxdomain" : "nodata";
      // Resolvers go by it all the same, but not by a cache's.
      expect(finding(no)).toStrictEqual({ ...lame, believed });
      expect(finding({ ...no, recursionAvailable: true })).toStrictEqual(lame);
      expect(finding(no, { zone: undefined })).toStrictEqual(lame);
    }
    expect(finding({ authoritative: false, rcode: NXDOMAIN }, { recursive: true })).toMatchObject({
      kind: "nxdomain",
    });
  });

  it("calls a server lame that says no in the name of a zone above", () => {
    for (const apex of [".", "test"]) {
      expect(finding({ rcode: NXDOMAIN, authorities: [soa(apex === "." ? "" : apex)] })).toStrictEqual({
        kind: "lame",
        because: "zone-above",
        believed: "nxdomain",
      });
    }
  });

  it("keeps REFUSED, NOTAUTH, NOTIMP and SERVFAIL apart, and takes other codes for no answer", () => {
    expect(finding({ rcode: REFUSED })).toStrictEqual({ kind: "lame", because: "refused" });
    expect(finding({ rcode: NOTAUTH })).toStrictEqual({ kind: "lame", because: "notauth" });
    expect(finding({ rcode: SERVFAIL, additionals: [extendedError(6, "bogus")] })).toStrictEqual({
      kind: "servfail",
      extendedErrors: [{ code: 6, text: "bogus" }],
    });
    expect(finding({ rcode: NOTIMP })).toStrictEqual({ kind: "lame", because: "not-implemented" });
    expect(finding({ rcode: 23, additionals: [extendedError(0, "")] })).toMatchObject({ kind: "malformed" });
  });

  it("tells a referral downwards from one upwards or aside", () => {
    const refer = (to: string): ReplyParts => ({
      authoritative: false,
      authorities: [record(to, "NS", `ns1.${to === "" ? "root" : to}`)],
    });
    expect(finding(refer("mail.example.test"))).toStrictEqual({
      kind: "referral",
      to: OWNER,
      nameServers: ["ns1.mail.example.test"],
    });
    for (const to of ["", "test", "other.test", "deeper.mail.example.test"]) {
      expect(finding(refer(to))).toStrictEqual({ kind: "lame", because: "upward-referral" });
    }
    expect(finding(refer("example.test"))).toStrictEqual({
      kind: "lame",
      because: "given-away",
      nameServers: ["ns1.example.test"],
    });
    expect(finding(refer("test"), { zone: undefined })).toMatchObject({ kind: "referral", to: "test" });
    expect(finding(refer(""), { zone: undefined })).toStrictEqual({
      kind: "lame",
      because: "upward-referral",
    });
  });

  it("takes the zone's own NS set beside an authoritative no for what it is", () => {
    const ns = record("example.test", "NS", "ns1.example.test");
    expect(finding({ authorities: [ns] })).toStrictEqual({ kind: "nodata", soa: undefined });
    expect(finding({ authorities: [ns, soa("example.test")] })).toStrictEqual({
      kind: "nodata",
      soa: nodataSoa,
      zone: ZONE,
    });
  });

  it("shows an alias, and what the answer held of its target", () => {
    const alias = record(OWNER, "CNAME", "a.other.test", 60);
    const rest = [record("a.other.test", "CNAME", "b.other.test"), record("b.other.test", "TXT", "there")];
    expect(finding({ answers: [alias] })).toStrictEqual({
      kind: "cname",
      target: "a.other.test",
      ttl: 60,
      rrset: undefined,
    });
    expect(finding({ answers: [alias, ...rest] })).toMatchObject({
      kind: "cname",
      rrset: { owner: "b.other.test", values: ["there"] },
    });
    expect(finding({ answers: [alias], rcode: NXDOMAIN })).toMatchObject({ kind: "cname", rrset: undefined });
    expect(finding({ answers: [alias], authoritative: false, recursionAvailable: true })).toStrictEqual({
      kind: "lame",
      because: "not-authoritative",
    });
    expect(finding({ answers: [alias] }, { type: "CNAME" })).toMatchObject({
      kind: "answer",
      rrset: { values: ["a.other.test"] },
    });
  });

  it("does not follow aliases in a circle", () => {
    const answers = [record(OWNER, "CNAME", "a.other.test"), record("a.other.test", "CNAME", "a.other.test")];
    expect(finding({ answers })).toMatchObject({ kind: "cname", rrset: undefined });
  });

  it("takes an answer about something else for malformed, not for NODATA", () => {
    expect(finding({ answers: [record("other.test", "TXT", "x")] })).toMatchObject({ kind: "malformed" });
    expect(finding({ answers: [record(OWNER, "MX", "10 x.test")] })).toMatchObject({ kind: "malformed" });
    expect(finding({ answers: [txt], rcode: NXDOMAIN })).toMatchObject({ kind: "malformed" });
  });

  it("does not take a zone whose name merely ends alike for one that a name is in", () => {
    const other = record("le.test", "SOA", "ns1.le.test hostmaster.le.test 1 3600 600 86400 60");
    expect(finding({ authorities: [other] }, { zone: parseDomainName("test") })).toStrictEqual({
      kind: "nodata",
      soa: undefined,
    });
  });
});
