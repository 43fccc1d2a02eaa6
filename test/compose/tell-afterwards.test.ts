import { expect, it } from "vitest";
import { tellAfterwards } from "../../src/compose/tell-afterwards.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { EventBody } from "../../src/events/event.ts";

const rrset = { owner: parseDomainName("mail.example.test"), type: "TXT" } as const;
const WRITTEN: EventBody = { type: "rrset.written", rrset, action: "created", before: null, after: null };
const RETRIED: EventBody = {
  type: "api.retried",
  api: "ses",
  attempt: 1,
  nextInMs: 1,
  code: "API_UNAVAILABLE",
};
const ASKED: EventBody = { type: "identity.asked", attempt: 1 };

function failingAt(type: EventBody["type"]) {
  const told: string[] = [];
  const emit = tellAfterwards((body) => {
    told.push(body.type);
    if (body.type === type) throw new Error("no space left");
  });
  return { told, emit };
}

it("lets what announces a step stop it at once", () => {
  const { emit } = failingAt("identity.asked");
  expect(() => emit(ASKED)).toThrow("no space left");
});

it.each([WRITTEN, RETRIED])("tells all of what is done, and fails at what comes after ($type)", (event) => {
  const { told, emit } = failingAt(event.type);
  emit(event);
  emit(event);
  expect(() => emit(ASKED)).toThrow("no space left");
  expect(told).toEqual([event.type, event.type, "identity.asked"]);
});

it("takes the rejection of a callback that is async for its failure, and lets none go unheard", async () => {
  const emit = tellAfterwards(async () => {
    await Promise.resolve();
    throw new Error("the queue is gone");
  });
  emit(WRITTEN);
  await new Promise((resolve) => setImmediate(resolve));
  expect(() => emit(ASKED)).toThrow("the queue is gone");
});
