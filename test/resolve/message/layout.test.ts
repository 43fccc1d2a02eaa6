import { Packet } from "dns2";
import { beforeAll, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { decodeReply, encodeQuery, type Query } from "../../../src/resolve/message/wire.ts";
import type { Decoded } from "../../../src/resolve/message/reply.ts";

// How much work a message can make, next to an ordinary one of the same size. What decoding takes is measured as the
// processor's time, the least of a few runs: nobody else on the machine counts, nor does the compiler, nor how fast
// the machine is.

const QUERY: Query = encodeQuery(
  { owner: parseDomainName("k1._domainkey.mail.example.test"), type: "A" },
  { recursionDesired: false, edns: 1232 },
);
const QUESTION_NAME = pointerTo(12);
/** How much longer than as many octets of plain addresses: what grows with the square takes a hundred times. */
const MOST_TIMES = 8;
const RUNS = 5;
const ROOT = Buffer.alloc(1);
const UNKNOWN_TYPE = 0xff00;
/** Where the RDATA of a first record begins that the root owns. */
const FIRST_RDATA = QUERY.questionEnd + 11;

function pointerTo(at: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(0xc000 | at);
  return octets;
}

function recordOf(name: Buffer, type: number, rdata: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(Packet.CLASS.IN, 2);
  fixed.writeUInt16BE(rdata.length, 8);
  return Buffer.concat([name, fixed, rdata]);
}

function messageOf(records: readonly Buffer[]): Buffer {
  const head = Buffer.from(QUERY.octets.subarray(0, QUERY.questionEnd));
  head.writeUInt16BE(0x8400, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt16BE(0, 10);
  const message = Buffer.concat([head, ...records]);
  expect(message.length).toBeLessThanOrEqual(65_535);
  return message;
}

function leastMs(
  message: Buffer,
  enough: number,
): { readonly ms: number; readonly decoded: Decoded | undefined } {
  let decoded = decodeReply(QUERY, message);
  let ms = Infinity;
  for (let run = 0; run < RUNS && ms > enough; run += 1) {
    const before = process.cpuUsage();
    decoded = decodeReply(QUERY, message);
    ms = Math.min(ms, process.cpuUsage(before).user / 1000);
  }
  return { ms, decoded };
}

function addresses(count: number): Buffer {
  return messageOf(times(count, recordOf(QUESTION_NAME, Packet.TYPE.A, Buffer.from([192, 0, 2, 1]))));
}

let ordinaryMs = 0;
beforeAll(() => {
  ordinaryMs = leastMs(addresses(4_000), 0).ms;
});

function decodedAtOnce(message: Buffer): Decoded | undefined {
  const most = MOST_TIMES * ordinaryMs;
  const { ms, decoded } = leastMs(message, most);
  expect(ms).toBeLessThan(most);
  return decoded;
}

const times = (count: number, octets: Buffer): readonly Buffer[] =>
  Array.from({ length: count }, () => octets);

/** A text of so many strings, each of these octets. */
function textOf(strings: number, octets: Buffer): Buffer {
  const string = Buffer.concat([Buffer.from([octets.length]), octets]);
  return recordOf(QUESTION_NAME, Packet.TYPE.TXT, Buffer.concat(times(strings, string)));
}

/** One record that holds a name made of pointers, each to the one before it; and a pointer to the last of them. */
function chain(pointers: number): { readonly record: Buffer; readonly toEnd: Buffer } {
  const rdata = Buffer.concat(
    Array.from({ length: pointers }, (_, index) =>
      index === 0 ? QUESTION_NAME : pointerTo(FIRST_RDATA + 2 * (index - 1)),
    ),
  );
  return {
    record: recordOf(ROOT, UNKNOWN_TYPE, rdata),
    toEnd: pointerTo(FIRST_RDATA + 2 * (pointers - 1)),
  };
}

describe("decoding a reply of 64 kB is done at once", () => {
  it("with four times as many addresses", () => {
    // Once more, now that what decodes is compiled, right beside what it is compared with.
    const most = MOST_TIMES * leastMs(addresses(1_000), 0).ms;
    expect(leastMs(addresses(4_000), most).ms).toBeLessThan(most);
  });

  it.each([
    ["texts", 4_000, recordOf(QUESTION_NAME, Packet.TYPE.TXT, Buffer.from([3, 97, 98, 99]))],
    ["records without anything", 5_900, recordOf(ROOT, UNKNOWN_TYPE, Buffer.alloc(0))],
    ["empty strings of a text", 1, recordOf(QUESTION_NAME, Packet.TYPE.TXT, Buffer.alloc(64_000))],
    ["octets of a text that begin no character", 1, textOf(250, Buffer.alloc(255, 0xfe))],
    ["octets of a text that each promise three more", 1, textOf(250, Buffer.alloc(255, 0xf1))],
    ["texts of an octet that is no character", 4_000, textOf(1, Buffer.from([0xfe]))],
    ["strings of such an octet", 1, textOf(32_000, Buffer.from([0xfe]))],
  ])("with the most %s", (_what, count, octets) => {
    expect(decodedAtOnce(messageOf(times(count, octets)))).toMatchObject({ kind: "reply" });
  });

  it("with the longest chain of compression pointers at each owner", () => {
    const { record, toEnd } = chain(8_000);
    const owners = times(4_000, recordOf(toEnd, UNKNOWN_TYPE, Buffer.alloc(0)));
    expect(decodedAtOnce(messageOf([record, ...owners]))).toStrictEqual({
      kind: "malformed",
      because: "its names would take too long to read",
    });
  });

  // Whatever a type's RDATA holds: a later version of the codec may read names in types that it leaves alone today.
  it("with that chain in the RDATA of each type, wherever a name may stand there", () => {
    const { record, toEnd } = chain(8_000);
    for (const type of Object.values(Packet.TYPE))
      for (const before of [0, 2, 6, 18])
        // The codec refuses a type's RDATA that goes on after what it holds, be it one name.
        for (const after of [[], [toEnd, Buffer.alloc(20)]]) {
          const rdata = Buffer.concat([Buffer.alloc(before), toEnd, ...after]);
          const count = Math.floor(45_000 / (12 + rdata.length));
          decodedAtOnce(messageOf([record, ...times(count, recordOf(QUESTION_NAME, type, rdata))]));
        }
  });

  it("with names of as many labels as can be", () => {
    const longest = Buffer.concat([...times(126, Buffer.from([1, 97])), ROOT]);
    const to = pointerTo(FIRST_RDATA);
    const message = messageOf([
      recordOf(ROOT, UNKNOWN_TYPE, longest),
      ...times(3_900, recordOf(to, Packet.TYPE.NS, to)),
    ]);
    expect(decodedAtOnce(message)).toMatchObject({ kind: "malformed" });
  });

  it("with pointers in a circle", () => {
    const message = messageOf([recordOf(pointerTo(QUERY.questionEnd), Packet.TYPE.NS, QUESTION_NAME)]);
    expect(decodedAtOnce(message)).toMatchObject({ kind: "malformed" });
  });

  it("with nothing but records that can't be decoded", () => {
    const short = recordOf(ROOT, Packet.TYPE.A, Buffer.alloc(0));
    expect(decodedAtOnce(messageOf(times(5_900, short)))).toMatchObject({ kind: "malformed" });
  });
});
