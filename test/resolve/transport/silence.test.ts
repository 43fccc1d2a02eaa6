import { describe, expect, it } from "vitest";
import { createSilence, type Silence } from "../../../src/resolve/transport/silence.ts";
import { createManualClock, type ManualClock } from "../../support/dns-clock.ts";

const TO = { address: "192.0.2.53", port: 53 };
const OTHER_PORT = { ...TO, port: 5353 };

function create(transports?: readonly ("udp" | "tcp")[]): {
  readonly clock: ManualClock;
  readonly silence: Silence;
  /** Asked now, and silent a second later. */
  readonly fallSilent: (transport: "udp" | "tcp") => void;
} {
  const clock = createManualClock();
  const silence = createSilence(clock, transports);
  const fallSilent = (transport: "udp" | "tcp"): void => {
    const askedAt = clock.now();
    clock.advance(1_000);
    silence.noteSilent(TO, transport, askedAt);
  };
  return { clock, silence, fallSilent };
}

describe("what is remembered of silence", () => {
  it("takes an address for silent when nothing comes by any transport", () => {
    const { silence, fallSilent } = create();
    expect([silence.isSilent(TO), silence.isAnswering(TO)]).toStrictEqual([false, false]);
    fallSilent("udp");
    expect([silence.isSilent(TO), silence.isSilentBy(TO, "udp")]).toStrictEqual([false, true]);
    fallSilent("tcp");
    expect([silence.isSilent(TO), silence.isSilent(OTHER_PORT)]).toStrictEqual([true, false]);
  });

  it("counts only transports that may be used", () => {
    const { silence, fallSilent } = create(["udp"]);
    fallSilent("udp");
    expect(silence.isSilent(TO)).toBe(true);
  });

  it("forgets it after a minute", () => {
    const { clock, silence, fallSilent } = create(["udp"]);
    fallSilent("udp");
    clock.advance(59_000);
    expect(silence.isSilent(TO)).toBe(true);
    clock.advance(1_000);
    expect(silence.isSilent(TO)).toBe(false);
  });

  it("keeps an address that answers by TCP alone for silent by UDP", () => {
    const { silence, fallSilent } = create();
    fallSilent("udp");
    silence.noteAnswer(TO, "tcp");
    expect([silence.isSilentBy(TO, "udp"), silence.isSilent(TO), silence.isAnswering(TO)]).toStrictEqual([
      true,
      false,
      true,
    ]);
  });

  it("ends with an answer by the same transport", () => {
    const { silence, fallSilent } = create();
    fallSilent("udp");
    silence.noteAnswer(TO, "udp");
    fallSilent("tcp");
    expect([silence.isSilentBy(TO, "udp"), silence.isSilent(TO)]).toStrictEqual([false, false]);
  });

  it("begins anew with an address that was wholly silent and answers again", () => {
    const { silence, fallSilent } = create();
    fallSilent("udp");
    fallSilent("tcp");
    silence.noteAnswer(TO, "udp");
    expect([silence.isSilentBy(TO, "udp"), silence.isSilentBy(TO, "tcp")]).toStrictEqual([false, false]);
  });

  it("does not take a server for silent that answered another question meanwhile", () => {
    const { clock, silence } = create(["udp"]);
    const askedAt = clock.now();
    clock.advance(30);
    silence.noteAnswer(TO, "udp");
    clock.advance(970);
    silence.noteSilent(TO, "udp", askedAt);
    expect(silence.isSilent(TO)).toBe(false);
  });
});
