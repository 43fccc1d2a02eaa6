import { Packet } from "dns2";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { decodeReply, encodeQuery, type Query } from "../../../src/resolve/message/wire.ts";
import { extendedError, record, replyTo, soa, type ReplyParts } from "../../support/dns-reply.ts";

const OWNER = parseDomainName("k1._domainkey.mail.example.test");
const ask = (): Query => encodeQuery({ owner: OWNER, type: "TXT" }, { recursionDesired: false, edns: 1232 });
const reply = (query: Query, parts: ReplyParts): Buffer =>
  replyTo(Packet.parse(query.octets), parts).toBuffer();

describe("decodeReply, fuzzed", () => {
  const RUNS = Number(process.env["FUZZ_RUNS"] ?? 50_000);

  it(`takes ${RUNS} mutated replies without a crash, and never reads a value or an absence that the octets don't hold`, () => {
    const query = ask();
    const value = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ";
    const whole = reply(query, {
      answers: [record(OWNER, "TXT", value)],
      authorities: [soa("example.test")],
      additionals: [extendedError(3, "stale")],
    });
    const random = xorshift(0x5e5);
    const kinds = { reply: 0, truncated: 0, malformed: 0, none: 0 };
    for (let run = 0; run < RUNS; run += 1) {
      const mutated = mutate(whole, random);
      const result = decodeReply(query, mutated);
      kinds[result?.kind ?? "none"] += 1;
      if (result?.kind !== "reply") continue;
      expect(result.reply.answers).toHaveLength(mutated.readUInt16BE(6));
      const isAnswered = result.reply.answers.some((answer) => answer.value === value);
      if (isAnswered) expect(mutated.includes(value)).toBe(true);
    }
    expect(kinds.malformed).toBeGreaterThan(0);
    expect(kinds.reply).toBeGreaterThan(0);
    expect(kinds.reply + kinds.truncated + kinds.malformed + kinds.none).toBe(RUNS);
  });
});

function mutate(whole: Buffer, random: () => number): Buffer {
  const cut = random() % 4 === 0 ? 1 + (random() % whole.length) : whole.length;
  const mutated = Buffer.from(whole.subarray(0, cut));
  for (let left = random() % 6; left > 0; left -= 1)
    mutated.writeUInt8(random() & 0xff, random() % mutated.length);
  return mutated;
}

/** Repeatable: a failure can be found again. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
