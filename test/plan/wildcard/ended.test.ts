import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, SynthesisedRRset } from "../../../src/dns/rrset.ts";
import { DEFAULT_POLICY, type Requirement } from "../../../src/plan/requirement.ts";
import { planSwaps } from "../../../src/plan/swaps.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { D, DKIM, DMARC, DMARC_NAME, MX, requirement, rrset, SPF } from "../support.ts";

const WILDCARD = parseDomainName("*.example.com");

function at(owner: string, wildcard: string, ...rrsets: readonly RRset[]): readonly SynthesisedRRset[] {
  return rrsets.map((one) => ({
    ...one,
    owner: parseDomainName(owner),
    wildcard: parseDomainName(wildcard),
  }));
}

/** What ends, by the purpose of the record that tells it. */
function ended(
  requirements: readonly Requirement[],
  synthesised: readonly SynthesisedRRset[],
  existing: readonly RRset[] = [],
): Readonly<Record<string, readonly Warning[]>> {
  const { records } = planSwaps(requirements, existing, DEFAULT_POLICY, { synthesised });
  const told = records.map(({ record, warnings }) => [
    record.purpose,
    warnings.filter(({ warning }) => warning === "wildcard-ended"),
  ]);
  return Object.fromEntries(told.filter(([, warnings]) => warnings?.length !== 0));
}

const A = rrset("A", WILDCARD, ["192.0.2.80"]);
const MAIL = rrset("MX", WILDCARD, ["10 mx.example.com"]);
const TEXTS = rrset("TXT", WILDCARD, ["v=spf1 mx -all", "site=1", "v=DMARC1; p=reject"]);
const ALL = [MX, SPF, DMARC, DKIM];

