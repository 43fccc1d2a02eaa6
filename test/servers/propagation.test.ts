import { afterAll, beforeAll, expect, it } from "vitest";
import type { EventBody } from "../../src/events/event.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { askRecursor, askServer } from "../support/servers/question.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { startOnboarding } from "../support/servers/server-run.ts";
import { startServers, type Tree } from "../support/servers/tree.ts";

// The straight line on BIND with Knot behind it, Unbound and PowerDNS Recursor beside. Nothing here sleeps:
// the secondary has news when the test says so.

const ZONES = ["plain", "lagging", "watched", "lego", "interrupted", "impatient"].map(
  (label) => `${label}.lab`,
);

describeServers("onboarding on real name servers", () => {
  let tree: Tree;
  let ses: ServedSes;
  beforeAll(async () => {
    tree = await startServers({
      zones: ZONES.map((name) => ({ name, roles: ["primary", "secondary"], negativeTtl: 300 })),
      recursors: true,
    });
    ses = await startSes({ address: tree.unbound.address, port: tree.port });
  });
  afterAll(async () => {
    await ses?.close();
    await tree?.close();
  });

  const start = (name: string, options: { readonly waitMs?: number; readonly signal?: AbortSignal } = {}) =>
    startOnboarding(tree, name, {
      identities: ses.identities,
      resolvers: [tree.unbound.address, tree.powerDns.address],
      ...options,
    });
  const server = (role: "primary" | "secondary") => ({ address: tree.addressOf(role), port: tree.port });

  it("verifies a new domain end to end, every record on every server", async () => {
    const run = start("mail.plain.lab");
    await run.until(isWritten);
    await tree.refresh("plain.lab");
    const result = await run.result;
    expect(result).toMatchObject({
      state: "verified",
      exit: 0,
      identity: { created: true, verified: true },
      zone: { apex: "plain.lab" },
    });
    const records = result.records.map(({ purpose, action, servers }) =>
      [purpose, action, servers?.agreeing, servers?.asked].join(" "),
    );
    expect(records.sort()).toEqual(["dkim", "dmarc", "mx", "spf"].map((purpose) => `${purpose} created 2 2`));
  });

  it("keeps the gate shut while one server lags, and tells which one, since when and for how long", async () => {
    const run = start("mail.lagging.lab");
    const late = await run.until((event) => isObserved(event, tree.addressOf("secondary"), "nxdomain"));
    expect(late).toMatchObject({ at: { server: "secondary.lagging.lab" }, expiresInMs: 300_000 });
    await run.until((event) => isObserved(event, tree.addressOf("primary"), "serves"));
    expect(run.events.map(({ type }) => type)).not.toContain("propagation.done");
    await tree.refresh("lagging.lab");
    expect(await run.result).toMatchObject({ state: "verified" });
  });

  it("asks no resolver before the last server serves the records, and then is answered at the first question", async () => {
    const before = await questionsTo(tree);
    const run = start("mail.watched.lab");
    await run.until((event) => isObserved(event, tree.addressOf("secondary"), "nxdomain"));
    await run.until((event) => isObserved(event, tree.addressOf("primary"), "serves"));
    const [unboundCache, powerDnsCache] = await Promise.all([tree.unbound.cache(), tree.powerDns.cache()]);
    // The zone has no DS at its parent, so there is nothing to validate.
    expect(await questionsTo(tree)).toEqual(before);
    expect(unboundCache + powerDnsCache).not.toContain("mail.watched.lab");
    await tree.refresh("watched.lab");
    expect(await run.result).toMatchObject({ state: "verified" });
    const seen = run.events.filter((event) => event.type === "resolver.observed");
    expect([seen.length, seen.filter(({ verdict }) => verdict !== "serves")]).toEqual([8, []]);
    expect(run.events.filter(({ type }) => type === "identity.asked")).toHaveLength(1);
    expect(await tree.unbound.cache()).toContain("_dmarc.mail.watched.lab");
  });

  it("shows what asking a resolver first does: it is blind for the negative TTL, whatever the servers serve by then", async () => {
    const unbound = { address: tree.unbound.address, port: tree.port };
    expect(await askRecursor(unbound, "mail.lego.lab", "TXT")).toMatchObject({ kind: "nxdomain" });
    const run = start("mail.lego.lab", { waitMs: 10_000 });
    await run.until(isWritten);
    await tree.refresh("lego.lab");
    const result = await run.result;
    expect(await askServer(server("secondary"), "mail.lego.lab", "TXT")).toMatchObject({ kind: "answer" });
    expect(await askRecursor(unbound, "mail.lego.lab", "TXT")).toMatchObject({ kind: "nxdomain" });
    expect(result).toMatchObject({ state: "pending", exit: 7, error: { code: "VERIFICATION_PENDING" } });
  });

  it("ends at once on an interrupt, with the log complete", async () => {
    const interrupt = new AbortController();
    const run = start("mail.interrupted.lab", { signal: interrupt.signal });
    await run.until((event) => isObserved(event, tree.addressOf("secondary"), "nxdomain"));
    interrupt.abort();
    expect(await run.result).toMatchObject({ state: "interrupted", exit: 130 });
    expect(run.events.at(-1)?.type).toBe("result");
  });

  it("ends with the time budget and names the server that is missing", async () => {
    const result = await start("mail.impatient.lab", { waitMs: 700 }).result;
    expect(result).toMatchObject({ state: "pending", exit: 7, error: { code: "NOT_PROPAGATED" } });
    expect(result.error?.facts).toMatchObject({
      agreeing: 1,
      asked: 2,
      laggards: [{ server: "secondary.impatient.lab", verdict: "nxdomain" }],
    });
  });
});

async function questionsTo({ unbound, powerDns }: Tree): Promise<readonly number[]> {
  return Promise.all([unbound.questions(), powerDns.questions()]);
}

function isWritten({ type }: EventBody): boolean {
  return type === "rrset.written";
}

function isObserved(event: EventBody, address: string, verdict: string): boolean {
  return event.type === "propagation.observed" && event.at.address === address && event.verdict === verdict;
}
