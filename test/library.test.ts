import { findPlanHash } from "../src/plan/consent/hash-text.ts";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { EventBody } from "../src/events/event.ts";
import {
  checkDomain,
  createRun,
  Interruption,
  onboardDomain,
  planDomain,
  type RunOptions,
} from "../src/index.ts";
import { environmentOf, startSandbox } from "../src/sandbox/sandbox.ts";

const MAIL = "mail.example.test";

async function openSandbox() {
  const sandbox = await startSandbox({ lagMs: 50 });
  onTestFinished(() => sandbox.close());
  return { sandbox, env: environmentOf(sandbox.description) };
}

describe("the library", () => {
  it.each(["cloudflare", "route53"])(
    "is the same straight line as the command: plan, run, check, on %s",
    async (provider) => {
      const { env } = await openSandbox();
      const options = { env, options: { provider } };
      const planned = await planDomain(await createRun(MAIL, options));
      expect(planned).toMatchObject({ state: "planned", identity: { created: false } });
      const done = await onboardDomain(
        await createRun("Mail.Example.Test.", {
          ...options,
          options: { provider, "plan-hash": findPlanHash(planned.planHash ?? "") ?? expect.fail("no hash") },
        }),
      );
      expect(done).toMatchObject({
        state: "verified",
        exit: 0,
        zone: { provider },
        planHash: planned.planHash,
      });
      expect(await checkDomain(await createRun(MAIL, options))).toMatchObject({
        state: "verified",
        calls: { ses: 1, provider: 0 },
      });
    },
  );

  it("tells each event, the result last", async () => {
    const { env } = await openSandbox();
    const events: EventBody[] = [];
    const result = await planDomain(
      await createRun(MAIL, { env, options: { provider: "cloudflare" }, emit: (body) => events.push(body) }),
    );
    expect(events[0]).toMatchObject({ type: "run.started", command: "plan" });
    expect({ ...events.at(-1), domain: MAIL }).toEqual(result);
  });

  it("ends on the caller's signal with a result", async () => {
    const { env } = await openSandbox();
    const controller = new AbortController();
    controller.abort(new Interruption(143));
    const run = await createRun(MAIL, {
      env,
      options: { provider: "cloudflare" },
      signal: controller.signal,
    });
    expect(await onboardDomain(run)).toMatchObject({
      state: "interrupted",
      exit: 143,
      calls: { ses: 0, provider: 0, dns: 0 },
    });
  });
});

describe("createRun", () => {
  it("refuses a proxy that can't be used, before anybody is asked", async () => {
    const { env } = await openSandbox();
    const { SES_ONBOARD_SES_ENDPOINT: _loopback, ...far } = env;
    const proxied = { ...far, ALL_PROXY: "socks5://proxy.corp:1080" };
    await expect(createRun(MAIL, { env: proxied })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { variable: "ALL_PROXY" },
    });
  });

  it.each([
    ["CREDENTIALS_MISSING", MAIL, {}, {}],
    ["DOMAIN_INVALID", "co.uk", {}, {}],
    ["DOMAIN_INVALID", "co.uk", { SES_ONBOARD_WAIT: "soon" }, {}],
    [
      "CONFIG_INVALID",
      MAIL,
      { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" },
      { wait: "soon" },
    ],
  ] as const)("refuses with %s before anybody is asked", async (code, domain, env, options) => {
    await expect(createRun(domain, { env, options })).rejects.toMatchObject({ code });
  });

  const KEYS = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };

  it("takes a choice, a switch and a list as what they are, and types know each name", async () => {
    const options: RunOptions = {
      mx: "add",
      dkim: 1024,
      strict: true,
      ttl: "600",
      tag: ["team=mail", "stage=test"],
    };
    const run = await createRun(MAIL, { env: KEYS, options });
    expect(run).toMatchObject({
      dkimBits: 1024,
      strict: true,
      policy: { mx: "add", ttl: 600 },
      tags: [
        { key: "team", value: "mail" },
        { key: "stage", value: "test" },
      ],
    });
    // @ts-expect-error a choice that there is not
    await expect(createRun(MAIL, { env: KEYS, options: { mx: "ad" } })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  it("has a clock of its own for each run, since a program may stay while its machine sleeps", async () => {
    const later = Date.now() + 86_400_000;
    vi.useFakeTimers({ toFake: ["Date"], now: later });
    try {
      const { clock } = await createRun(MAIL, { env: KEYS });
      expect(clock.now()).toBeGreaterThanOrEqual(later - 1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("refuses an option that there is not, and says which was meant", async () => {
    // @ts-expect-error a name that there is not
    const refused = createRun(MAIL, { env: KEYS, options: { wiat: "2m" } });
    await expect(refused).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining('did you mean "wait"') as unknown,
    });
  });

  it("refuses a member that there is not, and one of another type", async () => {
    // @ts-expect-error a name that there is not
    await expect(createRun(MAIL, { env: KEYS, singal: AbortSignal.timeout(1) })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining('did you mean "signal"') as unknown,
    });
    // @ts-expect-error no function
    await expect(createRun(MAIL, { env: KEYS, emit: "log" })).rejects.toMatchObject({
      message: expect.stringContaining("emit: must be a function") as unknown,
    });
  });

  it("refuses a rehearsal, which only the command has, in place of a run that would be real", async () => {
    // @ts-expect-error an option of the command alone
    const byOption = createRun(MAIL, { env: KEYS, options: { sandbox: true } });
    const byVariable = createRun(MAIL, { env: { ...KEYS, SES_ONBOARD_SANDBOX: "true" } });
    for (const refused of [byOption, byVariable])
      await expect(refused).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        hint: expect.stringContaining("variables of a sandbox") as unknown,
      });
  });
});
