import { describe, expect, it } from "vitest";
import { adviseRetry, createPersist } from "../../../providers/kit/persist.ts";
import { KIND_BY_CODE, type ErrorCode } from "../../../src/errors/codes.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";

const POLICY = { attempts: 3, firstPauseMs: 100, longestPauseMs: 5_000, deadlineMs: 60_000 };

function failure(code: ErrorCode, facts = {}): OnboardError {
  return new OnboardError(code, "It failed.", { hint: "Run again.", facts });
}

describe("the advice", () => {
  it("is to repeat what the host could not do now, and nothing that it refused", () => {
    const repeated = (Object.keys(KIND_BY_CODE) as ErrorCode[]).filter(
      (code) => adviseRetry(failure(code)).retry,
    );
    expect(repeated).toEqual(["API_UNAVAILABLE", "API_RATE_LIMITED"]);
    expect(adviseRetry(new Error("a bug of ours"))).toEqual({ retry: false });
  });

  it("takes the pause that the host asked for, in seconds", () => {
    expect(adviseRetry(failure("API_RATE_LIMITED", { retryAfterSeconds: 7 }))).toEqual({
      retry: true,
      busy: true,
      afterMs: 7_000,
    });
    expect(adviseRetry(failure("API_RATE_LIMITED", { retryAfterSeconds: "7" }))).toMatchObject({
      retry: true,
      afterMs: undefined,
    });
    expect(adviseRetry(failure("API_UNAVAILABLE"))).toMatchObject({ retry: true, busy: false });
  });

  it("is to wait out a host that is away and says when to come back", () => {
    expect(adviseRetry(failure("API_UNAVAILABLE", { retryAfterSeconds: 60 }))).toEqual({
      retry: true,
      busy: true,
      afterMs: 60_000,
    });
  });
});

