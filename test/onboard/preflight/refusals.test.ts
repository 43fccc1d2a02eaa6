import { describe, expect, it } from "vitest";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { ErrorReport } from "../../../src/errors/onboard-error.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, DMARC_NAME, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";
import { named, ns, serversSay, soa, walkFinds } from "./worlds.ts";

const BOGUS = { bogus: true, validated: false, refusing: ["1.1.1.1", "9.9.9.9"], extendedErrors: [] };

// Whatever keeps a run from beginning names the place, what was seen there, and how it is mended. Nothing is created.

interface Refusal {
  readonly existing?: readonly RRset[];
  readonly world?: (fakes: Fakes) => Partial<Run> | void;
  readonly code: ErrorReport["code"];
  readonly facts: object;
  readonly message: readonly string[];
  readonly hint: readonly string[];
}

const [NS1, NS2] = ["ns1.dns.test", "ns2.dns.test"].map(named);
const KEYS = named(`_domainkey.${D}`);
const LISTED = { lowestLevel: 1, highestLevel: 1, dailyQuota: 500 };
const DENIED = new OnboardError("RIGHTS_MISSING", "You may not list.", { hint: "-" });
/** Each server answers so for the zone itself, and the walk saw no SOA. */
const unserved = (fakes: Fakes, because: "refused" | "timeout"): void => {
  walkFinds(fakes, { soa: undefined, childNameServers: [] });
  serversSay(fakes, (_at, { type }) => {
    if (type !== "SOA") return undefined;
    return because === "refused" ? { kind: "lame", because } : { kind: "unreachable", because, family: 4 };
  });
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  "an alias at the domain": {
    existing: [rrset("CNAME", D, ["shop.example.net"])],
    code: "CNAME_IN_THE_WAY",
    facts: { owner: D, target: ["shop.example.net"] },
    message: [`${D} is an alias`, "shop.example.net"],
    hint: [`mail.${D}`, `the CNAME at ${D}`],
  },
  "name servers at the domain": {
    existing: [rrset("NS", D, ["ns.a.test", "ns.b.test"])],
    code: "ZONE_NOT_DELEGATED",
    facts: { owner: D, nameServers: ["ns.a.test", "ns.b.test"] },
    message: [`${D} is delegated onward to ns.a.test, ns.b.test`, `written into ${APEX}`],
    hint: [`the NS records at ${D}`],
  },
  "a deeper zone on the same servers": {
    world: (fakes) =>
      serversSay(fakes, (_at, { owner, type }) =>
        owner === KEYS && type === "NS" ? { kind: "nodata", soa: undefined, zone: KEYS } : undefined,
      ),
    code: "ZONE_NOT_DELEGATED",
    facts: { domain: D, apex: APEX, cut: KEYS, nameServers: [] },
    message: [`${KEYS} is a zone of its own, so DKIM keys of ${D}`, `written into ${APEX}`],
    hint: [`Delete the zone ${KEYS} at the DNS host, then`],
  },
  "a deeper zone on others": {
    world: (fakes) =>
      serversSay(fakes, (_at, { owner, type }) =>
        owner === KEYS && type === "NS" ? ns(KEYS, ["ns.a.test", "ns.b.test"]) : undefined,
      ),
    code: "ZONE_NOT_DELEGATED",
    facts: { domain: D, apex: APEX, cut: KEYS, nameServers: ["ns.a.test", "ns.b.test"] },
    message: [`${KEYS} is a zone of its own, served by ns.a.test, ns.b.test, so DKIM keys`],
    hint: [`with the NS records at ${KEYS} in ${APEX}, then`],
  },
  "a deeper zone at the domain": {
    world: (fakes) =>
      serversSay(fakes, (_at, { owner, type }) =>
        owner === KEYS && type === "NS" ? { kind: "nodata", soa: undefined, zone: D } : undefined,
      ),
    code: "ZONE_NOT_DELEGATED",
    facts: { domain: D, apex: APEX, cut: D, nameServers: [] },
    message: [`${D} is a zone of its own, so records for ${D}`],
    hint: [`Delete the zone ${D}`],
  },
  "a zone that fails DNSSEC, with reasons": {
    world: (fakes) => {
      const extendedErrors = [
        { code: 7, text: "" },
        { code: 6, text: "signature expired" },
      ];
      fakes.authority.signed = true;
      fakes.authority.resolvers.dnssec = () => Promise.resolve({ ...BOGUS, extendedErrors });
    },
    code: "ZONE_NOT_DELEGATED",
    facts: {
      apex: APEX,
      resolvers: ["1.1.1.1", "9.9.9.9"],
      extendedErrors: [
        { code: 7, text: "" },
        { code: 6, text: "signature expired" },
      ],
    },
    message: [
      `The zone ${APEX} fails DNSSEC validation at 1.1.1.1, 9.9.9.9 (a signature has expired; a signature, or a proof of absence, does not hold: signature expired): whoever`,
    ],
    hint: [`the DS record of ${APEX}`],
  },
  "a zone that fails DNSSEC without a word": {
    world: (fakes) => {
      fakes.authority.signed = true;
      fakes.authority.resolvers.dnssec = () => Promise.resolve(BOGUS);
    },
    code: "ZONE_NOT_DELEGATED",
    facts: { apex: APEX, resolvers: ["1.1.1.1", "9.9.9.9"], extendedErrors: [] },
    message: ["fails DNSSEC validation at 1.1.1.1, 9.9.9.9: whoever"],
    hint: [APEX],
  },
  "a zone that nobody serves": {
    world: (fakes) => unserved(fakes, "refused"),
    code: "ZONE_NOT_DELEGATED",
    facts: {
      apex: APEX,
      nameServers: NAME_SERVERS,
      heard: [{ at: { server: NS1 } }, { at: { server: NS2 } }],
    },
    message: [`No name server of ${APEX} serves it`, `written for ${D}`, "refuses (REFUSED)"],
    hint: [`the DNS host serve ${APEX}`],
  },
  "a zone whose servers have no address": {
    world: (fakes) =>
      walkFinds(fakes, {
        soa: undefined,
        childNameServers: [],
        addresses: [],
        unresolved: NAME_SERVERS,
      }),
    code: "ZONE_NOT_DELEGATED",
    facts: { apex: APEX, nameServers: NAME_SERVERS, heard: [] },
    message: [`${NS1} has no address; ${NS2} has no address`],
    hint: [`the delegation of ${APEX} at the registrar, so that its name servers have addresses`],
  },
  "a zone whose servers are silent": {
    world: (fakes) => unserved(fakes, "timeout"),
    code: "NOT_OBSERVABLE",
    facts: { apex: APEX, nameServers: NAME_SERVERS },
    message: [`No name server of ${APEX} answers`, `written for ${D}`, "does not answer"],
    hint: [`the name servers of ${APEX} answer again`],
  },
  "two hosts": {
    world: (fakes) => {
      fakes.zones = [{ apex: APEX, id: "Z1", nameServers: [NS1 ?? APEX] }];
      serversSay(fakes, ({ server }, { type }) => {
        if (type === "SOA") return soa(APEX, server, server === NS1 ? 7 : 3);
        return type === "NS" ? ns(APEX, [server]) : undefined;
      });
    },
    code: "ZONE_NOT_DELEGATED",
    facts: {
      apex: APEX,
      provider: "memory",
      assigned: [NS1],
      otherCopy: [{ server: NS2, address: "192.0.2.2", port: 53 }],
    },
    message: [
      `Two hosts serve ${APEX}: ${NS2} (192.0.2.2) shows another copy`,
      `memory's servers (${NS1})`,
      "written at memory",
    ],
    hint: [`take ${NS2} out of the delegation of ${APEX}`, `options: { allow: "NS:${APEX}" }`],
  },
  "no right to write": {
    world: (fakes) => {
      fakes.mayWrite = () => false;
    },
    code: "RIGHTS_MISSING",
    facts: {
      provider: "memory",
      zone: APEX,
      places: [
        { owner: D, type: "MX" },
        { owner: D, type: "TXT" },
        { owner: DMARC_NAME, type: "TXT" },
      ],
    },
    message: [
      `memory says that these credentials may read the zone ${APEX} and not write all of MX ${D}, TXT ${D}, TXT ${DMARC_NAME} there.`,
    ],
    hint: ["docs/providers.md (or `meta` of your own adapter). Then run the same call again."],
  },
  "no right to write, by the host's own word": {
    world: (fakes) => {
      fakes.mayWrite = () => {
        throw new OnboardError("RIGHTS_MISSING", "The key is for reading.", {
          hint: "Make another key.",
          facts: { key: 7 },
        });
      };
    },
    code: "RIGHTS_MISSING",
    facts: { key: 7, provider: "memory", zone: APEX, places: [{ owner: D }, { owner: D }, {}] },
    message: [
      `The right to write all of MX ${D}, TXT ${D}`,
      `zone ${APEX} was asked`,
      "The key is for reading.",
    ],
    hint: ["Make another key."],
  },
  "no room for another domain": {
    world: ({ identities }) => ({
      identities: { ...identities, list: () => Promise.resolve({ total: 10, ...LISTED }) },
      domainLimit: 9,
    }),
    code: "QUOTA_EXCEEDED",
    facts: { domain: D, total: 10, domainLimit: 9 },
    message: ["has 10 sender domains", "ses.domainLimit is 9", `${D} is not created`],
    hint: ["raise ses.domainLimit (SES_ONBOARD_DOMAIN_LIMIT)"],
  },
  "a limit that can't be compared": {
    world: ({ identities }) => ({
      identities: { ...identities, list: () => Promise.reject(DENIED) },
      domainLimit: 9,
    }),
    code: "RIGHTS_MISSING",
    facts: { domain: D, domainLimit: 9 },
    message: ["ses.domainLimit is 9", `${D} is not created: You may not list.`],
    hint: ["ses:ListEmailIdentities", "SES_ONBOARD_DOMAIN_LIMIT"],
  },
  "a policy above that can't be read": {
    world: ({ authority }) => {
      authority.elsewhere.set("TXT _dmarc.com", "failed");
    },
    code: "NOT_OBSERVABLE",
    facts: { owner: "_dmarc.com", because: "its servers are silent" },
    message: ["whether _dmarc.com holds a DMARC policy", "its servers are silent"],
    hint: [
      "a policy that can't be read is never overridden",
      'the option `dmarc: "rfc7489"` goes without it',
    ],
  },
  "a policy elsewhere that can't be read": {
    existing: [rrset("CNAME", DMARC_NAME, ["policy.vendor.test"])],
    world: ({ authority }) => {
      authority.elsewhere.set("TXT policy.vendor.test", "failed");
    },
    code: "NOT_OBSERVABLE",
    facts: { owner: DMARC_NAME, because: "its servers are silent" },
    message: [`whether ${DMARC_NAME} holds a DMARC policy`],
    hint: ["never overridden."],
  },
  "a wildcard's alias that can't be followed": {
    existing: [rrset("CNAME", "*.example.com", ["web.vendor.test"])],
    world: ({ authority }) => {
      authority.elsewhere.set("MX web.vendor.test", "failed");
      authority.elsewhere.set("TXT web.vendor.test", ["hello"]);
      authority.elsewhereBy = ({ owner }) => (owner.endsWith(`.${D}`) ? ["web.vendor.test"] : undefined);
    },
    code: "NOT_OBSERVABLE",
    facts: { owner: "web.vendor.test", type: "MX", because: "its servers are silent" },
    message: [
      "A wildcard's CNAME leads to web.vendor.test",
      "which MX stands there",
      "its servers are silent",
    ],
    hint: ["is not to be diverted"],
  },
};

