import { Packet } from "dns2";
import { array, assert, property, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { octetsOfText } from "../../../src/dns/rdata.ts";
import { decodeReply, encodeQuery, type Query } from "../../../src/resolve/message/wire.ts";
import { extendedError, record, replyTo, soa, type ReplyParts } from "../../support/dns-reply.ts";
import type { Decoded, Reply } from "../../../src/resolve/message/reply.ts";

const OWNER = parseDomainName("k1._domainkey.mail.example.test");
const ask = (type = "TXT"): Query =>
  encodeQuery({ owner: OWNER, type }, { recursionDesired: false, edns: 1232 });
const reply = (query: Query, parts: ReplyParts): Buffer =>
  replyTo(Packet.parse(query.octets), parts).toBuffer();

function decoded(query: Query, octets: Buffer): Reply {
  const result = decodeReply(query, octets);
  if (result?.kind !== "reply") throw new Error(`not a reply: ${JSON.stringify(result)}`);
  return result.reply;
}

describe("encodeQuery", () => {
  it("asks without recursion, with EDNS and a payload of 1232 octets", () => {
    const query = Packet.parse(ask().octets);
    expect(query.header).toMatchObject({ qr: 0, opcode: 0, rd: 0, qdcount: 1, arcount: 1 });
    expect(query.additionals[0]).toMatchObject({ type: Packet.TYPE.EDNS, class: 1232 });
    expect(query.questions).toMatchObject([{ name: OWNER, type: Packet.TYPE.TXT, class: Packet.CLASS.IN }]);
  });

  it("asks for recursion when told so, and leaves EDNS out when told so", () => {
    const query = encodeQuery({ owner: OWNER, type: "MX" }, { recursionDesired: true, edns: undefined });
    expect(Packet.parse(query.octets).header).toMatchObject({ rd: 1, arcount: 0 });
    expect(query.questionEnd).toBe(query.octets.length);
  });

  it("draws a new id for each query", () => {
    const ids = new Set(Array.from({ length: 64 }, () => ask().octets.readUInt16BE(0)));
    expect(ids.size).toBeGreaterThan(48);
  });

  it("knows types by number, and refuses one that it does not know instead of asking for type 0", () => {
    expect(Packet.parse(ask("TYPE65").octets).questions[0]?.type).toBe(65);
    for (const type of ["", "txt", "NONSENSE", "TYPE0", "TYPE65536", "constructor"])
      expect(() => ask(type)).toThrow(TypeError);
  });
});

describe("decodeReply", () => {
  it("is no reply when the id, the name, the type or the class is another's", () => {
    const query = ask();
    const octets = reply(query, { answers: [record(OWNER, "TXT", "yes")] });
    for (const at of [0, 1, 13, query.questionEnd - 3, query.questionEnd - 1]) {
      const forged = Buffer.from(octets);
      forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
      expect(decodeReply(query, forged)).toBeUndefined();
    }
  });

  it("compares the question's name without regard to case, and the type with regard to each bit", () => {
    const query = ask("TYPE65");
    const octets = reply(query, {});
    octets.write("K1", 13, "latin1");
    expect(decodeReply(query, octets)).toMatchObject({ kind: "reply" });
    octets.writeUInt8(97, query.questionEnd - 3);
    expect(decodeReply(query, octets)).toBeUndefined();
  });

  it("does not take an echo of the query for an empty answer", () => {
    const query = ask();
    expect(decodeReply(query, query.octets)).toMatchObject({ kind: "malformed" });
  });

  it("takes a header without question only together with a failure", () => {
    const query = ask();
    const bare = (rcode: number): Decoded | undefined => {
      const packet = replyTo(Packet.parse(query.octets), { rcode });
      packet.questions = [];
      return decodeReply(query, packet.toBuffer());
    };
    const { FORMERR, SERVFAIL, NOTIMP, REFUSED, NOTAUTH } = Packet.RCODE;
    for (const rcode of [FORMERR, SERVFAIL, NOTIMP, REFUSED, NOTAUTH])
      expect(bare(rcode)).toMatchObject({ kind: "reply", reply: { rcode } });
    for (const rcode of [Packet.RCODE.NOERROR, Packet.RCODE.NXDOMAIN])
      expect(bare(rcode)).toMatchObject({ kind: "malformed" });
  });

  it("recognises counts that can't be true without decoding anything", () => {
    const query = ask();
    for (const counts of [
      [1, 65_535, 65_535, 65_535],
      [1, 0, 0, 1],
    ] as const) {
      const octets = Buffer.from(query.octets.subarray(0, query.questionEnd));
      octets.writeUInt16BE(0x8400, 2);
      for (const [index, count] of counts.entries()) octets.writeUInt16BE(count, 4 + index * 2);
      const before = process.cpuUsage();
      expect(decodeReply(query, octets)).toMatchObject({ kind: "malformed" });
      expect(cpuMsSince(before)).toBeLessThan(100);
    }
  });

  it("reports a cut answer section at every length, and never as fewer records", () => {
    const query = ask("MX");
    const octets = reply(query, {
      answers: [record(OWNER, "MX", "10 a.example.test"), record(OWNER, "MX", "20 b.example.test")],
    });
    for (let length = 2; length < octets.length; length += 1) {
      const kind = decodeReply(query, octets.subarray(0, length))?.kind;
      expect(kind === "malformed" || (kind === undefined && length < query.questionEnd)).toBe(true);
    }
  });

  it("reads an answer of all the octets that a length by TCP can tell", () => {
    const query = ask();
    const values = Array.from({ length: 242 }, (_, index) => `site-${index}-`.padEnd(255, "x"));
    const octets = reply(query, { answers: values.map((value) => record(OWNER, "TXT", value)) });
    expect(octets.length).toBeGreaterThan(64_000);
    expect(decoded(query, octets).answers.map(({ value }) => value)).toStrictEqual(values);
  });

  it("recognises truncation before it looks at the records", () => {
    const query = ask();
    const octets = reply(query, { truncated: true, answers: [record(OWNER, "TXT", "a value")] });
    expect(decodeReply(query, octets.subarray(0, octets.length - 4))).toStrictEqual({ kind: "truncated" });
  });

  it("joins the strings of a TXT record without a separator, also inside a character", () => {
    const query = ask();
    const text = "v=DKIM1; p=ÄÖ";
    const octets = Buffer.from(text, "utf8");
    const answers = [record(OWNER, "TXT", [octets.subarray(0, 12), octets.subarray(12)])];
    expect(decoded(query, reply(query, { answers })).answers[0]?.value).toBe(text);
  });

  it("gives back every octet of a TXT value, whatever it is and wherever it is cut", () => {
    const query = ask();
    const strings = array(uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 4 });
    assert(
      property(strings, (pieces) => {
        const answers = [
          record(
            OWNER,
            "TXT",
            pieces.map((piece) => Buffer.from(piece)),
          ),
        ];
        const [answer] = decoded(query, reply(query, { answers })).answers;
        expect(octetsOfText(answer?.value ?? "")).toStrictEqual(Buffer.concat(pieces));
      }),
      { numRuns: 200 },
    );
  });

  it("writes values canonically, names in lower case, the root as a dot, unknown types as RFC 3597 does", () => {
    const query = ask("MX");
    const unknown = new Packet.Resource({
      name: OWNER,
      type: 65_280,
      class: 1,
      ttl: 5,
      data: Buffer.from("c0ffee", "hex"),
    });
    const answers = [
      record(OWNER.toUpperCase(), "MX", "10 MX.Example.Test"),
      record(OWNER, "MX", "0 "),
      record(OWNER, "CNAME", "Target.Example.Test"),
      record(OWNER, "A", "192.0.2.1"),
      record(OWNER, "AAAA", "2001:db8:0:0:0:0:0:1"),
      record(OWNER, "NS", "NS1.example.test"),
      soa("example.test"),
      unknown,
    ];
    const result = decoded(query, reply(query, { answers }));
    expect(result.answers.map(({ value }) => value)).toStrictEqual([
      "10 mx.example.test",
      "0 .",
      "target.example.test",
      "192.0.2.1",
      "2001:db8::1",
      "ns1.example.test",
      "ns1.example.test hostmaster.example.test 1 3600 600 86400 60",
      "\\# 3 c0ffee",
    ]);
    expect(result.answers[0]?.owner).toBe(OWNER);
    expect(result.answers[7]?.type).toBe("TYPE65280");
  });

  it("reads records that follow an OPT record with options, and extended errors from it", () => {
    const query = ask("A");
    const additionals = [
      extendedError(22, "no reachable authority"),
      record("ns1.example.test", "A", "192.0.2.53"),
    ];
    const result = decoded(query, reply(query, { rcode: Packet.RCODE.SERVFAIL, additionals }));
    expect(result.extendedErrors).toStrictEqual([{ code: 22, text: "no reachable authority" }]);
    expect(result.additionals[1]?.value).toBe("192.0.2.53");
  });

  it("refuses records of another class", () => {
    const query = ask("A");
    const stranger = record(OWNER, "A", "192.0.2.1");
    stranger.class = Packet.CLASS.CH;
    expect(decodeReply(query, reply(query, { answers: [stranger] }))).toMatchObject({ kind: "malformed" });
  });
});

/** Work, not waiting: other processes on the machine don't count. */
function cpuMsSince(before: NodeJS.CpuUsage): number {
  return process.cpuUsage(before).user / 1000;
}
