import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it, onTestFinished } from "vitest";
import type { EventBody } from "../../src/events/event.ts";
import {
  createOnboarder,
  createRun,
  Interruption,
  onboardDomain,
  OnboardError,
  planDomain,
  startClock,
  type DnsProvider,
  type DomainResult,
  type Run,
} from "../../src/index.ts";
import { createProvider, meta } from "../../providers/cloudflare/index.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { writesIn } from "../support/cli.ts";

// Ports of a program that misbehave, each with what the run came to; against the sandbox, which is our own fake.

const MAIL = "mail.example.test";
const HOUR_MS = 3_600_000;
const machine = startClock();

async function open(options: Parameters<typeof createRun>[1]["options"] = {}) {
  const sandbox = await startSandbox({ lagMs: 50 });
  onTestFinished(() => sandbox.close());
  const abort = new AbortController();
  const env = environmentOf(sandbox.description);
  const given = { provider: "cloudflare", ...options } as const;
  const run = await createRun(MAIL, { env, options: given, signal: abort.signal });
  return { sandbox, env, abort, run };
}

/** What nobody waited for, until the test ends. */
function strayRejections(): unknown[] {
  const stray: unknown[] = [];
  const note = (reason: unknown): void => void stray.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return stray;
}

function fail(): never {
  throw new Error("a port of the program fails");
}
const reject = (): Promise<never> => Promise.reject(new Error("a port of the program fails"));
const never = (): Promise<never> => new Promise(() => undefined);

/** A clock that is off by this from its tenth reading on. */
function setBy(ms: number): Run["clock"] {
  let readings = 0;
  return { ...machine, now: () => machine.now() + ((readings += 1) > 10 ? ms : 0) };
}

/** What the port does, how it is given, and what the run then gave. docs/library.md has each row. */
const HARMLESS: readonly (readonly [string, (run: Run) => Partial<Run>])[] = [
  ["`emit` throws", () => ({ emit: fail })],
  // oxlint-disable-next-line typescript/no-misused-promises -- an async callback is the usual mistake
  ["`emit` rejects", () => ({ emit: reject })],
  ["`clock.now` throws, or says no number", () => ({ clock: { ...machine, now: fail } })],
  ["`clock.sleep` throws or rejects", () => ({ clock: { ...machine, sleep: reject } })],
  ["`clock.random` throws, or leaves [0, 1)", () => ({ clock: { ...machine, random: fail } })],
  ["the clock is set an hour ahead", () => ({ clock: setBy(HOUR_MS) })],
  ["the clock is set an hour back", () => ({ clock: setBy(-HOUR_MS) })],
  ["`calls` throws", () => ({ calls: fail })],
];

const FAILING: readonly (readonly [string, (run: Run) => Partial<Run>])[] = [
  ["`findProvider` throws", () => ({ findProvider: fail })],
  ["`identities.get` rejects", ({ identities }) => ({ identities: { ...identities, get: reject } })],
  ["`agreement.agree` throws", () => ({ agreement: { agree: fail } })],
  ["`exclusive` throws", () => ({ exclusive: fail })],
];

const SILENT: readonly (readonly [string, (run: Run) => Partial<Run>])[] = [
  ["`identities.get` never answers", ({ identities }) => ({ identities: { ...identities, get: never } })],
  [
    "`authority.delegation` never answers",
    ({ authority }) => ({ authority: { ...authority, delegation: never } }),
  ],
  ["`findProvider` never answers", () => ({ findProvider: never })],
  ["`agreement.agree` never answers", () => ({ agreement: { agree: never } })],
  [
    "`clock.sleep` never ends",
    ({ identities }) => ({
      clock: { ...machine, sleep: never },
      identities: { ...identities, get: never },
    }),
  ],
];

