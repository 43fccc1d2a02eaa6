import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import { createAsk } from "../../../src/resolve/transport/ask.ts";
import { createSilence, type Silence } from "../../../src/resolve/transport/silence.ts";
import { createManualClock, type ManualClock } from "../../support/dns-clock.ts";
import { record, replyTo } from "../../support/dns-reply.ts";
import { startDnsServer, type Received, type Response, type TestServer } from "../../support/dns-server.ts";

const QUESTION = { owner: parseDomainName("mail.example.test"), type: "TXT" };

const open: TestServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

interface Scene {
  readonly server: TestServer;
  readonly clock: ManualClock;
  readonly silence: Silence;
  readonly ask: () => Promise<Observation>;
  /** How the questions since the last call came: by which transport, and the size that their OPT record names. */
  readonly came: () => readonly string[];
}

async function scene(script: (received: Received, clock: ManualClock) => Response): Promise<Scene> {
  const clock = createManualClock();
  const server = await startDnsServer((received) => script(received, clock));
  open.push(server);
  const silence = createSilence(clock);
  const ask = createAsk({ clock, silence, onQuery: () => {} });
  let seen = 0;
  return {
    server,
    clock,
    silence,
    ask: async () => (await ask(server, QUESTION, {})).observation,
    came: () => {
      const since = server.received.slice(seen);
      seen = server.received.length;
      return since.map((received) => `${received.via} ${sizeOf(received) ?? "without"}`);
    },
  };
}

const sizeOf = ({ query }: Received): number | undefined =>
  query.additionals.find(({ type }) => type === Packet.TYPE.EDNS)?.class;
const answer = ({ query }: Received, value = "yes"): Packet =>
  replyTo(query, { answers: [record(QUESTION.owner, "TXT", value)] });

/** Nothing comes of a question with an OPT record; half a second passes. */
const dropsEdns = (received: Received, clock: ManualClock): Response => {
  if (sizeOf(received) === undefined) return answer(received);
  clock.advance(400);
  return undefined;
};

describe("a server that drops questions with an OPT record", () => {
  it("is asked by the second datagram without one, and from the third question on at once", async () => {
    const { ask, came } = await scene(dropsEdns);
    for (const expected of [["udp 1232", "udp without"], ["udp 1232", "udp without"], ["udp without"]]) {
      expect(await ask()).toMatchObject({ kind: "answer", transport: "udp" });
      expect(came()).toStrictEqual(expected);
    }
  });

  it("is asked with it again after a minute", async () => {
    const { ask, came, clock } = await scene(dropsEdns);
    await ask();
    await ask();
    came();
    clock.advance(60_000);
    await ask();
    expect(came()).toStrictEqual(["udp 1232", "udp without"]);
  });

  it("is one that answers, whatever was remembered of its silence", async () => {
    const { ask, clock, server, silence } = await scene(dropsEdns);
    silence.noteSilent(server, "tcp", clock.now());
    await ask();
    silence.noteSilent(server, "udp", clock.now() - 1);
    expect([silence.isAnswering(server), silence.isSilent(server)]).toStrictEqual([true, false]);
  });

  it("is asked without by TCP as well, when its answer does not fit a datagram", async () => {
    const { ask, came } = await scene((received, clock) => {
      const isCut = received.via === "udp" && sizeOf(received) === undefined;
      return isCut ? replyTo(received.query, { truncated: true }) : dropsEdns(received, clock);
    });
    expect(await ask()).toMatchObject({ kind: "answer", transport: "tcp" });
    expect(came()).toStrictEqual(["udp 1232", "udp without", "tcp without"]);
  });
});

describe("a server that takes an OPT record", () => {
  it("is asked with one after a lost datagram, too", async () => {
    const { ask, came, server, clock } = await scene(dropsEdns);
    await ask();
    server.answerWith((received) => answer(received));
    came();
    await ask();
    server.answerWith((received) => dropsEdns(received, clock));
    await ask();
    await ask();
    const [answered, ...dropped] = came();
    expect(answered).toBe("udp 1232");
    expect(dropped).toStrictEqual(["udp 1232", "udp without", "udp 1232", "udp without"]);
  });
});

