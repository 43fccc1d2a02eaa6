import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import { createAsk } from "../../../src/resolve/transport/ask.ts";
import { createSilence, type Silence } from "../../../src/resolve/transport/silence.ts";
import { createManualClock, type ManualClock } from "../../support/dns-clock.ts";
import { record, replyTo } from "../../support/dns-reply.ts";
import {
  CLOSED_PORT,
  startDnsServer,
  type Received,
  type Script,
  type TestServer,
  type Via,
} from "../../support/dns-server.ts";
import { startNoAccept } from "../../support/no-accept.ts";
import type { Packet } from "dns2";

const QUESTION = { owner: parseDomainName("mail.example.test"), type: "TXT" };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const answer = ({ query }: Received): Packet =>
  replyTo(query, { answers: [record(QUESTION.owner, "TXT", "yes")] });

interface Scene {
  readonly server: TestServer;
  readonly clock: ManualClock;
  readonly silence: Silence;
  readonly ask: (signal?: AbortSignal) => Promise<Observation>;
  /** How the questions since the last call came. */
  readonly vias: () => readonly Via[];
}

/**
 * A server that stays silent by these transports for now; it moves the clock by half a second whenever it drops a
 * question, so that a try by UDP takes a second, one by TCP two.
 */
async function silentBy(...dropped: readonly Via[]): Promise<Scene & { readonly wake: () => void }> {
  const clock = createManualClock();
  const drop: Script = (received) => {
    if (!dropped.includes(received.via)) return answer(received);
    clock.advance(received.via === "udp" ? 500 : 2_000);
    return undefined;
  };
  const server = await startDnsServer(drop);
  open.push(server);
  const silence = createSilence(clock);
  const ask = createAsk({ clock, silence, onQuery: () => {} });
  let seen = 0;
  return {
    server,
    clock,
    silence,
    ask: async (signal) => (await ask(server, QUESTION, { signal })).observation,
    vias: () => {
      const since = server.received.slice(seen);
      seen = server.received.length;
      return since.map(({ via }) => via);
    },
    wake: () => server.answerWith(answer),
  };
}

