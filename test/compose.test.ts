import { describe, expect, it, onTestFinished } from "vitest";
import { METAS } from "../providers/registry.ts";
import { compose } from "../src/compose.ts";
import { loadConfig } from "../src/config/load.ts";
import { parseDomainName } from "../src/dns/domain-name.ts";
import type { EventBody } from "../src/events.ts";
import { eachOf } from "../src/onboard/many.ts";
import { onboardDomain } from "../src/onboard/onboard-domain.ts";
import { environmentOf, startSandbox } from "../src/sandbox/sandbox.ts";

const signal = new AbortController().signal;
const KEYS = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };

const configFrom = (env: Readonly<Record<string, string>>, flags: Readonly<Record<string, string>> = {}) =>
  loadConfig({ flags, env, cwd: "/", home: "/", metas: METAS, ignoreFile: true });

describe("compose", () => {
  it("contacts nobody before a port is used", async () => {
    const run = compose(await configFrom(KEYS), { env: KEYS, signal }).runFor(parseDomainName("mail.example.com"), {
      emit: () => undefined,
    });
    expect(run.calls()).toEqual({ ses: 0, provider: 0, dns: 0 });
    expect(run.identities).toMatchObject({ site: "international", region: "ap-singapore" });
  });

  it("passes what the options say to the run", async () => {
    const flags = { wait: "90s", dkim: "1024", mx: "add", ttl: "600", "plan-hash": `sha256:${"0".repeat(64)}` };
    const run = compose(await configFrom(KEYS, flags), { env: KEYS, signal }).runFor(parseDomainName("mail.example.com"), {
      emit: () => undefined,
    });
    expect(run).toMatchObject({ waitMs: 90_000, dkimBits: 1024, planHash: flags["plan-hash"], policy: { mx: "add", ttl: 600 } });
  });

  it("needs the keys of Tencent Cloud", async () => {
    const config = await configFrom({});
    expect(() => compose(config, { env: {}, signal })).toThrow(expect.objectContaining({ code: "CREDENTIALS_MISSING" }));
  });

  it("onboards several domains of one zone side by side, each with its own calls, the writes one after the other", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = environmentOf(sandbox.description);
    const composition = compose(await configFrom(env, { provider: "route53" }), { env, signal });
    const domains = ["a", "b", "c"].map((label) => parseDomainName(`${label}.example.test`));
    const events: EventBody[] = [];
    const results = await eachOf(domains, 3, (domain) => onboardDomain(composition.runFor(domain, { emit: (body) => events.push(body) })));
    expect(results.map(({ state }) => state)).toEqual(["verified", "verified", "verified"]);
    for (const { calls } of results) expect(calls.ses).toBe(3);
    expect(events.filter(({ type }) => type === "race.lost" || type === "api.retried")).toEqual([]);
  });
});
