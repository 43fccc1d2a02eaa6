import { describe, expect, it } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { createFakes, D, type Fakes } from "../fakes.ts";

describe("when no server can be asked from here", () => {
  function createBlind(): Fakes {
    const fakes = createFakes();
    for (const server of fakes.authority.servers) server.mood = "silent";
    return fakes;
  }

  const WRITTEN_AT = 1_500;
  const MINUTE_MS = 60_000;

  it("SES is asked a minute after the write, and its yes counts", async () => {
    const fakes = createBlind();
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.verify").map(({ at }) => at)).toEqual([WRITTEN_AT + MINUTE_MS]);
  });

  it.each([0, 30_000])("SES is not asked where the time ends before that: %i ms", async (waitMs) => {
    const fakes = createBlind();
    const { exit, state, error } = await fakes.play(onboardDomain, { waitMs });
    expect({ exit, state, code: error?.code }).toEqual({ exit: 7, state: "pending", code: "NOT_OBSERVABLE" });
    expect(fakes.trace.of("ses.verify")).toEqual([]);
    const writtenAt = fakes.clock.now() - fakes.elapsed() + WRITTEN_AT;
    expect(error?.facts["retryAfter"]).toBe(new Date(writtenAt + MINUTE_MS).toISOString());
    expect(error?.message).toContain("each of ns1.dns.test, ns2.dns.test does not answer");
    // Who runs again writes nothing: SES may be asked.
    expect(await fakes.play(onboardDomain, { waitMs })).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
  });

  it("SES is asked where the time ends with that minute", async () => {
    // The budget begins with the write, before the name servers are asked in vain.
    const fakes = createBlind();
    expect(await fakes.play(onboardDomain, { waitMs: MINUTE_MS })).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.verify").map(({ at }) => at)).toEqual([WRITTEN_AT + MINUTE_MS]);
    const short = createBlind();
    await short.play(onboardDomain, { waitMs: MINUTE_MS - 1 });
    expect(short.trace.of("ses.verify")).toEqual([]);
  });

  it("an interrupt ends the minute", async () => {
    const fakes = createBlind();
    fakes.clock.at(30_000, () => fakes.interrupt.abort(new Interruption(143)));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 143 });
    expect([fakes.elapsed(), fakes.trace.of("ses.verify")]).toEqual([30_000, []]);
  });

  it("where nothing was written SES is asked as soon as that is known", async () => {
    const fakes = createBlind();
    fakes.identities.sees = () => [];
    await fakes.play(onboardDomain);
    fakes.identities.sees = () => fakes.host.rrsets;
    const [again, asked] = [fakes.elapsed(), fakes.trace.of("ses.verify").length];
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    const [at = Infinity] = fakes.trace
      .of("ses.verify")
      .slice(asked)
      .map((one) => one.at - again);
    expect(at).toBeLessThan(5_000);
  });

  it("a domain that is verified ends the run at once, whatever was written", async () => {
    const fakes = createBlind();
    fakes.identities.seed(D, true);
    const { state, identity } = await fakes.play(onboardDomain);
    expect({ state, verified: identity?.verified }).toEqual({ state: "verified", verified: true });
    expect(fakes.host.rrsets).not.toEqual([]);
    expect(fakes.elapsed()).toBeLessThan(5_000);
    expect(fakes.trace.of("ses.verify")).toEqual([]);
  });

  it("its no is asked for again in SES's rhythm, and NOT_OBSERVABLE when the budget ends", async () => {
    const fakes = createBlind();
    fakes.identities.sees = () => [];
    expect(await fakes.play(onboardDomain)).toMatchObject({
      state: "pending",
      exit: 7,
      error: { code: "NOT_OBSERVABLE" },
    });
    expect(fakes.trace.of("ses.verify").map(({ at }) => at - WRITTEN_AT - MINUTE_MS)).toEqual([
      0, 30_000, 90_000, 210_000, 510_000,
    ]);
  });

  it("and its yes is seen whenever it comes", async () => {
    const fakes = createBlind();
    fakes.identities.sees = () => (fakes.elapsed() > 200_000 ? fakes.host.rrsets : []);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.verify")).toHaveLength(4);
  });

  it("a value that SES sees and refuses is refused: no time mends it", async () => {
    const fakes = createBlind();
    fakes.identities.accepts = ({ purpose }) => purpose !== "dkim";
    expect(await fakes.play(onboardDomain)).toMatchObject({
      exit: 6,
      error: { code: "IDENTITY_UNVERIFIED" },
    });
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
  });

  it("the host's own word shortens no pause: it is not SES's resolvers'", async () => {
    const fakes = createBlind();
    fakes.settled = () => fakes.elapsed() >= 16_500;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.verify")[0]?.at).toBe(WRITTEN_AT + MINUTE_MS);
  });

  it("and the host says that it is not done, SES is not asked", async () => {
    const fakes = createBlind();
    fakes.settled = () => false;
    expect(await fakes.play(onboardDomain, { waitMs: 30_000 })).toMatchObject({
      exit: 7,
      error: {
        code: "NOT_PROPAGATED",
        message: expect.stringMatching(
          /^No name server can be asked from here, and memory says that its change is not everywhere yet: ns1/,
        ) as unknown,
      },
    });
    expect(fakes.trace.of("ses.verify")).toEqual([]);
  });

  it("no public resolver is asked either: its answer could be a no that it remembers", async () => {
    const fakes = createBlind();
    await fakes.play(onboardDomain);
    expect(fakes.trace.of("dns.resolvers")).toEqual([]);
  });
});