describe("an address that was silent", () => {
  it("is asked by one datagram the next time, and a moment long", async () => {
    const { ask, clock, server, silence, vias } = await silentBy("udp", "tcp");
    expect(await ask()).toMatchObject({ kind: "unreachable", because: "timeout", transport: "tcp" });
    expect([vias(), silence.isSilent(server)]).toStrictEqual([["udp", "udp", "tcp"], true]);
    const startedAt = clock.now();
    expect(await ask()).toMatchObject({ kind: "unreachable", because: "timeout", transport: "udp" });
    expect(vias()).toStrictEqual(["udp"]);
    // The server moves the clock by half a second, and nobody waits longer than that.
    expect(clock.now() - startedAt).toBe(500);
  });

  it("costs 0.4 s at most", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const server = await startDnsServer(() => {
      clock.advance(400);
      return undefined;
    });
    open.push(server);
    for (const transport of ["udp", "tcp"] as const) silence.noteSilent(server, transport, clock.now());
    const { observation } = await createAsk({ clock, silence, onQuery: () => {} })(server, QUESTION, {});
    expect(observation).toMatchObject({ kind: "unreachable", because: "timeout", roundTripMs: 400 });
    expect(server.received).toHaveLength(1);
  });

  it("is asked as any other once it answers again", async () => {
    const { ask, server, silence, vias, wake } = await silentBy("udp", "tcp");
    await ask();
    wake();
    vias();
    expect(await ask()).toMatchObject({ kind: "answer", transport: "udp" });
    expect([vias(), silence.isSilent(server), silence.isAnswering(server)]).toStrictEqual([
      ["udp"],
      false,
      true,
    ]);
  });

  it("is asked in full again after a minute, though it was asked briefly meanwhile", async () => {
    const { ask, clock, vias } = await silentBy("udp", "tcp");
    await ask();
    clock.advance(50_000);
    vias();
    await ask();
    expect(vias()).toStrictEqual(["udp"]);
    clock.advance(10_000);
    await ask();
    expect(vias()).toStrictEqual(["udp", "udp", "tcp"]);
  });

  it("is asked by TCP first when it was silent by UDP alone, and is not silent", async () => {
    const { ask, server, silence, vias } = await silentBy("udp");
    expect(await ask()).toMatchObject({ kind: "answer", transport: "tcp" });
    expect([vias(), silence.isSilent(server)]).toStrictEqual([["udp", "udp", "tcp"], false]);
    expect(await ask()).toMatchObject({ kind: "answer", transport: "tcp" });
    expect(vias()).toStrictEqual(["tcp"]);
  });

  it("tells how TCP failed when UDP, asked last, brings a truncated answer", async () => {
    const { ask, clock, server, silence, vias } = await silentBy("tcp");
    silence.noteSilent(server, "udp", clock.now());
    server.answerWith(({ query, via }) => {
      if (via === "udp") return replyTo(query, { truncated: true });
      clock.advance(2_000);
      return undefined;
    });
    expect(await ask()).toMatchObject({ kind: "unreachable", because: "timeout", transport: "tcp" });
    expect(vias()).toStrictEqual(["tcp", "udp"]);
  });

  it("is not asked by TCP when that was silent and UDP brings nothing", async () => {
    const { ask, clock, server, silence, vias } = await silentBy("udp");
    silence.noteSilent(server, "tcp", clock.now());
    expect(await ask()).toMatchObject({ kind: "unreachable", transport: "udp" });
    expect(vias()).toStrictEqual(["udp", "udp"]);
  });

  it("is known after 0.35 s without a connection, also when nobody waits any more", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const server = await startDnsServer(() => undefined, { transports: ["udp"] });
    const host = await startNoAccept(server.port);
    open.push(server, host);
    const isSilentAfter = async (waitedMs: number): Promise<boolean> => {
      const abort = new AbortController();
      silence.noteSilent(server, "udp", clock.now());
      const onSent = (): void => void setImmediate(() => (clock.advance(waitedMs), abort.abort("enough")));
      const ask = createAsk({ clock, silence, onQuery: () => {} });
      await expect(ask(server, QUESTION, { signal: abort.signal, onSent })).rejects.toBe("enough");
      return silence.isSilent(server);
    };
    expect([await isSilentAfter(349), await isSilentAfter(350)]).toStrictEqual([false, true]);
  });

  it("is known after a look of 1.5 s", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const server = await startDnsServer(
      () => {
        clock.advance(server.received.length === 1 ? 400 : 500);
        return undefined;
      },
      { transports: ["udp"] },
    );
    open.push(server, await startNoAccept(server.port));
    let sent = 0;
    const onSent = (): void => {
      sent += 1;
      if (sent === 3) setImmediate(() => clock.advance(600));
    };
    const ask = createAsk({ clock, silence, onQuery: () => {} });
    const { observation } = await ask(server, QUESTION, { withinMs: 1_500, onSent });
    expect(observation).toMatchObject({ because: "timeout", transport: "tcp", roundTripMs: 1_500 });
    expect(silence.isSilent(server)).toBe(true);
  });

  it("is known after 0.35 s of silence on a connection, too", async () => {
    const isSilentAfter = async (waitedMs: number): Promise<boolean> => {
      const clock = createManualClock();
      const silence = createSilence(clock);
      const abort = new AbortController();
      const script: Script = () => {
        clock.advance(waitedMs);
        abort.abort("enough");
        return undefined;
      };
      const server = await startDnsServer(script, { transports: ["tcp"] });
      open.push(server);
      silence.noteSilent(server, "udp", clock.now());
      const ask = createAsk({ clock, silence, onQuery: () => {} });
      await expect(ask(server, QUESTION, { signal: abort.signal })).rejects.toBe("enough");
      return silence.isSilent(server);
    };
    expect([await isSilentAfter(349), await isSilentAfter(350)]).toStrictEqual([false, true]);
  });

  it("is not known by a connection that was slow to come, and whose answer nobody waited for", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const abort = new AbortController();
    const script: Script = () => {
      clock.advance(100);
      abort.abort("enough");
      return undefined;
    };
    const server = await startDnsServer(script, { transports: ["tcp"] });
    open.push(server);
    silence.noteSilent(server, "udp", clock.now());
    const ask = createAsk({ clock, silence, onQuery: () => {} });
    const onSent = (): void => clock.advance(450);
    await expect(ask(server, QUESTION, { signal: abort.signal, onSent })).rejects.toBe("enough");
    expect(silence.isSilent(server)).toBe(false);
  });

  it("is asked once by TCP where UDP was silent a moment ago", async () => {
    const { ask, clock, server, silence, vias } = await silentBy("udp", "tcp");
    silence.noteSilent(server, "udp", clock.now());
    expect(await ask()).toMatchObject({ kind: "unreachable", because: "timeout" });
    expect(vias()).toStrictEqual(["tcp", "udp"]);
  });

  it("is one whose port is closed for TCP and that drops what comes by UDP", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const server = await startDnsServer(
      () => {
        clock.advance(500);
        return undefined;
      },
      { transports: ["udp"] },
    );
    open.push(server);
    const ask = createAsk({ clock, silence, onQuery: () => {} });
    expect((await ask(server, QUESTION, {})).observation).toMatchObject({
      because: "refused",
      transport: "tcp",
    });
    expect(silence.isSilent(server)).toBe(true);
  });

  it("is not one that refuses connections by UDP and TCP: that costs no time", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const to = { address: "127.0.0.1", port: CLOSED_PORT };
    await createAsk({ clock, silence, onQuery: () => {} })(to, QUESTION, {});
    expect([silence.isSilent(to), silence.isSilentBy(to, "tcp")]).toStrictEqual([false, false]);
  });
});
