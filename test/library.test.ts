import { describe, expect, it, onTestFinished } from "vitest";
import type { EventBody } from "../src/events/event.ts";
import { checkDomain, createRun, Interruption, onboardDomain, planDomain } from "../src/index.ts";
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
          options: { provider, "plan-hash": planned.planHash ?? "" },
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
    expect(events.at(-1)).toEqual(result);
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
    [
      "DOMAIN_INVALID",
      "co.uk",
      { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" },
      {},
    ],
    [
      "CONFIG_INVALID",
      MAIL,
      { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" },
      { wait: "soon" },
    ],
  ] as const)("refuses with %s before anybody is asked", async (code, domain, env, options) => {
    await expect(createRun(domain, { env, options })).rejects.toMatchObject({ code });
  });
});
