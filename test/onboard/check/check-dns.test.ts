import { describe, expect, it } from "vitest";
import { checkDns } from "../../../src/onboard/check/check-dns.ts";
import { customaryRequirements } from "../../../src/plan/consent/customary.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";
import { KEY } from "../fake-identities.ts";
import { createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboarded } from "./onboarded.ts";

// Whoever holds the DNS and no keys: name servers in memory, an SES that must not be asked (own fakes).

const DKIM: Requirement = { purpose: "dkim", owner: KEY_NAME, type: "TXT", expected: KEY };
const ASKED = [...customaryRequirements(D), DKIM];

async function published(...since: readonly ReturnType<typeof rrset>[]): Promise<Fakes> {
  const fakes = await onboarded();
  for (const one of since) fakes.host.seed(one);
  return fakes;
}

const check = (fakes: Fakes, asked?: readonly Requirement[]) => fakes.play((run) => checkDns(run, asked));

/** Neither SES nor the DNS host's API is asked, and nothing is told of either. */
function expectDnsAlone(fakes: Fakes): void {
  expect(fakes.trace.calls.filter(({ port }) => /^(?:ses|host)/.test(port))).toEqual([]);
  const types = new Set(fakes.events.map(({ type }) => type));
  for (const type of ["identity.found", "identity.ready", "identity.verified", "zone.found"])
    expect(types).not.toContain(type);
  expect(eventsOf(fakes, "run.started")).toMatchObject([{ command: "check", dnsOnly: true }]);
}

describe("a check of DNS alone, by a plan", () => {
  it("finds published what it asks for, at every server", async () => {
    const fakes = await published();
    const result = await check(fakes, ASKED);
    expect(result).toMatchObject({ state: "published", exit: 0, error: null, identity: null, zone: null });
    expect(result.records.map(({ purpose, found, servers }) => [purpose, found, servers])).toEqual(
      ["mx", "spf", "dmarc", "dkim"].map((purpose) => [purpose, "met", { agreeing: 2, asked: 2 }]),
    );
    expectDnsAlone(fakes);
  });

  it("is told to ask DNS alone, where the settings name other endpoints, too", async () => {
    const fakes = await published();
    const dns = { of: "dns", url: "dns://127.0.0.1:53" } as const;
    const elsewhere = {
      rehearsal: true,
      endpoints: [{ of: "ses", url: "http://127.0.0.1:1" }, dns],
    } as const;
    await fakes.play((run) => checkDns(run, ASKED), { elsewhere });
    expect(eventsOf(fakes, "run.started")).toMatchObject([{ rehearsal: true, endpoints: [dns] }]);
  });

  it("names what is missing and what differs, and what to do needs no account", async () => {
    const fakes = await published(rrset("TXT", KEY_NAME, []), rrset("TXT", D, ["v=spf1 -all"]));
    const { state, exit, error, records } = await check(fakes, ASKED);
    expect([state, exit, error?.code]).toEqual(["drifted", 8, "DRIFT"]);
    expect(error?.message).toContain(`TXT ${D} lacks what SES asks for, TXT ${KEY_NAME} is missing`);
    expect(error?.hint).toContain("Enter it at the DNS host");
    expect(error?.hint).toContain("ready to paste by `check` of the command line.");
    expect(records.map(({ found }) => found)).toEqual(["met", "differs", "met", "missing"]);
    expectDnsAlone(fakes);
  });

  it("tells which server serves something else", async () => {
    const fakes = await published();
    fakes.host.seed(rrset("TXT", D, ["v=spf1 include:qcloudmail.com -all"]));
    fakes.authority.servers[1].lagMs = Infinity;
    const { error } = await check(fakes, ASKED);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toContain("ns2.dns.test");
  });

  it("can't be made where no name server answers", async () => {
    const fakes = await published();
    for (const server of fakes.authority.servers) server.mood = "silent";
    const { error, exit } = await check(fakes, ASKED);
    expect([error?.code, exit]).toEqual(["NOT_OBSERVABLE", 7]);
    expect(error?.message).not.toContain("SES");
    expectDnsAlone(fakes);
  });
});

describe("a check of DNS alone, without a plan", () => {
  it("tells what stands, and judges nothing as missing", async () => {
    const fakes = await published(rrset("MX", D, []), rrset("TXT", D, ["v=spf1 ip4:192.0.2.1 -all"]));
    const result = await check(fakes);
    expect(result).toMatchObject({ state: "published", exit: 0 });
    expect(result.records.map(({ purpose, action, found }) => [purpose, action, found])).toEqual([
      ["spf", "unchanged", "met"],
      ["dmarc", "unchanged", "met"],
    ]);
    expectDnsAlone(fakes);
  });

  it("fails where the SPF record that stands does not work", async () => {
    const fakes = await published(
      rrset("TXT", D, ["v=spf1 include:nobody.test include:qcloudmail.com ~all"]),
    );
    const { error } = await check(fakes);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toContain("SPF");
  });

  it("fails where servers don't serve the same", async () => {
    const fakes = await published();
    fakes.authority.servers[1].lagMsOf = { [`TXT ${DMARC_NAME}`]: Infinity };
    expect((await check(fakes)).error).toMatchObject({ code: "DRIFT" });
  });

  it("says where nothing stands, and that a plan tells more", async () => {
    const fakes = createFakes();
    const { error, exit } = await check(fakes);
    expect([error?.code, exit]).toEqual(["DRIFT", 8]);
    expect(error?.message).toBe(
      `Nothing of a sender domain stands at ${D}: no MX, no SPF record, no DMARC record.`,
    );
    expect(error?.hint).toContain("were to be entered: `check` of the command line.");
  });
});
