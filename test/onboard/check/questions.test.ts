import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { DS } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboarded } from "./onboarded.ts";

// Whom a check asks, for what, and by which signal it ends.

const lookedUp = (fakes: Fakes) => fakes.trace.of("dns.lookup").map(({ about }) => about);

describe("of a domain that is fine", () => {
  it("the zone is walked to once, and each record looked up, with what they refer to", async () => {
    const fakes = await onboarded();
    await fakes.play(checkDomain);
    expect(fakes.trace.of("dns.delegation")).toHaveLength(1);
    expect(eventsOf(fakes, "run.started")).toMatchObject([{ command: "check" }]);
    expect(new Set(lookedUp(fakes))).toEqual(
      new Set([
        `TXT ${KEY_NAME}`,
        `MX ${D}`,
        `A ${D}`,
        `AAAA ${D}`,
        `TXT ${D}`,
        `TXT ${DMARC_NAME}`,
        "MX *.example.com",
        "TXT qcloudmail.com",
        `${DS} example.com`,
      ]),
    );
  });

  it("the wildcard above is asked for its MX alone, by the MX that stands", async () => {
    const fakes = await onboarded();
    await fakes.play(checkDomain);
    expect(lookedUp(fakes).filter((about) => about === "MX *.example.com")).toHaveLength(1);
    const without = await onboarded();
    without.host.seed(rrset("MX", D, []));
    without.host.seed(rrset("MX", "*.example.com", ["10 mx.example.com"]));
    const { error } = await without.play(checkDomain);
    expect(error?.message).toContain(`MX ${D} is missing`);
    expect(lookedUp(without)).not.toContain("MX *.example.com");
  });
});

it("everybody who is asked gets the signal that ends the question", async () => {
  const fakes = await onboarded();
  const { authority } = fakes;
  const signals: (AbortSignal | undefined)[] = [];
  const [delegation, lookup] = [authority.delegation.bind(authority), authority.lookup.bind(authority)];
  const ask = authority.resolvers.ask.bind(authority.resolvers);
  authority.delegation = (name, options) => (signals.push(options.signal), delegation(name, options));
  authority.lookup = (question, options) => (signals.push(options.signal), lookup(question, options));
  authority.resolvers.ask = (question, options) => (signals.push(options.signal), ask(question, options));
  await fakes.play(checkDomain);
  authority.port53 = "blocked";
  await fakes.play(checkDomain);
  expect(signals.length).toBeGreaterThan(10);
  expect(signals.filter((signal) => signal === undefined)).toEqual([]);
});

it("an interrupt while public resolvers are asked ends it without a word on them", async () => {
  const fakes = await onboarded();
  fakes.authority.port53 = "blocked";
  fakes.authority.resolvers.ask = (_question, { signal }) => [
    fakes.clock.sleep(3_000, { signal }).then(() => Promise.reject(new Error("nobody"))),
  ];
  fakes.clock.at(1_000, () => fakes.interrupt.abort(new Error("stop")));
  expect(await fakes.play(checkDomain)).toMatchObject({ state: "interrupted", error: null });
});

describe("a zone that is found by its former servers", () => {
  const NO = { hint: "Ask the test." };

  /** The first walk comes to servers that have left, the second one to another. */
  async function redelegated(before: (fakes: Fakes) => void, after: (fakes: Fakes) => void): Promise<Fakes> {
    const fakes = await onboarded();
    before(fakes);
    const walk = fakes.authority.delegation.bind(fakes.authority);
    fakes.authority.delegation = async (name, options) => {
      if (options.fresh !== true) return walk(name, options);
      after(fakes);
      const found = await walk(name, options);
      const addresses = found.addresses.map((one, at) => (at === 0 ? one : { ...one, port: 5353 }));
      return { ...found, addresses };
    };
    return fakes;
  }

  it.each<[string, (fakes: Fakes) => void, (fakes: Fakes) => void]>([
    [
      "of which a record can't be looked up there",
      ({ authority }) => void authority.elsewhere.set(`TXT ${KEY_NAME}`, "failed"),
      ({ authority }) => void authority.elsewhere.delete(`TXT ${KEY_NAME}`),
    ],
    [
      "which refer to a deeper zone at the keys",
      ({ host }) => host.seed(rrset("NS", `_domainkey.${D}`, ["ns.other.test"])),
      ({ host }) => host.seed(rrset("NS", `_domainkey.${D}`, [])),
    ],
  ])("is looked at once more at the present ones: %s", async (_what, before, after) => {
    const fakes = await redelegated(before, after);
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0, error: null });
    expect(eventsOf(fakes, "delegation.found")).toHaveLength(2);
  });

  it("is the same where its servers come in another order", async () => {
    const fakes = await onboarded();
    fakes.authority.servers[1].lagMs = Infinity;
    const walk = fakes.authority.delegation.bind(fakes.authority);
    fakes.authority.delegation = async (name, options) => {
      const found = await walk(name, options);
      return options.fresh === true ? { ...found, addresses: found.addresses.toReversed() } : found;
    };
    expect(await fakes.play(checkDomain)).toMatchObject({ error: { code: "DRIFT" } });
    expect(eventsOf(fakes, "delegation.found")).toHaveLength(1);
  });

  it("is not told as found where the walk came to nothing", async () => {
    for (const failure of [new TypeError("a mistake"), new OnboardError("NOT_OBSERVABLE", "No.", NO)]) {
      const fakes = await onboarded();
      fakes.authority.delegation = () => Promise.reject(failure);
      expect((await fakes.play(checkDomain)).error).not.toBeNull();
      expect(eventsOf(fakes, "delegation.found")).toEqual([]);
    }
  });
});

it("a mistake of ours at a lookup is no reason to walk to the zone again", async () => {
  const fakes = await onboarded();
  fakes.authority.lookup = () => Promise.reject(new TypeError("a mistake"));
  expect(await fakes.play(checkDomain)).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
  expect(fakes.trace.of("dns.delegation")).toHaveLength(1);
});

it("a zone without an SOA that anybody told is told without how long a no is remembered", async () => {
  const fakes = await onboarded();
  fakes.authority.delegated = { soa: undefined };
  expect(await fakes.play(checkDomain)).toMatchObject({ exit: 0 });
  expect(eventsOf(fakes, "delegation.found")).toMatchObject([{ negativeTtlSeconds: null }]);
});

it("an alias at a name that is too long for any below it stands there: no wildcard made it", async () => {
  const label = "a".repeat(63);
  const domain = parseDomainName(`${label}.${label}.${label}.${"b".repeat(30)}.example.com`);
  const key = parseDomainName(`qcloud._domainkey.${domain}`);
  const fakes = await onboarded();
  fakes.host.seed(rrset("CNAME", key, ["key.elsewhere.test"]));
  fakes.authority.elsewhere.set("TXT key.elsewhere.test", ["hello"]);
  fakes.identities.seed(domain, true);
  const { error } = await fakes.play(checkDomain, { domain });
  expect(error?.code).toBe("DRIFT");
  expect(error?.message).toContain(`${key} is a CNAME`);
});
