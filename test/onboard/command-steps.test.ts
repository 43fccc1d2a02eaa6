import { describe, expect, it } from "vitest";
import { plainFor } from "../support/told.ts";
import { Interruption } from "../../src/errors/interruption.ts";
import { OnboardError, type OnboardErrorOptions } from "../../src/errors/onboard-error.ts";
import type { ErrorCode } from "../../src/errors/codes.ts";
import type { EventBody } from "../../src/events/event.ts";
import type { DomainState } from "../../src/events/result.ts";
import { runSteps } from "../../src/onboard/command.ts";
import type { Run } from "../../src/onboard/run.ts";
import { createFakes, D, eventsOf } from "./fakes.ts";

// The frame of every command: what it is told to have started with, and how its steps end.

const STEPS = (): Promise<DomainState> => Promise.resolve("verified");
const failure = (code: ErrorCode, options: Partial<OnboardErrorOptions> = {}): OnboardError =>
  new OnboardError(code, `It is ${code}.`, { hint: "Ask the test.", ...options });

async function stepsThat(
  steps: (run: Run) => Promise<DomainState>,
  changes: Partial<Run> & { readonly dryRun?: boolean } = {},
) {
  const fakes = createFakes();
  const run = { ...fakes.run(), ...changes };
  const result = await fakes.clock.drive(runSteps("run", run, steps));
  return { fakes, result };
}

describe("a command", () => {
  it("begins with what it was asked to do, and leaves out what nobody said", async () => {
    const { fakes } = await stepsThat(STEPS);
    expect(eventsOf(fakes, "run.started")).toEqual([
      {
        type: "run.started",
        version: "0.0.0",
        site: "international",
        region: "ap-singapore",
        command: "run",
      },
    ]);
  });

  it("begins with who asks, for which account, where, and by which words", async () => {
    const account = { kind: "secretId", id: "AKID***" } as unknown as Run["account"];
    const { fakes } = await stepsThat(STEPS, {
      by: "ops@host",
      account,
      dryRun: true,
      elsewhere: { rehearsal: true },
      started: { startedAs: ["npx", "ses-onboard"], operands: [D] },
    });
    expect(eventsOf(fakes, "run.started")).toEqual([
      {
        type: "run.started",
        version: "0.0.0",
        site: "international",
        region: "ap-singapore",
        by: "ops@host",
        account,
        dryRun: true,
        rehearsal: true,
        startedAs: ["npx", "ses-onboard"],
        operands: [D],
        command: "run",
      },
    ]);
    const { fakes: wet } = await stepsThat(STEPS, { dryRun: false });
    expect(eventsOf(wet, "run.started")[0]).not.toHaveProperty("dryRun");
  });

  it("ends with its result as its last event, the time that it took, and what it asked", async () => {
    const { fakes, result } = await stepsThat(
      async ({ clock }) => {
        await clock.sleep(1_500);
        return "planned";
      },
      { calls: () => ({ ses: 1, provider: 2, dns: 3 }) },
    );
    expect(result).toMatchObject({
      state: "planned",
      exit: 0,
      error: null,
      timings: { totalMs: 1_500 },
      calls: { ses: 1, provider: 2, dns: 3 },
    });
    expect(fakes.events.at(-1)).toBe(result);
  });
});

describe("steps that fail", () => {
  it.each<[ErrorCode, DomainState, number]>([
    ["VERIFICATION_PENDING", "pending", 7],
    ["DRIFT", "drifted", 8],
    ["CNAME_IN_THE_WAY", "failed", 4],
    ["API_UNAVAILABLE", "failed", 5],
  ])("with %s end %s", async (code, state, exit) => {
    const { result } = await stepsThat(() => Promise.reject(failure(code)));
    expect(result).toMatchObject({ state, exit, error: { code, message: `It is ${code}.` } });
  });

  it("where all is published already end pending, whatever it is", async () => {
    const away = failure("API_UNAVAILABLE", { facts: { pending: true } });
    expect((await stepsThat(() => Promise.reject(away))).result).toMatchObject({ state: "pending", exit: 5 });
    const odd = failure("API_UNAVAILABLE", { facts: { pending: "yes" } });
    expect((await stepsThat(() => Promise.reject(odd))).result.state).toBe("failed");
  });

  it("with a surprise end as our bug", async () => {
    const { result } = await stepsThat(() => Promise.reject(new TypeError("undefined is not a function")));
    expect(result).toMatchObject({ state: "failed", exit: 1, error: { code: "UNEXPECTED" } });
  });

  it("have their hint worded by how the command was started", async () => {
    const hint = ["Now: ", { command: "plan" }, "."] as const;
    const plain = await stepsThat(() => Promise.reject(failure("DRIFT", { hint })));
    expect(plain.result.error).toMatchObject({ hint: "Now: `planDomain`." });
    expect(plain.result.error).not.toHaveProperty("commands");
    const asked: unknown[] = [];
    const wordFor: NonNullable<Run["wordFor"]> = (started, domain) => {
      asked.push([started, domain]);
      return plainFor("other.test");
    };
    const worded = await stepsThat(() => Promise.reject(failure("DRIFT", { hint })), {
      started: { operands: [D] },
      wordFor,
    });
    expect(worded.result.error?.commands).toEqual(["ses-onboard plan other.test"]);
    expect(asked).toEqual([[{ operands: [D], command: "run" }, D]]);
  });
});

