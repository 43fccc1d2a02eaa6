import { Packet, type Resource } from "dns2";
import { HOSTILE } from "../ended.ts";
import type { Row } from "../row.ts";

// What name servers may answer. Where nothing else is said: the zone's own servers, to every question for TXT.

export interface DnsRow extends Row {
  /** Whose answers: of the zone's servers to questions of this type, or of all. */
  readonly to?: "TXT" | "MX" | "NS" | "SOA" | "all";
  /** Only what holds a record in its answer section. */
  readonly answered?: true;
  readonly packet?: (packet: Packet) => void;
  readonly octets?: (octets: Buffer) => Buffer;
}

const goesOn = { end: "goes on" } as const;
const late = { end: "NOT_PROPAGATED", left: "identity and records" } as const;
const blind = { end: "NOT_OBSERVABLE" } as const;

const txt = (name: string, data: readonly Buffer[], type: number = Packet.TYPE.TXT): Resource =>
  Object.assign(new Packet.Resource({ name, type, class: Packet.CLASS.IN, ttl: 60 }), { data });
const asked = (packet: Packet): string => packet.questions[0]?.name ?? "";
const with_ = (make: (name: string) => Resource) => (packet: Packet) =>
  void packet.answers.push(make(asked(packet)));
/** Sets 16 bits of the header. */
const header = (at: number, value: number) => (octets: Buffer) => {
  octets.writeUInt16BE(value, at);
  return octets;
};
/** A name that leads to itself, behind the question. */
const loop = (octets: Buffer): Buffer => {
  const end = endOfQuestion(octets);
  const pointer = 0xc000 | end;
  const record = Buffer.from([pointer >> 8, pointer & 0xff, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 1, 0x61]);
  return header(6, 1)(header(8, 0)(header(10, 0)(Buffer.concat([octets.subarray(0, end), record]))));
};

/** As everything below `example.test` is answered where a DNAME stands there (RFC 6672 section 2). */
const redirected = (octets: Buffer): Buffer => {
  const [name = "", away] = [Packet.parse(octets).questions[0]?.name, "elsewhere.test"];
  const dname = record(namedBy("example.test"), 39, namedBy(away));
  const cname = record(Buffer.from([0xc0, 12]), 5, namedBy(name.replace(/example\.test$/, away)));
  const asked = octets.subarray(0, endOfQuestion(octets));
  return header(6, 2)(header(8, 0)(header(10, 0)(Buffer.concat([asked, dname, cname]))));
};

