import { getEventListeners } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type * as z from "zod";
import type { AdapterContext } from "../providers/describe.ts";
import { createProvider, meta } from "../providers/cloudflare/index.ts";
import type { configSchema, openEntrySchema } from "../src/config/schema.ts";
import { createOnboarder, Interruption, type ConfigFile, type OnboardEvent } from "../src/index.ts";
import type { OnboarderOptions } from "../src/onboarder.ts";
import { findPlanHash } from "../src/plan/consent/hash-text.ts";
import { environmentOf, startSandbox, type SandboxOptions } from "../src/sandbox/sandbox.ts";
import { recordsBelow, writesIn } from "./support/cli.ts";

// One object for all domains of an account; against the sandbox, which is our own fake.

const MAIL = "mail.example.test";
const NEWS = "news.example.test";

async function openSandbox(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ lagMs: 50, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, env: environmentOf(sandbox.description) };
}

async function open(config: ConfigFile, options: OnboarderOptions) {
  const onboarder = await createOnboarder(config, options);
  onTestFinished(() => onboarder.close());
  return onboarder;
}

const CLOUDFLARE: OnboarderOptions["options"] = { provider: "cloudflare" };

describe("an onboarder", () => {
  it("plans, onboards, checks and undoes domains side by side", async () => {
    const { sandbox, env } = await openSandbox();
    const onboarder = await open({}, { env, options: CLOUDFLARE });
    const before = recordsBelow(sandbox, "example.test");
    const planned = await onboarder.plan(MAIL);
    expect(planned).toMatchObject({ domain: MAIL, state: "planned" });
    const events: OnboardEvent[] = [];
    const emit = (event: OnboardEvent): void => void events.push(event);
    const results = await Promise.all([MAIL, NEWS].map((domain) => onboarder.onboard(domain, { emit })));
    expect(results.map(({ domain, state }) => [domain, state])).toEqual([
      [MAIL, "verified"],
      [NEWS, "verified"],
    ]);
    expect(await onboarder.check(MAIL)).toMatchObject({ state: "verified", calls: { provider: 0 } });
    expect(new Set(events.map(({ domain }) => domain))).toEqual(new Set([MAIL, NEWS]));
    const undone = await onboarder.undo(events);
    expect(undone.map(({ domain, state }) => `${domain} ${state}`).toSorted()).toEqual([
      `${MAIL} undone`,
      `${NEWS} undone`,
    ]);
    expect(recordsBelow(sandbox, "example.test")).toEqual(before);
  });

  it("carries out no other plan than the one of the hash that it is given", async () => {
    const { sandbox, env } = await openSandbox();
    const onboarder = await open({}, { env, options: CLOUDFLARE });
    const hashOf = async (domain: string) =>
      findPlanHash((await onboarder.plan(domain)).planHash ?? "") ?? expect.fail("no hash");
    const options = { "plan-hash": await hashOf(MAIL) };
    expect(await onboarder.onboard(NEWS, { options })).toMatchObject({ error: { code: "PLAN_CHANGED" } });
    expect(writesIn(sandbox)).toEqual([]);
    expect(await onboarder.onboard(MAIL, { options })).toMatchObject({ state: "verified" });
  });

  it("takes the config as a value, and an adapter as an object", async () => {
    const { sandbox, env } = await openSandbox();
    const { CLOUDFLARE_API_TOKEN: token, ...others } = env;
    const { baseUrl } = sandbox.description.cloudflare;
    const onboarder = await open(
      {
        providers: { main: { type: "ours", apiToken: { env: "OUR_TOKEN" }, baseUrl } },
        policy: { ttl: 1_200 },
      },
      { env: { ...others, OUR_TOKEN: token }, adapters: { ours: { meta, createProvider } } },
    );
    const told: OnboardEvent[] = [];
    const result = await onboarder.onboard(MAIL, { emit: (event) => void told.push(event) });
    expect(result).toMatchObject({ state: "verified", zone: { provider: "cloudflare" } });
    const ttls = told.flatMap((event) => (event.type === "rrset.written" ? [event.after?.ttl] : []));
    expect(new Set(ttls)).toEqual(new Set([1_200]));
  });

  it("asks an adapter that is given as an object where nothing else is configured", async () => {
    const { sandbox, env } = await openSandbox();
    const { CLOUDFLARE_API_TOKEN: apiToken = "", ...others } = env;
    const settings = { apiToken, baseUrl: sandbox.description.cloudflare.baseUrl };
    const alone = { ...meta, settings: [], isConfigured: () => false };
    const adapter = {
      meta: alone,
      createProvider: (given: AdapterContext) => createProvider({ ...given, settings }),
    };
    const ses = Object.fromEntries(
      Object.entries(others).filter(([name]) => /^(?:TENCENT|SES_ONBOARD)/.test(name)),
    );
    const onboarder = await open({}, { env: ses, adapters: { ours: adapter } });
    expect(await onboarder.plan(MAIL)).toMatchObject({ state: "planned", zone: { provider: "cloudflare" } });
  });

  it("lets forty plans of one account wait for each other, and none is refused for the rate", async () => {
    const { env } = await openSandbox();
    const onboarder = await open({}, { env, options: CLOUDFLARE });
    const names = Array.from({ length: 40 }, (_, index) => `m${index}.example.test`);
    const results = await Promise.all(names.map((name) => onboarder.plan(name)));
    expect(results.map(({ state, error }) => error?.code ?? state)).toEqual(names.map(() => "planned"));
  }, 60_000);

  it("signs for each tenant with its own keys, whatever the process holds", async () => {
    for (const name of ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "CLOUDFLARE_API_TOKEN"])
      vi.stubEnv(name, "of-somebody-else-0123456789");
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "AKIAOFSOMEBODYELSE");
    const tenants = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const { sandbox, env } = await openSandbox();
        const provider = index % 2 === 0 ? "cloudflare" : "route53";
        return { sandbox, onboarder: await open({}, { env, options: { provider } }) };
      }),
    );
    // Each sandbox takes its own keys alone, and answers others with the vendor's error.
    const results = await Promise.all(tenants.map(({ onboarder }) => onboarder.onboard(MAIL)));
    expect(results.map(({ state, error }) => error?.code ?? state)).toEqual(tenants.map(() => "verified"));
    expect(new Set(tenants.map(({ sandbox }) => sandbox.description.ses.secretId)).size).toBe(8);
  }, 60_000);

  it("reads keys from their file anew while it stays", async () => {
    const folder = mkdtempSync(join(tmpdir(), "onboarder-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { env } = await openSandbox();
    const { CLOUDFLARE_API_TOKEN: token = "", ...others } = env;
    const file = join(folder, "token");
    writeFileSync(file, "not-the-token-yet-0123456789", { mode: 0o600 });
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const onboarder = await open(
      {},
      { env: { ...others, CLOUDFLARE_API_TOKEN_FILE: file }, options: CLOUDFLARE },
    );
    expect(await onboarder.plan(MAIL)).toMatchObject({ error: { code: "CREDENTIALS_REJECTED" } });
    writeFileSync(file, token);
    vi.advanceTimersByTime(61_000);
    expect(await onboarder.plan(MAIL)).toMatchObject({ state: "planned" });
  });

  it("ends what is under way when it is closed, and takes no more", async () => {
    const { env } = await openSandbox();
    const onboarder = await open({}, { env, options: CLOUDFLARE });
    let begun = (): void => undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const running = onboarder.plan(MAIL, { emit: () => begun() });
    await first;
    await onboarder.close();
    expect(await running).toMatchObject({ state: "interrupted", exit: 143 });
    await expect(onboarder.plan(MAIL)).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each(["close", "the caller's signal"])("ends a wait for name servers by %s", async (by) => {
    const { env } = await openSandbox({ lagMs: 3_600_000 });
    const onboarder = await open({}, { env, options: CLOUDFLARE });
    const caller = new AbortController();
    let waits = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const running = onboarder.onboard(MAIL, {
      signal: caller.signal,
      emit: ({ type }) => void (type === "propagation.observed" && waits()),
    });
    await waiting;
    if (by === "close") await onboarder.close();
    else caller.abort(new Interruption(130));
    expect(await running).toMatchObject({ state: "interrupted", exit: by === "close" ? 143 : 130 });
  });

  it("leaves no listener on the caller's signal", async () => {
    const { env } = await openSandbox();
    const onboarder = await open({}, { env, options: CLOUDFLARE });
    const { signal } = new AbortController();
    for (let times = 0; times < 3; times += 1) await onboarder.plan(MAIL, { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("hides secrets in what it tells", async () => {
    const { env } = await openSandbox();
    const token = env["CLOUDFLARE_API_TOKEN"] ?? "";
    const onboarder = await open({ ses: { tags: [`team=${token}`] } }, { env, options: CLOUDFLARE });
    const told: OnboardEvent[] = [];
    const result = await onboarder.onboard(MAIL, { emit: (event) => void told.push(event) });
    expect(JSON.stringify([told, result])).not.toContain(token);
  });
});

describe("createOnboarder", () => {
  const KEYS = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };

  it("tells what is wrong in the config by its place", async () => {
    // @ts-expect-error a setting that there is not
    await expect(createOnboarder({ ses: { regoin: "x" } }, { env: KEYS })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("config.ses") as unknown,
      hint: expect.stringContaining("ConfigFile") as unknown,
    });
  });

  it.each([
    ["a member that there is not", { env: KEYS, enviroment: {} }, "enviroment"],
    ["something else than an environment", { env: "KEY=value" }, "env"],
    ["an option that there is not", { env: KEYS, options: { planHash: "x" } }, "planHash"],
    ["an option that only the command has", { env: KEYS, options: { sandbox: true } }, "sandbox"],
    ["an option that is no text", { env: KEYS, options: { wait: { minutes: 2 } } }, "wait"],
    ["an adapter that is none", { env: KEYS, adapters: { ours: {} } }, "ours"],
  ])("refuses %s", async (_what, options, named) => {
    await expect(createOnboarder({}, options as never)).rejects.toMatchObject({
      message: expect.stringContaining(named) as unknown,
    });
  });

  it.each([
    ["a callback that is none", { emit: "log" }, "emit"],
    ["a signal that is none", { signal: {} }, "signal"],
    ["an option of all domains", { options: { wait: "2m" } }, "wait"],
  ])("refuses %s in a call", async (_what, options, named) => {
    const onboarder = await open({}, { env: KEYS });
    await expect(onboarder.plan(MAIL, options as never)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(named) as unknown,
    });
  });

  it("refuses a name that is no sender domain, and events that are none", async () => {
    const onboarder = await open({}, { env: KEYS });
    await expect(onboarder.onboard("co.uk")).rejects.toMatchObject({ code: "DOMAIN_INVALID" });
    const broken = [{ type: "zone.found", domain: MAIL }] as never;
    await expect(onboarder.undo(broken)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  it("has a type for what the schema takes, and for nothing else", () => {
    type Frozen<T> = T extends readonly (infer Item)[]
      ? readonly Frozen<Item>[]
      : T extends object
        ? { readonly [K in keyof T]: Frozen<T[K]> }
        : T;
    type Exact<T> = T extends object ? { [K in keyof T]: Exact<Exclude<T[K], undefined>> } : T;
    type Taken = Frozen<z.input<ReturnType<typeof configSchema<typeof openEntrySchema>>>>;
    const taken = (config: ConfigFile): Taken => config;
    // Settings of entries are open in the schema, and known to each adapter.
    const given = (config: Exact<Omit<Taken, "providers">>): ConfigFile => config;
    expect([taken({}), given({})]).toEqual([{}, {}]);
  });
});
