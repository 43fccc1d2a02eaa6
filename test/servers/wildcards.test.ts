import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { planDomain } from "../../src/onboard/onboard-domain.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { askServer } from "../support/servers/question.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { createServerRun } from "../support/servers/server-run.ts";
import { startServers, type Tree } from "../support/servers/tree.ts";

// Which wildcard is in effect at a name (RFC 4592), as real servers have it: BIND and Knot.

const ZONE = "wild.lab";
const RECORDS = [
  "* MX 10 mx",
  '* TXT "v=spf1 mx -all"',
  "mx A 192.0.2.25",
  // An empty non-terminal: `ent` has no record, and exists.
  "www.ent A 192.0.2.1",
  "www.between A 192.0.2.1",
  '*.starred TXT "site=1"',
  "*.alias CNAME target",
  "target MX 10 mx.elsewhere.lab.",
];
const name = (labels: string) => parseDomainName(`${labels}.${ZONE}`);

/** The domain, the topmost name that is uncertain, and whether the wildcard answers below that. */
const CASES: readonly (readonly [string, string, string, "answer" | "nxdomain"])[] = [
  ["nothing stands there", "mail", "mail", "answer"],
  ["nothing stands between either", "mail.eu", "eu", "answer"],
  ["it is an empty non-terminal", "ent", "ent", "nxdomain"],
  ["a name between exists", "mail.between", "between", "nxdomain"],
];

describeServers("a wildcard on real name servers", () => {
  let tree: Tree;
  let ses: ServedSes;
  beforeAll(async () => {
    tree = await startServers({
      zones: [{ name: ZONE, roles: ["primary", "secondary"], records: RECORDS }],
      recursors: true,
    });
    ses = await startSes({ address: tree.unbound.address, port: tree.port });
  });
  afterAll(async () => {
    await ses?.close();
    await tree?.close();
  });

  /** The plan, and every name and type that was asked of DNS for it. */
  async function plan(domain: DomainName) {
    const asked: string[] = [];
    const run = createServerRun(tree, domain, {
      identities: ses.identities,
      onAnswer: ({ question: { type, owner } }) => asked.push(`${type} ${owner}`),
    });
    const result = await planDomain(run);
    return { asked, mx: result.records.find(({ purpose }) => purpose === "mx") };
  }

  describe.each(CASES)("where %s", (_, labels, top, kind) => {
    it.each(["primary", "secondary"] as const)("is told by the one question at the %s", async (role) => {
      const probe = `x1y2.${name(top)}`;
      const server = { address: tree.addressOf(role), port: tree.port };
      expect(await askServer(server, probe, "TXT")).toMatchObject({ kind });
    });

    it("is planned so, and nobody was asked for a name and type that a run writes", async () => {
      const domain = name(labels);
      const { mx, asked } = await plan(domain);
      const isInEffect = kind === "answer";
      expect(mx).toMatchObject({
        action: isInEffect ? "written-out" : "created",
        after: { values: [isInEffect ? `10 mx.${ZONE}` : "10 mxbiz1.qq.com"] },
      });
      expect(asked.length).toBeGreaterThan(0);
      expect(asked).not.toContain(`MX ${domain}`);
      expect(asked).not.toContain(`TXT ${domain}`);
      expect(asked.filter((one) => one.includes(`_dmarc.${domain}`))).toEqual([]);
      // Whether that is a zone of its own; keys are written below it, and no NS.
      const ofKeys = new Set(asked.filter((one) => one.includes(`_domainkey.${domain}`)));
      expect([...ofKeys]).toEqual([`NS _domainkey.${domain}`]);
    });
  });

  it("makes its own parent exist, so that none from further up answers there", async () => {
    expect((await plan(name("starred"))).mx).toMatchObject({ action: "created" });
    const server = { address: tree.addressOf("primary"), port: tree.port };
    expect(await askServer(server, name("starred"), "MX")).toMatchObject({ kind: "nodata" });
  });

  it("that is an alias has the MX written out to which it leads", async () => {
    const { mx } = await plan(name("mail.alias"));
    expect(mx).toMatchObject({ action: "written-out", after: { values: ["10 mx.elsewhere.lab"] } });
  });
});