describe("a port of a program's own", () => {
  it.each(HARMLESS)("changes no result where %s", async (_what, change) => {
    const stray = strayRejections();
    const { sandbox, run } = await open();
    const result = await onboardDomain({ ...run, ...change(run) });
    expect(result).toMatchObject({ state: "verified", exit: 0, error: null });
    expect(result.timings.totalMs).toBeGreaterThanOrEqual(0);
    expect(result.timings.totalMs).toBeLessThan(HOUR_MS / 2);
    expect(result.timings.propagationMs).toBeGreaterThanOrEqual(0);
    expect(writesIn(sandbox)).not.toEqual([]);
    expect(stray).toEqual([]);
  });

  it.each(FAILING)("is the failure of the run, and no record is written, where %s", async (_what, change) => {
    const stray = strayRejections();
    const { sandbox, run } = await open();
    expect(await onboardDomain({ ...run, ...change(run) })).toMatchObject({
      state: "failed",
      exit: 1,
      error: {
        code: "UNEXPECTED",
        message: expect.stringContaining("a port of the program fails") as unknown,
      },
    });
    expect(writesIn(sandbox).filter((write) => write !== "CreateEmailIdentity")).toEqual([]);
    expect(stray).toEqual([]);
  });

  it.each(SILENT)("ends within a second of an abort where %s", async (_what, change) => {
    const stray = strayRejections();
    const { run, abort } = await open();
    let abortedAt = Number.NaN;
    setTimeout(() => {
      abortedAt = performance.now();
      abort.abort(new Error("the queue is drained"));
    }, 500);
    const result = await onboardDomain({ ...run, ...change(run) });
    // The timer is set to 900 ms; a busy machine may wake it late, and a run without it never ends.
    expect(performance.now() - abortedAt).toBeLessThan(5_000);
    expect(result).toMatchObject({
      state: "interrupted",
      abort: { by: "caller", reason: "the queue is drained" },
    });
    expect(stray).toEqual([]);
  });

  it.each([
    ["throws", fail],
    ["rejects", reject],
  ])("that is an adapter and %s when it writes is named, and fails the run", async (_what, apply) => {
    const stray = strayRejections();
    const { sandbox, env } = await open();
    const { CLOUDFLARE_API_TOKEN: apiToken = "", ...others } = env;
    const { baseUrl } = sandbox.description.cloudflare;
    const adapter = {
      meta,
      createProvider: async (context: Parameters<typeof createProvider>[0]): Promise<DnsProvider> => ({
        ...(await createProvider(context)),
        apply,
      }),
    };
    const onboarder = await createOnboarder(
      { providers: { main: { type: "ours", apiToken: { env: "OUR_TOKEN" }, baseUrl } } },
      { env: { ...others, OUR_TOKEN: apiToken }, adapters: { ours: adapter } },
    );
    onTestFinished(() => onboarder.close());
    expect(await onboarder.onboard(MAIL)).toMatchObject({
      state: "failed",
      error: { message: expect.stringContaining("a port of the program fails") as unknown },
    });
    expect(stray).toEqual([]);
  });
});

describe("an abort", () => {
  const REASONS: readonly (readonly [string, () => AbortSignal, Partial<DomainResult>])[] = [
    ["a time-out", () => AbortSignal.timeout(1), { exit: 130, abort: { by: "timeout" } }],
    ["Ctrl-C", () => AbortSignal.abort(new Interruption(130)), { exit: 130, abort: { by: "SIGINT" } }],
    ["a shutdown", () => AbortSignal.abort(new Interruption(143)), { exit: 143, abort: { by: "SIGTERM" } }],
    [
      "a closed terminal",
      () => AbortSignal.abort(new Interruption(129)),
      { exit: 129, abort: { by: "SIGHUP" } },
    ],
    ["no reason", () => AbortSignal.abort(), { exit: 130, abort: { by: "caller" } }],
    ["a text", () => AbortSignal.abort("enough"), { exit: 130, abort: { by: "caller", reason: "enough" } }],
  ];

  it.each(REASONS)("by %s is told in the result", async (_what, signal, expected) => {
    const { run } = await open();
    const result = await onboardDomain({ ...run, signal: signal(), findProvider: never });
    expect(result).toMatchObject({ state: "interrupted", error: null, ...expected });
    expect(result.abort).toEqual(expected.abort);
  });

  it("by an OnboardError is that failure, and no interruption", async () => {
    const { run } = await open();
    const reason = new OnboardError("API_UNAVAILABLE", "The log is full.", { hint: "Make room for it." });
    const result = await onboardDomain({ ...run, signal: AbortSignal.abort(reason) });
    expect(result).toMatchObject({
      state: "failed",
      error: { code: "API_UNAVAILABLE", message: "The log is full." },
    });
    expect(result).not.toHaveProperty("abort");
  });

  it("from within emit ends the run before what was announced", async () => {
    const { sandbox, run, abort } = await open();
    const emit = ({ type }: EventBody): void => {
      if (type === "plan.ready") abort.abort("the plan can't be kept");
    };
    expect(await onboardDomain({ ...run, emit })).toMatchObject({
      state: "interrupted",
      abort: { reason: "the plan can't be kept" },
    });
    expect(writesIn(sandbox)).toEqual([]);
  });
});

