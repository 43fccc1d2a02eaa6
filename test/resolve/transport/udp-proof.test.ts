import { expect, it } from "vitest";
import { createUdpProof } from "../../../src/resolve/transport/udp-proof.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

it("leaves UDP alone for a while at first, and TCP out of it once UDP has brought an answer", () => {
  const proof = createUdpProof(createVirtualClock());
  expect(proof.aloneMs()).toBe(350);
  proof.noteAnswered();
  expect(proof.aloneMs()).toBeUndefined();
});

it("has both set out together once UDP was overtaken, until it brings an answer", () => {
  const proof = createUdpProof(createVirtualClock());
  proof.noteOvertaken();
  expect(proof.aloneMs()).toBe(0);
  proof.noteAnswered();
  expect(proof.aloneMs()).toBeUndefined();
});

it("holds for a minute", async () => {
  const clock = createVirtualClock();
  const proof = createUdpProof(clock);
  proof.noteAnswered();
  await clock.drive(clock.sleep(59_999));
  expect(proof.aloneMs()).toBeUndefined();
  await clock.drive(clock.sleep(1));
  expect(proof.aloneMs()).toBe(350);
});