describe("steps that are ended from outside", () => {
  /** Steps that are aborted with this reason, and then throw this. */
  async function abortedWith(reason: unknown, thrown: unknown) {
    const abort = new AbortController();
    const { result } = await stepsThat(
      () => {
        abort.abort(reason);
        return Promise.reject(thrown);
      },
      { signal: abort.signal },
    );
    return result;
  }

  it("by a signal end with its own status, whatever the step threw itself", async () => {
    const interrupt = new Interruption(143);
    expect(await abortedWith(interrupt, interrupt)).toMatchObject({
      state: "interrupted",
      exit: 143,
      error: null,
    });
    const cut = new Interruption(130);
    expect(await abortedWith(interrupt, cut)).toMatchObject({ state: "interrupted", exit: 130 });
    const foreign = new DOMException("cut off", "AbortError");
    expect(await abortedWith(interrupt, foreign)).toMatchObject({
      state: "interrupted",
      exit: 143,
      error: null,
    });
    const told = failure("API_UNAVAILABLE", { facts: { mayHaveArrived: true } });
    expect(await abortedWith(interrupt, told)).toMatchObject({
      state: "interrupted",
      exit: 143,
      error: { code: "API_UNAVAILABLE", facts: { mayHaveArrived: true } },
    });
  });

  it("by a signal in which a mistake of ours shows end with that", async () => {
    const bug = new TypeError("undefined is not a function");
    expect(await abortedWith(new Interruption(143), bug)).toMatchObject({
      state: "failed",
      exit: 1,
      error: { code: "UNEXPECTED" },
    });
  });

  it("by a program's own abort end as by Ctrl-C", async () => {
    const reason = new Error("enough");
    expect(await abortedWith(reason, reason)).toMatchObject({ state: "interrupted", exit: 130, error: null });
  });

  it("by a failure end with that, its hint and its facts, and what the step said to it", async () => {
    const reason = failure("CONFIG_INVALID", { hint: "Make room.", facts: { path: "run.ndjson" } });
    expect(await abortedWith(reason, reason)).toMatchObject({
      state: "failed",
      exit: 2,
      error: { code: "CONFIG_INVALID", message: "It is CONFIG_INVALID.", hint: "Make room." },
    });
    const told = failure("API_UNAVAILABLE", { facts: { mayHaveArrived: true } });
    expect((await abortedWith(reason, told)).error).toEqual({
      code: "CONFIG_INVALID",
      message: "It is CONFIG_INVALID. And: It is API_UNAVAILABLE.",
      hint: "Make room.",
      facts: { path: "run.ndjson", ended: { code: "API_UNAVAILABLE", mayHaveArrived: true } },
    });
    for (const nothing of [new TypeError("cut off"), failure("UNEXPECTED")])
      expect((await abortedWith(reason, nothing)).error?.message).toBe("It is CONFIG_INVALID.");
  });
});

describe("what can't be told", () => {
  it("as the result makes the command a failure, with what was found out", async () => {
    const told: EventBody[] = [];
    const emit = (body: EventBody): void => {
      if (body.type === "result") throw failure("CONFIG_INVALID");
      told.push(body);
    };
    const { result } = await stepsThat(STEPS, { emit });
    expect(result).toMatchObject({
      state: "failed",
      exit: 2,
      error: { code: "CONFIG_INVALID", message: "It is CONFIG_INVALID." },
      records: [],
    });
    expect(told.map(({ type }) => type)).toEqual(["run.started"]);
  });

  it("as its beginning ends the command before its first step", async () => {
    let begun = 0;
    const emit = ({ type }: EventBody): void => {
      if (type === "run.started") throw failure("CONFIG_INVALID");
    };
    const { result } = await stepsThat(
      () => {
        begun += 1;
        return STEPS();
      },
      { emit },
    );
    expect([result.error?.code, begun]).toEqual(["CONFIG_INVALID", 0]);
  });
});
