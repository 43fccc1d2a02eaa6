import { setImmediate as tick } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { createAsk } from "../../../src/resolve/transport/ask.ts";
import { createSilence } from "../../../src/resolve/transport/silence.ts";
import { createManualClock } from "../../support/dns-clock.ts";
import { record, replyTo } from "../../support/dns-reply.ts";
import { startDnsServer, type Script, type TestServer } from "../../support/dns-server.ts";

const QUESTION = { owner: parseDomainName("mail.example.test"), type: "TXT" };
const DEAD_ZONES = 31;
const ADDRESSES = 12;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(address: string, script: Script): Promise<TestServer> {
  const server = await startDnsServer(script, { address });
  open.push(server);
  return server;
}

const answer: Script = ({ query }) => replyTo(query, { answers: [record(QUESTION.owner, "TXT", "yes")] });
const drop: Script = () => undefined;
const zoneOf = (index: number): DomainName => parseDomainName(`dead${index}.test`);

/** A dozen questions about each of 31 zones to a server that drops them, and the clock never moves. */
async function crowd(isKnownToAnswer = false): Promise<{
  readonly ask: ReturnType<typeof createAsk>;
  readonly isLeft: () => number;
  readonly asked: readonly Promise<unknown>[];
}> {
  const clock = createManualClock();
  const silence = createSilence(clock);
  const dead = await serve("127.0.0.1", drop);
  if (isKnownToAnswer) silence.noteAnswer(dead, "udp");
  const abort = new AbortController();
  let left = 0;
  const ask = createAsk({ clock, silence, onQuery: () => (left += 1) });
  const asked = Array.from({ length: DEAD_ZONES * ADDRESSES }, (_, index) =>
    ask(dead, QUESTION, { zone: zoneOf(index % DEAD_ZONES), signal: abort.signal }),
  );
  const settled = Promise.allSettled(asked);
  open.push({
    async close() {
      abort.abort("enough");
      await settled;
    },
  });
  await tick();
  return { ask, isLeft: () => left, asked };
}

describe("questions to servers of other zones that are dead", () => {
  it("don't keep those to a sound server in line, neither the first one nor many", async () => {
    const { ask } = await crowd();
    const sound = await serve("127.0.0.2", answer);
    const zone = parseDomainName("example.test");
    expect((await ask(sound, QUESTION, { zone })).observation).toMatchObject({ kind: "answer" });
    const many = await Promise.all(Array.from({ length: 60 }, () => ask(sound, QUESTION, { zone })));
    expect(many.every(({ observation }) => observation.kind === "answer")).toBe(true);
  });

  it("don't do so either where they answered a moment ago", async () => {
    const { ask } = await crowd(true);
    const sound = await serve("127.0.0.2", answer);
    const zone = parseDomainName("example.test");
    // From its first answer on it stands in one line with them.
    expect((await ask(sound, QUESTION, { zone })).observation).toMatchObject({ kind: "answer" });
    const many = await Promise.all(Array.from({ length: 60 }, () => ask(sound, QUESTION, { zone })));
    expect(many.every(({ observation }) => observation.kind === "answer")).toBe(true);
  });

  it("don't take the time of one that stands in line behind them", async () => {
    const clock = createManualClock();
    const [dead, sound] = [await serve("127.0.0.1", drop), await serve("127.0.0.2", answer)];
    const ask = createAsk({ clock, onQuery: () => {} });
    const zone = zoneOf(0);
    const asked = Array.from({ length: 24 }, () => ask(dead, QUESTION, { zone, withinMs: 400 }));
    const late = ask(sound, QUESTION, { zone, withinMs: 100 });
    await tick();
    expect(sound.received).toHaveLength(0);
    clock.advance(400);
    expect((await late).observation).toMatchObject({ kind: "answer", roundTripMs: 0 });
    for (const { observation } of await Promise.all(asked))
      expect(observation).toMatchObject({ because: "timeout", roundTripMs: 400 });
  });

  it("don't hold more than a new one might where they answered once and are silent by now", async () => {
    const clock = createManualClock();
    const silence = createSilence(clock);
    const dead = await serve("127.0.0.1", drop);
    for (const transport of ["udp", "tcp"] as const) {
      silence.noteAnswer(dead, transport);
      silence.noteSilent(dead, transport, clock.now());
    }
    const abort = new AbortController();
    let left = 0;
    const ask = createAsk({ clock, silence, onQuery: () => (left += 1) });
    const asked = Array.from({ length: 60 }, () =>
      ask(dead, QUESTION, { zone: zoneOf(0), signal: abort.signal }),
    );
    const settled = Promise.allSettled(asked);
    await tick();
    expect(left).toBe(24);
    abort.abort("enough");
    await settled;
  });

  it("are not told as sent while they stand in line, and end there for the reason of the abort", async () => {
    const { ask, isLeft } = await crowd();
    const before = isLeft();
    expect(before).toBeLessThan(DEAD_ZONES * ADDRESSES);
    const abort = new AbortController();
    const dead = await serve("127.0.0.3", drop);
    let sent = 0;
    const late = ask(dead, QUESTION, { zone: zoneOf(0), signal: abort.signal, onSent: () => (sent += 1) });
    await tick();
    abort.abort("no longer wanted");
    await expect(late).rejects.toBe("no longer wanted");
    expect([sent, isLeft()]).toStrictEqual([0, before]);
  });
});
