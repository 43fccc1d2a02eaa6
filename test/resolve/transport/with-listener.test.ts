import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { AskedQuestion } from "../../../src/dns/observation.ts";
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

it("tells of a question that was given up, and why is the caller's affair", async () => {
  const told: AskedQuestion[] = [];
  const listener = { clock: createManualClock(), onAnswer: (asked: AskedQuestion) => told.push(asked) };
  const enough = new Error("enough");
  const ask = withListener(() => Promise.reject(enough), listener);
  await expect(ask(TO, QUESTION, {})).rejects.toBe(enough);
  expect(told).toEqual([{ to: TO, question: QUESTION, observation: undefined, tookMs: 0 }]);
});
