import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { AskedQuestion } from "../../../src/dns/observation.ts";
import type { AskOptions } from "../../../src/resolve/transport/ask.ts";
import type { Answered } from "../../../src/resolve/transport/answered.ts";
import { withListener } from "../../../src/resolve/transport/with-listener.ts";
import { createManualClock } from "../../support/dns-clock.ts";

const TO = { address: "127.0.0.1", port: 5353 };
const QUESTION = { owner: parseDomainName("mail.example.test"), type: "TXT" } as const;
const ANSWERED: Answered = {
  observation: { transport: "udp", roundTripMs: 7, kind: "nodata", soa: undefined },
  reply: undefined,
};

it("tells of a question with its answer, and hands the answer on", async () => {
  const told: AskedQuestion[] = [];
  const listener = { clock: createManualClock(), onAnswer: (asked: AskedQuestion) => told.push(asked) };
  const ask = withListener(async () => ANSWERED, listener);
  expect(await ask(TO, QUESTION, {})).toBe(ANSWERED);
  expect(told).toEqual([{ to: TO, question: QUESTION, observation: ANSWERED.observation, tookMs: 0 }]);
});

it("tells of a question that was given up after it left, and why is the caller's affair", async () => {
  const told: AskedQuestion[] = [];
  const clock = createManualClock();
  const listener = { clock, onAnswer: (asked: AskedQuestion) => told.push(asked) };
  const enough = new Error("enough");
  const ask = withListener(async (_to, _question, { onSent }: AskOptions) => {
    clock.advance(5_000); // In line.
    onSent?.();
    clock.advance(700);
    throw enough;
  }, listener);
  await expect(ask(TO, QUESTION, {})).rejects.toBe(enough);
  expect(told).toEqual([{ to: TO, question: QUESTION, observation: undefined, tookMs: 700 }]);
});

it("tells nothing of a question that was given up in line", async () => {
  const told: AskedQuestion[] = [];
  const listener = { clock: createManualClock(), onAnswer: (asked: AskedQuestion) => told.push(asked) };
  const ask = withListener(() => Promise.reject(new Error("enough")), listener);
  await expect(ask(TO, QUESTION, {})).rejects.toThrow("enough");
  expect(told).toEqual([]);
});

it("hands on that a question left", async () => {
  let sent = 0;
  const listener = { clock: createManualClock(), onAnswer: () => {} };
  const ask = withListener(async (_to, _question, { onSent }: AskOptions) => {
    onSent?.();
    return ANSWERED;
  }, listener);
  await ask(TO, QUESTION, { onSent: () => (sent += 1) });
  expect(sent).toBe(1);
});

it("counts the time of a question from its first datagram on", async () => {
  const told: AskedQuestion[] = [];
  const clock = createManualClock();
  const listener = { clock, onAnswer: (asked: AskedQuestion) => told.push(asked) };
  const ask = withListener(async (_to, _question, { onSent }: AskOptions) => {
    for (const waitMs of [400, 300]) {
      onSent?.();
      clock.advance(waitMs);
    }
    return ANSWERED;
  }, listener);
  await ask(TO, QUESTION, {});
  expect(told).toMatchObject([{ tookMs: 700 }]);
});