describe("a run is kept from beginning by", () => {
  it.each(Object.entries(REFUSALS))("%s", async (_what, { existing, world, code, facts, message, hint }) => {
    const fakes = createFakes(existing);
    const changes = world?.(fakes) ?? {};
    const { error, state } = await fakes.play(onboardDomain, changes);
    expect(error).toMatchObject({ code, facts });
    for (const words of message) expect(error?.message).toContain(words);
    for (const words of hint) expect(error?.hint).toContain(words);
    expect(["failed", "pending"]).toContain(state);
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("nothing of all that where nothing is in the way", async () => {
    expect((await createFakes().play(onboardDomain)).error).toBeNull();
  });
});

it("the way by RFC 7489 is proposed only where that asks less", async () => {
  const fakes = createFakes([], D);
  fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
  const { error } = await fakes.play(onboardDomain);
  expect(error?.facts).toEqual({ owner: "_dmarc.example.com", because: "its servers are silent" });
  expect(error?.hint).not.toContain("rfc7489");
});

it("an alias of a policy that leads to no name is no policy", async () => {
  const fakes = createFakes([rrset("CNAME", DMARC_NAME, ["not a name"])]);
  const { error } = await fakes.play(onboardDomain);
  expect(error?.code).toBe("CNAME_IN_THE_WAY");
  expect(fakes.trace.of("dns.lookup").filter(({ about }) => about.includes("not a name"))).toEqual([]);
});

it("two servers that show another copy show it both", async () => {
  const fakes = createFakes();
  const third = serverAt("ns3.dns.test", "192.0.2.3");
  fakes.authority.servers.push(third);
  fakes.zones = [{ apex: APEX, id: "Z1", nameServers: [NS1 ?? APEX] }];
  serversSay(fakes, ({ server }, { type }) => {
    if (type === "SOA") return soa(APEX, server, server === NS1 ? 7 : 3);
    return type === "NS" ? ns(APEX, [server]) : undefined;
  });
  const { error } = await fakes.play(onboardDomain);
  expect(error?.message).toContain("ns2.dns.test (192.0.2.2), ns3.dns.test (192.0.2.3) show another copy");
  expect(error?.hint).toContain("take ns2.dns.test, ns3.dns.test out of the delegation");
});

it("a mistake of ours is no policy that can't be read", async () => {
  const fakes = createFakes([rrset("TXT", DMARC_NAME, ["v=DMARC1; p=quarantine"])], D);
  const lookup: typeof fakes.authority.lookup = async (question, options) => {
    if (question.owner === "_dmarc.example.com") throw new TypeError("undefined is not a function");
    return fakes.authority.lookup(question, options);
  };
  const result = await fakes.play(onboardDomain, { authority: { ...fakes.authority, lookup } });
  expect(result).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
});

describe("without port 53", () => {
  it.each<[string, readonly string[] | undefined]>([
    ["on the same servers", NAME_SERVERS],
    ["on servers that the host does not tell", undefined],
  ])(
    "a zone of the host's that the one around it does not delegate stops the run: %s",
    async (_case, servers) => {
      const fakes = createFakes();
      fakes.authority.port53 = "blocked";
      const nameServers = servers?.map(named);
      fakes.zones = [...fakes.zones, { apex: D, id: "Z2", nameServers }];
      const result = await fakes.play(onboardDomain);
      expect(result).toMatchObject({
        exit: 7,
        error: { code: "NOT_OBSERVABLE", facts: { apex: APEX, deeper: D } },
      });
      expect(result.error?.hint).toContain("port 53");
      expect(fakes.trace.of("ses.create")).toEqual([]);
      // It is nothing that mends itself in a moment.
      expect(fakes.elapsed()).toBe(0);
    },
  );

  it("one that is on servers that nobody is sent to is passed over", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    fakes.zones = [...fakes.zones, { apex: D, id: "Z2", nameServers: [named("ns1.other.test")] }];
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "verified", zone: { apex: APEX, id: "Z1" } });
    expect(fakes.trace.of("dns.doh").map(({ about }) => about)).toEqual([APEX]);
  });

  it("a mistake of ours is no zone that an account does not show", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    const findProvider = () => Promise.reject(new TypeError("undefined is not a function"));
    expect(await fakes.play(onboardDomain, { findProvider })).toMatchObject({
      error: { code: "UNEXPECTED" },
    });
    fakes.zones = [];
    const broken: Run["findProvider"] = async (domain, delegation, options) => {
      if (delegation.apex === D) throw new TypeError("undefined is not a function");
      return fakes.run().findProvider(domain, delegation, options);
    };
    expect(await fakes.play(onboardDomain, { findProvider: broken })).toMatchObject({
      error: { code: "UNEXPECTED" },
    });
  });
});