describe("a server that refuses an OPT record", () => {
  it.each([Packet.RCODE.FORMERR, Packet.RCODE.NOTIMP, Packet.RCODE.BADVERS])(
    "by rcode %i is asked without one at once, and the next time to begin with",
    async (rcode) => {
      const { ask, came } = await scene((received) =>
        // A code of more than four bits has its upper ones in an OPT record (RFC 6891 section 6.1.3).
        sizeOf(received) === undefined
          ? answer(received)
          : replyTo(received.query, { rcode, additionals: [Packet.Resource.EDNS([])] }),
      );
      for (const expected of [["udp 1232", "udp without"], ["udp without"]]) {
        expect(await ask()).toMatchObject({ kind: "answer" });
        expect(came()).toStrictEqual(expected);
      }
    },
  );

  it("is not asked the same thing twice where it refuses what has none", async () => {
    const { ask, came, server } = await scene((received) =>
      sizeOf(received) === undefined
        ? answer(received)
        : replyTo(received.query, { rcode: Packet.RCODE.FORMERR }),
    );
    await ask();
    came();
    server.answerWith(({ query }) => replyTo(query, { rcode: Packet.RCODE.NOTIMP }));
    expect(await ask()).toMatchObject({ kind: "lame", because: "not-implemented" });
    expect(came()).toStrictEqual(["udp without"]);
  });

  it("and the question as well is not taken for one that knows no EDNS", async () => {
    const { ask, came } = await scene(({ query }) => replyTo(query, { rcode: Packet.RCODE.NOTIMP }));
    expect(await ask()).toMatchObject({ kind: "lame", because: "not-implemented" });
    await ask();
    expect(came()).toStrictEqual(["udp 1232", "udp without", "udp 1232", "udp without"]);
  });
});

describe("an answer that does not fit a datagram", () => {
  /** By UDP truncated; by TCP cut at what the OPT record names, or at `most`. */
  const cutAt =
    (most: number) =>
    (received: Received): Response => {
      const whole = answer(received, "x".repeat(6_000));
      const isCut =
        received.via === "udp" || whole.toBuffer().length > Math.min(sizeOf(received) ?? 65_535, most);
      return isCut ? replyTo(received.query, { truncated: true }) : whole;
    };

  it("is asked for in full by TCP, of servers that cut it there at the size of the OPT record", async () => {
    const { ask, came } = await scene(cutAt(65_535));
    expect(await ask()).toMatchObject({ kind: "answer", transport: "tcp" });
    expect(came()).toStrictEqual(["udp 1232", "tcp 65535"]);
  });

  it("is asked for once more without one where it is cut even so", async () => {
    const { ask, came } = await scene((received) =>
      cutAt(sizeOf(received) === undefined ? 65_535 : 4_096)(received),
    );
    expect(await ask()).toMatchObject({ kind: "answer", transport: "tcp" });
    expect(came()).toStrictEqual(["udp 1232", "tcp 65535", "tcp without"]);
  });

  it("is asked for once more where it ends inside a record, and then no more", async () => {
    const { ask, came } = await scene((received) =>
      received.via === "udp"
        ? replyTo(received.query, { truncated: true })
        : answer(received).toBuffer().subarray(0, -3),
    );
    expect(await ask()).toMatchObject({ kind: "malformed", transport: "tcp" });
    expect(came()).toStrictEqual(["udp 1232", "tcp 65535", "tcp without"]);
  });

  it("takes no longer than one try by TCP, though it is asked for twice there", async () => {
    const { ask, came } = await scene((received, clock) => {
      if (received.via === "udp") return replyTo(received.query, { truncated: true });
      const isFirst = sizeOf(received) !== undefined;
      clock.advance(isFirst ? 1_900 : 100);
      if (isFirst) return replyTo(received.query, { truncated: true });
      // Long after whoever waited has gone.
      setImmediate(() => clock.advance(1_900));
      return undefined;
    });
    expect(await ask()).toMatchObject({ kind: "unreachable", because: "timeout", roundTripMs: 2_000 });
    expect(came()).toStrictEqual(["udp 1232", "tcp 65535", "tcp without"]);
  });
});