describe("a run", () => {
  it("counts anew each time it is used", async () => {
    const { sandbox, run } = await open();
    const one = await planDomain(run);
    const two = await planDomain(run);
    expect(two.calls.dns).toBeGreaterThan(0);
    expect(sumOfCalls([one, two])).toEqual(sent(sandbox));
  });

  it("counts for each use that is under way at once", async () => {
    const { sandbox, run } = await open();
    const results = await Promise.all([planDomain(run), planDomain(run)]);
    expect(Math.min(...results.map(({ calls }) => calls.dns))).toBeGreaterThan(0);
    expect(sumOfCalls(results)).toEqual(sent(sandbox));
  });

  it("waits for its retries by the clock that it was given, and tells them to its emit", async () => {
    const { sandbox, run } = await open();
    sandbox.journal.inject({ operation: "GetEmailIdentity", kind: "server-error", times: 1 });
    const slept: number[] = [];
    const sleep: Run["clock"]["sleep"] = (ms, options) => {
      slept.push(ms);
      return machine.sleep(ms, options);
    };
    const told: EventBody[] = [];
    const result = await planDomain({
      ...run,
      emit: (body) => void told.push(body),
      clock: { ...machine, sleep },
    });
    expect(result).toMatchObject({ state: "planned" });
    const retried = told.filter((event) => event.type === "api.retried");
    expect(retried).toMatchObject([{ api: "ses", attempt: 1 }]);
    expect(slept).toContain(retried[0]?.nextInMs);
    expect(told[0]).toMatchObject({ type: "run.started" });
    expect({ ...told.at(-1), domain: MAIL }).toEqual(result);
  });

  it("asks over the network by the machine's time, also where a sleep takes none", async () => {
    const { env } = await open();
    let now = Date.now();
    const clock = { now: () => now, random: () => 0.5, sleep: async (ms: number) => void (now += ms) };
    const run = await createRun(MAIL, { env, options: { provider: "cloudflare" }, clock });
    expect(await planDomain(run)).toMatchObject({ state: "planned", error: null });
  });
});

/** By what the results say. */
function sumOfCalls(results: readonly DomainResult[]) {
  const sum = (api: "ses" | "provider") => results.reduce((all, { calls }) => all + calls[api], 0);
  return { ses: sum("ses"), provider: sum("provider") };
}

/** By what the sandbox was asked. */
function sent({ journal }: Sandbox) {
  const to = (api: string) => journal.entries.filter((entry) => entry.api === api).length;
  return { ses: to("ses"), provider: to("cloudflare") };
}

describe("a result", () => {
  it("names its domain, and the request of SES that was refused", async () => {
    const { env } = await open();
    const denied = { ...env, TENCENTCLOUD_SECRET_KEY: "of-nobody-0123456789" };
    const options = { provider: "cloudflare" };
    const { domain, state, error } = await planDomain(await createRun(MAIL, { env: denied, options }));
    expect([domain, state]).toEqual([MAIL, "failed"]);
    const requestId: string | undefined = error?.facts.requestId;
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("that is pending says when it is worth another try", async () => {
    const { sandbox, run } = await open({ wait: "0" });
    // However long this machine takes, the second name server is behind.
    sandbox.dns.setLag(HOUR_MS);
    const { state, error } = await onboardDomain(run);
    expect(state).toBe("pending");
    const retryAfter: string | undefined = error?.facts.retryAfter;
    expect(Date.parse(retryAfter ?? "")).toBeGreaterThan(Date.now() - 1_000);
  });
});

it("the package exports the schema of its config", () => {
  const file = createRequire(import.meta.url).resolve("ses-onboard/config.schema.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ type: "object" });
});

it("docs/library.md has a row for each port that misbehaves", () => {
  const page = readFileSync(new URL("../../docs/library.md", import.meta.url), "utf8");
  const rows = [...HARMLESS, ...FAILING, ...SILENT].map(([what]) => what);
  expect(rows.filter((what) => !page.includes(`| ${what} |`))).toEqual([]);
});