describe("persisting", () => {
  it("sleeps on the context's clock and tells each pause with its code", async () => {
    const { context, told, slept } = createContext();
    const failures = [failure("API_RATE_LIMITED", { retryAfterSeconds: 2 }), failure("API_UNAVAILABLE")];
    const persist = createPersist(context, POLICY);
    await expect(persist({}, () => attemptOf(failures))).resolves.toBe("done");
    expect(told.map(({ attempt, code }) => [attempt, code])).toEqual([
      [1, "API_RATE_LIMITED"],
      [2, "API_UNAVAILABLE"],
    ]);
    expect(told.map(({ nextInMs }) => nextInMs)).toEqual(slept);
    expect(slept[0]).toBe(2_000);
  });

  it("ends with the last error when the attempts are used up, and at once with a refusal", async () => {
    const { context, slept } = createContext();
    const lasting = Array.from({ length: 9 }, () => failure("API_UNAVAILABLE"));
    const persist = createPersist(context, POLICY);
    await expect(persist({}, () => attemptOf(lasting))).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
    expect(slept).toHaveLength(2);
    await expect(persist({}, () => attemptOf([failure("RIGHTS_MISSING")]))).rejects.toMatchObject({
      code: "RIGHTS_MISSING",
    });
    expect(slept).toHaveLength(2);
  });

  it("waits a host that throttles out for as long as the caller has patience, and one that never answered as ever", async () => {
    const { context, slept } = createContext();
    const throttled = Array.from({ length: 9 }, () => failure("API_RATE_LIMITED"));
    const throttling = createPersist(context, POLICY);
    await expect(throttling({ patienceMs: 600_000 }, () => attemptOf(throttled))).resolves.toBe("done");
    expect(slept).toHaveLength(9);
    const lasting = Array.from({ length: 9 }, () => failure("API_UNAVAILABLE"));
    const persist = createPersist(context, POLICY);
    await expect(persist({ patienceMs: 600_000 }, () => attemptOf(lasting))).rejects.toMatchObject({
      code: "API_UNAVAILABLE",
    });
    expect(slept).toHaveLength(11);
  });

  it.each([
    ["is away", failure("API_UNAVAILABLE")],
    ["has somebody else answer in its place", failure("API_SURPRISE", { notTheApi: true })],
  ])("waits for a host that has answered before and %s, and tells until when", async (_how, lost) => {
    const { context, told } = createContext();
    const persist = createPersist(context, POLICY);
    await persist({}, () => attemptOf([]));
    const away = Array.from({ length: 9 }, () => lost);
    await expect(persist({ patienceMs: 600_000, awayMs: 60_000 }, () => attemptOf(away))).resolves.toBe(
      "done",
    );
    expect(told.map(({ untilMs }) => untilMs)).toEqual(Array.from({ length: 9 }, () => 60_000));
  });

  it("takes another's answer for a wrong address while the host itself has never answered", async () => {
    const { context, slept } = createContext();
    const page = [failure("API_SURPRISE", { notTheApi: true })];
    await expect(
      createPersist(context, POLICY)({ patienceMs: 600_000 }, () => attemptOf(page)),
    ).rejects.toMatchObject({ code: "API_SURPRISE" });
    expect(slept).toEqual([]);
  });

  it("says in the end when asking again is worth it, where the host has said so", async () => {
    const { context } = createContext();
    const blocked = [failure("API_RATE_LIMITED", { retryAfterSeconds: 300 })];
    await expect(
      createPersist(context, POLICY)({ patienceMs: 0 }, () => attemptOf(blocked)),
    ).rejects.toMatchObject({ facts: { retryAfter: "1970-01-01T00:05:00.000Z" } });
  });

  it("says so also of a host that is away, be it for a day or more", async () => {
    const { context } = createContext();
    const away = [failure("API_UNAVAILABLE", { retryAfterSeconds: 86_400 })];
    await expect(createPersist(context, POLICY)({}, () => attemptOf(away))).rejects.toMatchObject({
      hint: expect.stringContaining("Wait a day or more") as unknown,
      facts: { retryAfter: "1970-01-02T00:00:00.000Z" },
    });
  });

  it("holds the whole account back as long as the host asks for silence, and ends at once beyond all patience", async () => {
    const { context, slept, held } = createContext();
    const persist = createPersist(context, POLICY);
    const blocked = [failure("API_RATE_LIMITED", { retryAfterSeconds: 300 })];
    await expect(persist({}, () => attemptOf(blocked))).rejects.toMatchObject({ code: "API_RATE_LIMITED" });
    expect({ slept, held }).toEqual({ slept: [], held: [300_000] });
  });

  it("takes an adapter's own advice, and calls what has no code unexpected", async () => {
    const { context, told } = createContext();
    const persist = createPersist(context, POLICY, () => ({ retry: true }));
    const failures = [new Error("outrun")];
    await expect(persist({}, () => attemptOf(failures))).resolves.toBe("done");
    expect(told.map(({ code }) => code)).toEqual(["UNEXPECTED"]);
  });

  it("ends with the signal's reason, without another attempt", async () => {
    const { context } = createContext();
    const interrupt = new AbortController();
    const reason = new Error("stop");
    let attempts = 0;
    const persist = createPersist(context, POLICY);
    const ended = persist({ signal: interrupt.signal }, () => {
      attempts += 1;
      interrupt.abort(reason);
      return Promise.reject(failure("API_UNAVAILABLE"));
    });
    await expect(ended).rejects.toBe(reason);
    expect(attempts).toBe(1);
  });
});

function createContext() {
  const told: {
    readonly attempt: number;
    readonly nextInMs: number;
    readonly code: string;
    readonly untilMs: number | undefined;
  }[] = [];
  const slept: number[] = [];
  const held: number[] = [];
  const context = {
    holdBack: (ms: number) => void held.push(ms),
    clock: { now: () => 0, sleep: async (ms: number) => void slept.push(ms), random: () => 0 },
    onRetry: (attempt: number, nextInMs: number, code: string, untilMs?: number) =>
      void told.push({ attempt, nextInMs, code, untilMs }),
  };
  return { context, told, slept, held };
}

async function attemptOf(failures: Error[]): Promise<string> {
  const next = failures.shift();
  if (next !== undefined) throw next;
  return "done";
}