/** Class IN, a TTL of 60 s. */
function record(owner: Buffer, type: number, data: Buffer): Buffer {
  return Buffer.concat([owner, Buffer.from([0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
}

function namedBy(name: string): Buffer {
  return Buffer.concat([
    ...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}

function endOfQuestion(octets: Buffer): number {
  let at = 12;
  while ((octets[at] ?? 0) !== 0) at += (octets[at] ?? 0) + 1;
  return at + 5;
}

export const DNS_ROWS: readonly DnsRow[] = [
  {
    what: "a text more, with escape sequences and workflow commands",
    ...late,
    answered: true,
    packet: with_((name) => txt(name, [Buffer.from(HOSTILE)])),
  },
  {
    what: "a text more, of octets that are not UTF-8",
    ...late,
    answered: true,
    packet: with_((name) => txt(name, [Buffer.from([0xff, 0xfe, 0x80])])),
  },
  {
    what: "a text of 60 strings",
    ...late,
    answered: true,
    packet: with_((name) => txt(name, Array<Buffer>(60).fill(Buffer.from("x")))),
  },
  {
    what: "a text of no strings",
    ...late,
    answered: true,
    packet: with_((name) => txt(name, [])),
  },
  {
    what: "a DNAME above the name, and the CNAME that is made from it",
    ...late,
    octets: redirected,
  },
  {
    what: "a record for another name beside the answer",
    ...goesOn,
    answered: true,
    packet: with_(() => txt("other.example.test", [Buffer.from("v=spf1 -all")])),
  },
  {
    what: "a record of another type beside the answer",
    ...goesOn,
    answered: true,
    packet: with_((name) =>
      Object.assign(new Packet.Resource({ name, type: Packet.TYPE.A, class: Packet.CLASS.IN, ttl: 60 }), {
        address: "192.0.2.1",
      }),
    ),
  },
  {
    what: "a record of another class beside the answer",
    ...late,
    answered: true,
    packet: with_((name) => Object.assign(txt(name, [Buffer.from("chaos")]), { class: 3 })),
  },
  {
    what: "records for other names in the additional section",
    ...goesOn,
    packet: (packet) => void packet.additionals.unshift(txt("other.example.test", [Buffer.from(HOSTILE)])),
  },
  {
    what: "the answer twice",
    ...goesOn,
    answered: true,
    packet: (packet) => void packet.answers.push(...packet.answers),
  },
  {
    what: "TTLs of 2^32-1",
    ...goesOn,
    answered: true,
    packet: (packet) => {
      for (const one of packet.answers) one.ttl = 0xffff_ffff;
    },
  },
  {
    what: "a CNAME chain without an end",
    ...late,
    answered: true,
    packet: (packet) => {
      packet.answers = [
        Object.assign(
          new Packet.Resource({
            name: asked(packet),
            type: Packet.TYPE.CNAME,
            class: Packet.CLASS.IN,
            ttl: 60,
          }),
          { domain: asked(packet) },
        ),
      ];
    },
  },
  {
    what: "an answer cut in the middle of its data",
    ...late,
    answered: true,
    octets: (octets) => octets.subarray(0, octets.length - 20),
  },
  { what: "a header alone", ...late, octets: (octets) => octets.subarray(0, 12) },
  { what: "five octets", ...late, octets: (octets) => octets.subarray(0, 5) },
  { what: "counts of 65535", ...late, octets: header(6, 0xffff) },
  { what: "a name that is compressed into itself", ...late, octets: loop },
  {
    what: "octets behind the message",
    ...goesOn,
    octets: (octets) => Buffer.concat([octets, Buffer.alloc(40, 0xff)]),
  },
  { what: "another id", ...late, octets: (octets) => header(0, octets.readUInt16BE(0) ^ 1)(octets) },
  {
    what: "another question",
    ...late,
    packet: (packet) => {
      packet.questions = [new Packet.Question("evil.test", Packet.TYPE.TXT, Packet.CLASS.IN)];
    },
  },
  {
    what: "the query itself, not marked as an answer",
    ...late,
    octets: (octets) => header(2, octets.readUInt16BE(2) & 0x7fff)(octets),
  },
  {
    what: "a code that nobody knows (rcode 15)",
    ...late,
    octets: (octets) => header(2, octets.readUInt16BE(2) | 0x000f)(octets),
  },
  {
    what: "cut by its own word (TC), by TCP too",
    ...late,
    octets: (octets) => header(2, octets.readUInt16BE(2) | 0x0200)(octets),
  },
  {
    what: "random octets, from every server to everything",
    to: "all",
    ...blind,
    octets: (octets) => Buffer.from(octets.map((octet, at) => (at < 2 ? octet : (octet * 167 + at) & 0xff))),
  },
  {
    what: "REFUSED, from every server to everything",
    to: "all",
    ...blind,
    octets: (octets) => header(2, (octets.readUInt16BE(2) & 0xfff0) | 5)(octets),
  },
  { what: "a compression loop, from every server to everything", to: "all", ...blind, octets: loop },
  {
    what: "an MX with an exchange of workflow commands",
    to: "MX",
    ...goesOn,
    answered: true,
    packet: with_((name) =>
      Object.assign(new Packet.Resource({ name, type: Packet.TYPE.MX, class: Packet.CLASS.IN, ttl: 60 }), {
        priority: 5,
        exchange: "::set-output name=x::y",
      }),
    ),
  },
  {
    what: "an MX with a dot and a backslash inside of a label",
    to: "MX",
    ...goesOn,
    answered: true,
    packet: with_((name) =>
      Object.assign(new Packet.Resource({ name, type: Packet.TYPE.MX, class: Packet.CLASS.IN, ttl: 60 }), {
        priority: 5,
        exchange: "a\\.b",
      }),
    ),
  },
];
