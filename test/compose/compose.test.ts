import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { compose } from "../../src/compose/compose.ts";
import { loadConfig } from "../../src/config/load.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Delegation } from "../../src/dns/observation.ts";
import type { EventBody } from "../../src/events/event.ts";
import { eachOf } from "../../src/async/each-of.ts";
import { onboardDomain, planDomain } from "../../src/onboard/onboard-domain.ts";
import type { Run } from "../../src/onboard/run.ts";
import { environmentOf, startSandbox } from "../../src/sandbox/sandbox.ts";
import { NO_PAUSE } from "../support/no-pause.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const signal = new AbortController().signal;
const KEYS = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };

const configFrom = (env: Readonly<Record<string, string>>, flags: Readonly<Record<string, string>> = {}) =>
  loadConfig({ flags, env, cwd: "/", home: "/", metas: METAS, ignoreFile: true });

describe("compose", () => {
  it("contacts nobody before a port is used", async () => {
    const run = compose(await configFrom(KEYS), { env: KEYS, signal }).runFor(
      parseDomainName("mail.example.com"),
      {
        emit: () => undefined,
      },
    );
    expect(run.calls()).toEqual({ ses: 0, provider: 0, dns: 0 });
    expect(run.identities).toMatchObject({ site: "international", region: "ap-singapore" });
  });

  it("passes what the options say to the run", async () => {
    const flags = {
      wait: "90s",
      dkim: "1024",
      mx: "add",
      ttl: "600",
    };
    const run = compose(await configFrom(KEYS, flags), { env: KEYS, signal }).runFor(
      parseDomainName("mail.example.com"),
      {
        emit: () => undefined,
      },
    );
    expect(run).toMatchObject({
      waitMs: 90_000,
      dkimBits: 1024,
      policy: { mx: "add", ttl: 600 },
    });
  });

  it("passes the account's tags, its limit and one line of turns to every run", async () => {
    const config = await configFrom(KEYS);
    const tags = [{ key: "team", value: "mail" }];
    const { runFor } = compose(
      { ...config, ses: { ...config.ses, tags, domainLimit: 7 } },
      { env: KEYS, signal },
    );
    const domains = ["a", "b"].map((label) => parseDomainName(`${label}.example.com`));
    const runs = domains.map((domain) => runFor(domain, { emit: () => undefined }));
    expect(runs).toMatchObject([
      { tags, domainLimit: 7 },
      { tags, domainLimit: 7 },
    ]);
    const [first, second] = runs.map((run) => run.takeTurn?.() ?? expect.fail("no turn"));
    const created: string[] = [];
    const create = (name: string) => () => Promise.resolve(created.push(name));
    const late = second?.take(APEX, create("b"), signal);
    await first?.take(APEX, create("a"), signal);
    await late;
    expect(created).toEqual(["a", "b"]);
  });

  it("lets all domains share SES's rate for each action, and ends with the process what it asks for all", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = environmentOf(sandbox.description);
    const pauses: number[] = [];
    const passed = () => pauses.reduce((sum, ms) => sum + ms, 0);
    const clock = {
      ...NO_PAUSE,
      now: () => Date.UTC(2026, 10, 1) + passed(),
      sleep: async (ms: number) => void pauses.push(ms),
    };
    const ending = new AbortController();
    const { runFor } = compose(await configFrom(env), { env, signal: ending.signal, clock });
    const runs = ["a", "b", "c", "d"].map((label) =>
      runFor(parseDomainName(`${label}.example.test`), { emit: () => undefined }),
    );
    await Promise.all(runs.map(({ identities, domain }) => identities.get(domain, {})));
    // Four requests, of which 1.5 may leave at once, at 17.5 a second.
    expect(passed()).toBeGreaterThan(140);
    expect(passed()).toBeLessThan(150);
    const listed = runs[0]?.identities.list({});
    ending.abort("over");
    await expect(listed).rejects.toBe("over");
  });

  it("sends SES nothing of any domain while the silence lasts that a gateway before it asks for", async () => {
    const began = Date.UTC(2026, 10, 1);
    let passed = 0;
    const sleep = async (ms: number) => void (passed += ms);
    const clock = { ...NO_PAUSE, now: () => began + passed, sleep };
    const seen: number[] = [];
    const gateway = createServer((_request, response) => {
      seen.push(passed);
      response.writeHead(429, { "retry-after": "45" }).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void gateway.close());
    await once(gateway, "listening");
    const { port } = gateway.address() as AddressInfo;
    const env = { ...KEYS, SES_ONBOARD_SES_ENDPOINT: `http://127.0.0.1:${port}/` };
    const { runFor } = compose(await configFrom(env, { wait: "60s" }), { env, signal, clock });
    const [first, second] = ["a.example.test", "b.example.test"].map((name) =>
      runFor(parseDomainName(name), { emit: () => undefined }),
    );
    const limited = { code: "API_RATE_LIMITED", facts: { retryAfterSeconds: 45 } };
    await expect(first?.identities.get(APEX, {})).rejects.toMatchObject(limited);
    // Another action, too.
    await expect(second?.identities.list({})).rejects.toMatchObject(limited);
    expect(seen).toEqual([0, 45_000]);
  });

  it("needs the keys of Tencent Cloud", async () => {
    const config = await configFrom({});
    expect(() => compose(config, { env: {}, signal })).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING" }),
    );
  });

  it("lets two entries of one DNS host share its rate, as two keys of one account, and no other host wait", async () => {
    const cwd = scratchFolder();
    for (const id of ["inhouse", "other"]) writeFileSync(join(cwd, `${id}.mjs`), adapterText(id));
    const providers = [
      "one: { type: ./inhouse.mjs }",
      "two: { type: ./inhouse.mjs }",
      "other: { type: ./other.mjs }",
    ];
    writeFileSync(join(cwd, "ses-onboard.yaml"), `providers: { ${providers.join(", ")} }\n`);
    const config = await loadConfig({ flags: {}, env: KEYS, cwd, home: cwd, metas: METAS });
    const clock = createVirtualClock();
    const began = clock.now();
    const { runFor } = compose(config, { env: KEYS, signal, clock });
    const open = async (provider: string) => {
      const run = runFor(APEX, { emit: () => undefined, own: { provider } });
      return run.findProvider(APEX, DELEGATION, { signal });
    };
    const hosts = await Promise.all(["one", "two", "other"].map(open));
    const asked = hosts.map((host) => host.zonesAt(APEX, { signal }).then(() => clock.now() - began));
    expect(await clock.drive(Promise.all(asked))).toEqual([0, 1_000, 0]);
  });

  it("lets no domain sleep out, or be created into, a silence of its host that outlasts the time budget", async () => {
    const cwd = scratchFolder();
    const zonesAt = "async () => (await admit(), holdBack(60_001), [])";
    writeFileSync(join(cwd, "inhouse.mjs"), adapterText("inhouse", zonesAt));
    writeFileSync(join(cwd, "ses-onboard.yaml"), "providers: { mine: { type: ./inhouse.mjs } }\n");
    const config = await loadConfig({ flags: { wait: "60s" }, env: KEYS, cwd, home: cwd, metas: METAS });
    const clock = createVirtualClock();
    const { runFor } = compose(config, { env: KEYS, signal, clock });
    const run = runFor(APEX, { emit: () => undefined });
    const host = await run.findProvider(APEX, DELEGATION, { signal });
    expect(() => run.requireOpen?.(host.name)).not.toThrow();
    await host.zonesAt(APEX, { signal });
    const limited = {
      code: "API_RATE_LIMITED",
      facts: { retryAfterSeconds: 60.001, retryAfter: "2026-11-22T03:01:00.001Z" },
    };
    expect(() => run.requireOpen?.(host.name)).toThrow(expect.objectContaining(limited));
    await expect(host.zonesAt(parseDomainName("other.example"), { signal })).rejects.toMatchObject(limited);
    expect([clock.sleepers(), run.calls().provider]).toEqual([0, 1]);
    expect(() => run.requireOpen?.("another host")).not.toThrow();
  });

  it("gives a domain the answer that it shares with one which gave up waiting for it", async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, "inhouse.mjs"), adapterText("inhouse"));
    writeFileSync(join(cwd, "ses-onboard.yaml"), "providers: { mine: { type: ./inhouse.mjs } }\n");
    const config = await loadConfig({ flags: {}, env: KEYS, cwd, home: cwd, metas: METAS });
    const clock = createVirtualClock();
    const { runFor } = compose(config, { env: KEYS, signal, clock });
    const run = runFor(APEX, { emit: () => undefined });
    const host = await run.findProvider(APEX, DELEGATION, { signal });
    // The one request that may leave at once.
    await host.zonesAt(parseDomainName("other.example"), { signal });
    const impatient = new AbortController();
    const asked = Promise.allSettled([
      host.zonesAt(APEX, { signal: impatient.signal }),
      host.zonesAt(APEX, { signal }),
    ]);
    clock.at(500, () => impatient.abort(new Error("enough")));
    expect(await clock.drive(asked)).toMatchObject([
      { status: "rejected", reason: { message: "enough" } },
      { status: "fulfilled", value: [] },
    ]);
  });

  it("sends nothing of any domain to a host while the silence lasts that it asked for", async () => {
    const cwd = scratchFolder();
    const zonesAt = "async (_apex, { signal }) => (await admit(signal), holdBack(30_000), [])";
    writeFileSync(join(cwd, "inhouse.mjs"), adapterText("inhouse", zonesAt));
    writeFileSync(join(cwd, "ses-onboard.yaml"), "providers: { mine: { type: ./inhouse.mjs } }\n");
    const config = await loadConfig({ flags: {}, env: KEYS, cwd, home: cwd, metas: METAS });
    const clock = createVirtualClock();
    const { runFor } = compose(config, { env: KEYS, signal, clock });
    const began = clock.now();
    const other = parseDomainName("other.example");
    const open = (domain: typeof APEX) =>
      runFor(domain, { emit: () => undefined }).findProvider(APEX, DELEGATION, { signal });
    const [first, second] = [await open(APEX), await open(other)];
    await clock.drive(first.zonesAt(APEX, { signal }));
    expect(clock.now() - began).toBe(0);
    await clock.drive(second.zonesAt(other, { signal }));
    expect(clock.now() - began).toBe(30_000);
  });

  it("lets requests that belong together leave together, and counts each of them", async () => {
    const cwd = scratchFolder();
    const zonesAt = "async (_apex, { signal }) => (await (await admit(signal, 2))(signal), [])";
    writeFileSync(join(cwd, "inhouse.mjs"), adapterText("inhouse", zonesAt, { perSecond: 1, burst: 2 }));
    writeFileSync(join(cwd, "ses-onboard.yaml"), "providers: { mine: { type: ./inhouse.mjs } }\n");
    const config = await loadConfig({ flags: {}, env: KEYS, cwd, home: cwd, metas: METAS });
    const clock = createVirtualClock();
    const { runFor } = compose(config, { env: KEYS, signal, clock });
    const began = clock.now();
    const domains = [APEX, parseDomainName("other.example")];
    const runs = domains.map((domain) => runFor(domain, { emit: () => undefined }));
    const hosts = await Promise.all(runs.map((run) => run.findProvider(APEX, DELEGATION, { signal })));
    const asked = hosts.map((host, index) =>
      host.zonesAt(domains[index] ?? APEX, { signal }).then(() => clock.now() - began),
    );
    expect(await clock.drive(Promise.all(asked))).toEqual([0, 2_000]);
    expect(runs.map((run) => run.calls().provider)).toEqual([2, 2]);
  });

  it.each([
    ["believes no answer of an adapter unseen", `async () => [{ apex: "example.org" }]`, "API_SURPRISE"],
    ["names the adapter of a failure", `async () => null.zones`, "UNEXPECTED"],
    ["waits for none that is silent", `() => new Promise(() => undefined)`, "API_UNAVAILABLE"],
    [
      "waits for one that may ask nothing for long",
      `async (_apex, { signal }) => (holdBack(500_000), await admit(signal), [])`,
      undefined,
    ],
  ])("%s", async (_what, zonesAt, code) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, "inhouse.mjs"), adapterText("inhouse", zonesAt));
    writeFileSync(join(cwd, "ses-onboard.yaml"), "providers: { mine: { type: ./inhouse.mjs } }\n");
    const config = await loadConfig({ flags: {}, env: KEYS, cwd, home: cwd, metas: METAS });
    const clock = createVirtualClock();
    const run = compose(config, { env: KEYS, signal, clock }).runFor(APEX, { emit: () => undefined });
    const host = await run.findProvider(APEX, DELEGATION, { signal });
    const asked = clock.drive(host.zonesAt(APEX, { signal }));
    if (code === undefined) expect(await asked).toEqual([]);
    else await expect(asked).rejects.toMatchObject({ code, facts: { adapter: "./inhouse.mjs" } });
  });

  it("tells of a repeated request under the entry's own name, to the domain that it was for", async () => {
    const cwd = scratchFolder();
    const zonesAt = `async () => (onRetry(1, 500, "API_UNAVAILABLE"), [])`;
    writeFileSync(join(cwd, "inhouse.mjs"), adapterText("inhouse", zonesAt));
    writeFileSync(join(cwd, "ses-onboard.yaml"), "providers: { mine: { type: ./inhouse.mjs } }\n");
    const config = await loadConfig({ flags: {}, env: KEYS, cwd, home: cwd, metas: METAS });
    const { runFor } = compose(config, { env: KEYS, signal });
    const [own, others]: EventBody[][] = [[], []];
    const run = runFor(APEX, { emit: (body) => own?.push(body) });
    runFor(parseDomainName("other.example"), { emit: (body) => others?.push(body) });
    const host = await run.findProvider(APEX, DELEGATION, { signal });
    await host.zonesAt(APEX, { signal });
    expect(own).toEqual([
      { type: "api.retried", api: "mine", attempt: 1, nextInMs: 500, code: "API_UNAVAILABLE" },
    ]);
    expect(others).toEqual([]);
  });

  it("asks for a zone anew for the next domain when the first could not be told", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = environmentOf(sandbox.description);
    const composition = compose(await configFrom(env, { provider: "route53" }), { env, signal });
    const planOf = (label: string) =>
      planDomain(composition.runFor(parseDomainName(`${label}.example.test`), { emit: () => undefined }));
    sandbox.route53.refuseNext("ListHostedZonesByName", "AccessDenied", "not now");
    expect([(await planOf("a")).error?.code, (await planOf("b")).error]).toEqual(["RIGHTS_MISSING", null]);
  });

  it("onboards several domains of one zone side by side, each with its own calls, the writes one after the other", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = environmentOf(sandbox.description);
    const composition = compose(await configFrom(env, { provider: "route53" }), { env, signal });
    const domains = ["a", "b", "c"].map((label) => parseDomainName(`${label}.example.test`));
    const events: EventBody[] = [];
    const results = await eachOf(domains, 3, (domain) =>
      onboardDomain(composition.runFor(domain, { emit: (body) => events.push(body) })),
    );
    expect(results.map(({ state }) => state)).toEqual(["verified", "verified", "verified"]);
    // Who came first has the account's domains listed, for all.
    expect(results.map(({ calls }) => calls.ses).toSorted((a, b) => a - b)).toEqual([3, 3, 4]);
    expect(sandbox.journal.operations("ses").filter((name) => name === "ListEmailIdentities")).toHaveLength(
      1,
    );
    // The zone was looked for once, by whoever came first; each knows its own requests (one of them the question
    // for rights), and together they are all there were.
    expect(results.map(({ calls }) => calls.provider).toSorted((a, b) => a - b)).toEqual([4, 4, 6]);
    expect(sandbox.journal.operations("route53")).toHaveLength(14);
    for (const { calls } of results) expect(calls.dns).toBeGreaterThan(10);
    expect(events.filter(({ type }) => type === "race.lost" || type === "api.retried")).toEqual([]);
  });

  it("counts what a program asks of the ports itself, each run its own, also where an answer is shared", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = environmentOf(sandbox.description);
    const composition = compose(await configFrom(env, { provider: "route53" }), { env, signal });
    const runOf = (label: string) =>
      composition.runFor(parseDomainName(`${label}.example.test`), { emit: () => undefined });
    const [a, b] = [runOf("a"), runOf("b")];
    const delegation = await a.authority.delegation(a.domain, { signal });
    const hostFor = async (run: Run) => {
      await run.identities.get(run.domain, { signal });
      return run.findProvider(run.domain, delegation, { signal });
    };
    const [ofA, ofB] = await Promise.all([hostFor(a), hostFor(b)]);
    const zones = await ofA.zonesAt(delegation.apex, { signal });
    expect(await ofB.zonesAt(delegation.apex, { signal })).toEqual(zones);
    const provider = sandbox.journal.operations("route53").length;
    for (const zone of zones) await ofB.readRRsets(zone, [b.domain], { signal });
    expect(sandbox.journal.operations("route53")).toHaveLength(provider + 1);
    expect(a.calls()).toMatchObject({ ses: 1, provider });
    expect(a.calls().dns).toBeGreaterThan(0);
    expect(b.calls()).toEqual({ ses: 1, provider: 1, dns: 0 });
  });
});

const APEX = parseDomainName("example.com");
const DELEGATION: Delegation = {
  apex: APEX,
  parentNameServers: [],
  childNameServers: [],
  addresses: [],
  unresolved: [],
  soa: undefined,
};

const ADMITTED = "async (_apex, { signal }) => (await admit(signal), [])";

/** A DNS host of somebody's own that may be asked once a second, or as the rate says. */
function adapterText(id: string, zonesAt = ADMITTED, rate = { perSecond: 1, burst: 1 }): string {
  const traits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 };
  const meta = {
    id,
    title: id,
    settings: [],
    rights: [],
    traits,
    nameServers: [],
    rate,
    url: "",
  };
  return `export const meta = { ...${JSON.stringify(meta)}, isConfigured: () => true };
    const never = async () => { throw new Error("nobody asks this here"); };
    export const createProvider = async ({ admit, holdBack, onRetry }) =>
      ({ name: meta.id, traits: meta.traits, zonesAt: ${zonesAt}, readRRsets: never, apply: never });`;
}