describe("what a wildcard no longer answers", () => {
  it("is told once, by the first record that creates the name: what is not written out, and what is below", () => {
    const answers = [A, MAIL, TEXTS];
    const synthesised = [D, DMARC_NAME, `_domainkey.${D}`].flatMap((owner) =>
      at(owner, WILDCARD, ...answers),
    );
    expect(ended(ALL, synthesised)).toEqual({
      mx: [
        {
          warning: "wildcard-ended",
          owner: D,
          wildcard: WILDCARD,
          lost: [
            { type: "A", ttl: 3600, values: ["192.0.2.80"] },
            { type: "TXT", ttl: 3600, values: ["site=1"] },
          ],
          below: ["A", "MX", "TXT"],
        },
      ],
    });
  });

  it("is nothing where no wildcard answers, and nothing else is told of it", () => {
    const { records } = planSwaps([MX], [], DEFAULT_POLICY, { synthesised: at(D, WILDCARD, A) });
    expect(records[0]?.warnings).toMatchObject([{ warning: "wildcard-ended" }]);
    expect(planSwaps([MX], [], DEFAULT_POLICY, {}).records[0]?.warnings).toEqual([]);
    const key = planSwaps([DKIM], [], DEFAULT_POLICY, { synthesised: at(`_domainkey.${D}`, `*.${D}`, A) });
    expect(key.records[0]?.warnings).toEqual([]);
  });

  it("is told of the topmost name and of the one that is written, and of none between", () => {
    const [top, between, written] = ["c.example.com", "b.c.example.com", "a.b.c.example.com"];
    const synthesised = [top, between, written].flatMap((owner) => at(owner, WILDCARD, A));
    const others = [rrset("TXT", "www.example.com", ["x"])];
    const told = ended([requirement("MX", written, "mxbiz1.qq.com")], synthesised, others);
    expect(told).toMatchObject({ mx: [{ owner: top }, { owner: written }] });
  });

  it("is an alias, too, whose target has a name like a policy's", () => {
    const alias = rrset("CNAME", WILDCARD, ["vdmarc.example.net"]);
    expect(ended([MX], at(D, WILDCARD, alias))).toMatchObject({
      mx: [{ lost: [{ type: "CNAME", values: alias.values }] }],
    });
  });

  it("is told by the same record in whatever order SES asks", () => {
    for (const order of [ALL, ALL.toReversed()])
      expect(Object.keys(ended(order, at(D, WILDCARD, A)))).toEqual(["mx"]);
  });

  it("is told of no name for text alone that ends with the one above it", () => {
    const alias = rrset("CNAME", WILDCARD, ["pages.example.net"]);
    const synthesised = [D, DMARC_NAME].flatMap((owner) => at(owner, WILDCARD, alias));
    expect(ended(ALL, synthesised)).toMatchObject({ mx: [{ owner: D }] });
    expect(Object.keys(ended(ALL, synthesised))).toEqual(["mx"]);
  });

  it("is no MX in whose place SES's is put, which its own warning tells", () => {
    const policy = { ...DEFAULT_POLICY, mx: "replace" } as const;
    const { records } = planSwaps([MX], [], policy, { synthesised: at(D, WILDCARD, MAIL) });
    expect(records[0]?.warnings).toMatchObject([
      { warning: "mx-replaced" },
      { warning: "wildcard-ended", lost: [], below: ["MX"] },
    ]);
  });

  it("is no value that is written at the name", () => {
    const wanted = [MX, requirement("TXT", D, "site=1")];
    expect(ended(wanted, at(D, WILDCARD, rrset("TXT", WILDCARD, ["site=1", "other=2"])))).toMatchObject({
      mx: [{ lost: [{ type: "TXT", values: ["other=2"] }] }],
    });
  });

  it("holds the MX and the SPF record where SES asks for neither", () => {
    const [warning] = ended([DMARC], at(D, WILDCARD, MAIL, TEXTS))["dmarc"] ?? [];
    expect(warning).toMatchObject({
      owner: D,
      lost: [
        { type: "MX", values: ["10 mx.example.com"] },
        { type: "TXT", values: ["v=spf1 mx -all", "site=1"] },
      ],
    });
  });

  it("begins at the topmost name that comes into existence, and is told of the one that is written, too", () => {
    const eu = "mail.eu.example.com";
    const wanted = [requirement("MX", eu, "mxbiz1.qq.com")];
    const synthesised = ["eu.example.com", eu].flatMap((owner) => at(owner, WILDCARD, A, MAIL));
    expect(ended(wanted, synthesised)).toEqual({
      mx: [
        {
          warning: "wildcard-ended",
          owner: "eu.example.com",
          wildcard: WILDCARD,
          lost: [
            { type: "A", ttl: 3600, values: ["192.0.2.80"] },
            { type: "MX", ttl: 3600, values: ["10 mx.example.com"] },
          ],
          below: ["A", "MX"],
        },
        {
          warning: "wildcard-ended",
          owner: eu,
          wildcard: WILDCARD,
          lost: [{ type: "A", ttl: 3600, values: ["192.0.2.80"] }],
          below: [],
        },
      ],
    });
  });

  it("is text and aliases alone at names with an underscore", () => {
    const below = parseDomainName(`*.${D}`);
    const keys = `_domainkey.${D}`;
    const alias = rrset("CNAME", below, ["keys.vendor.example"]);
    expect(ended([DKIM], at(keys, below, A))).toEqual({});
    expect(ended([DKIM], at(keys, below, alias))).toMatchObject({
      dkim: [{ owner: keys, lost: [{ type: "CNAME" }], below: ["CNAME"] }],
    });
    // Below names for text alone stand keys, if anything.
    expect(ended([DMARC], at(DMARC_NAME, below, TEXTS))).toEqual({});
    const key = rrset("TXT", below, ["v=DKIM1; p=AAAA"]);
    expect(ended([DKIM], at(keys, below, key))).toMatchObject({ dkim: [{ owner: keys, below: ["TXT"] }] });
    const keyAmongOthers = { ...key, values: ["x", ...key.values] };
    expect(ended([DKIM], at(keys, below, keyAmongOthers))).toMatchObject({ dkim: [{ below: ["TXT"] }] });
  });

  it("is a policy at a name for text that comes into existence without one", () => {
    const below = `*.${D}`;
    const wanted = [requirement("TXT", `x.${DMARC_NAME}`, "y=1")];
    expect(ended(wanted, at(DMARC_NAME, below, TEXTS))).toMatchObject({
      other: [{ owner: DMARC_NAME, lost: [{ type: "TXT", values: TEXTS.values }] }],
    });
  });

  it("is no policy of a name in between where the wildcard's texts are none", () => {
    const wanted = [requirement("MX", "mail.eu.example.com", "mxbiz1.qq.com")];
    const site = rrset("TXT", WILDCARD, ["site=1"]);
    const names = ["eu.example.com", "_dmarc.eu.example.com"];
    const told = ended(
      wanted,
      names.flatMap((owner) => at(owner, WILDCARD, site)),
    );
    expect(told["mx"]?.map((warning) => "owner" in warning && warning.owner)).toEqual(["eu.example.com"]);
  });

  it("is the policy of a name in between, too", () => {
    const eu = parseDomainName("eu.example.com");
    const wanted = [requirement("MX", `mail.${eu}`, "mxbiz1.qq.com")];
    const names = [eu, `_dmarc.${eu}`, `mail.${eu}`];
    const synthesised = names.flatMap((owner) => at(owner, WILDCARD, TEXTS));
    expect(ended(wanted, synthesised)["mx"]).toContainEqual({
      warning: "wildcard-ended",
      owner: `_dmarc.${eu}`,
      wildcard: WILDCARD,
      lost: [{ type: "TXT", ttl: 3600, values: ["v=DMARC1; p=reject"] }],
      below: [],
    });
  });

  it("is the way of mail to an address, where the name gets its first MX", () => {
    const diverts = ["10 mxbiz1.qq.com"];
    const alias = rrset("CNAME", WILDCARD, ["web.example.com"]);
    const [byAddress, byAlias, besideText, byMx] = [[A], [alias], [A, TEXTS], [A, MAIL]].map((answers) =>
      ended([MX], at(D, WILDCARD, ...answers)),
    );
    for (const told of [byAddress, byAlias, besideText]) expect(told).toMatchObject({ mx: [{ diverts }] });
    expect(byMx?.["mx"]?.[0]).not.toHaveProperty("diverts");
    expect(ended([SPF], at(D, WILDCARD, A))["spf"]?.[0]).not.toHaveProperty("diverts");
  });

  it("is nothing where nothing is written, or what the wildcard's alias leads to is what is lost", () => {
    expect(ended([MX], at(D, WILDCARD, A), [rrset("MX", D, ["10 mxbiz1.qq.com"])])).toEqual({});
    const behind = at(D, WILDCARD, rrset("TXT", D, ["site=1"])).map((one) => ({
      ...one,
      through: parseDomainName("pages.example.net"),
    }));
    expect(ended([MX], behind)).toEqual({});
  });
});
