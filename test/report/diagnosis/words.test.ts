import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { inEnglish, inLanguage } from "../../../src/errors/phrase.ts";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import type { Finding } from "../../../src/events/diagnosis/finding.ts";
import {
  DIAGNOSIS_TITLES,
  findingText,
  isOpenFinding,
  neededKeysText,
  untriedText,
} from "../../../src/report/diagnosis/words.ts";
import { displayWidth } from "../../../src/report/words/words.ts";
import { CHINESE } from "../../../src/report/words/zh/chinese.ts";

const apex = parseDomainName("zone.example");
const domain = parseDomainName("mail.zone.example");
const nameServers = [parseDomainName("ns-a.example"), parseDomainName("ns-b.example")];
const host = {
  finding: "host",
  provider: "hostname",
  apex,
  id: "id-7",
  nameServers: 4,
  delegated: 3,
} as const;
const list = { total: 7, lowestLevel: 1, highestLevel: 3, dailyQuota: 2_000 };
const zone = { finding: "zone", apex, nameServers, addresses: 6 } as const;
const rights = { finding: "rights", apex, provider: "hostname" } as const;

/** Each finding in each of its cases, with what its sentence has to hold. */
const CASES: readonly (readonly [finding: Finding, ...facts: string[]])[] = [
  [
    {
      finding: "variables",
      accounts: [
        { of: "Vendor", names: ["NAME_ONE", "NAME_TWO"] },
        { of: "Lender", names: [], borrows: "Owner" },
        { of: "Nobody", names: [] },
      ],
    },
    "Vendor",
    "NAME_ONE",
    "NAME_TWO",
    "Lender",
    "Owner",
    "Nobody",
  ],
  [{ finding: "proxy", variable: "HTTPS_PROXY", url: "http://proxy.example:8080" }, "HTTPS_PROXY", "8080"],
  [{ finding: "no-proxy" }],
  [{ finding: "clock", aheadSeconds: -42 }, "42", "300"],
  [{ finding: "clock", aheadSeconds: 301 }, "301"],
  [{ finding: "clock", aheadSeconds: null }],
  [{ finding: "port-open", ports: [53] }, "53"],
  [{ finding: "port-shut", ports: [5353, 53] }, "53, 5353", "run", "check", "HTTPS"],
  [zone, apex, ...nameServers, "6"],
  [{ ...zone, addresses: 1, enclosing: parseDomainName("example") }, apex, ...nameServers, "1", "example"],
  [{ finding: "zone-by-resolvers", apex, nameServers }, apex, ...nameServers],
  [{ finding: "servers", apex, agreeing: 2, asked: 5, serving: nameServers }, apex, "2", "5", ...nameServers],
  [{ finding: "servers", apex, agreeing: 0, asked: 5, serving: [] }, apex, "0", "5"],
  [{ finding: "dnssec", apex, view: "unsigned" }, apex, "DS"],
  [{ finding: "dnssec", apex, view: "passes" }, apex],
  [{ finding: "dnssec", apex, view: "untold" }, apex],
  [{ finding: "ses", domain: null, identity: null }],
  [{ finding: "ses", domain, identity: "none" }, domain],
  [{ finding: "ses", domain, identity: "unverified" }, domain],
  [{ finding: "ses", domain, identity: "verified" }, domain],
  [{ finding: "listed", ...list }, "7", "1", "3", "2000"],
  [{ finding: "listed", ...list, total: 1, lowestLevel: 3 }, "1", "3", "2000"],
  [{ finding: "listed", total: 0, lowestLevel: null, highestLevel: null, dailyQuota: null }, "10"],
  [{ finding: "unlisted", code: "RIGHTS_MISSING", reason: "no right" }, "RIGHTS_MISSING", "no right"],
  [{ finding: "keys", provider: "hostname" }, "hostname"],
  [{ finding: "no-keys" }],
  [{ finding: "by-hand", apex }, apex],
  [{ ...host, serving: 2 }, "hostname", apex, "id-7", "4", "3", "2"],
  [{ ...host, delegated: 4, serving: 4 }, "hostname", apex, "id-7"],
  [{ ...host, serving: null }, "hostname", apex, "id-7"],
  [{ ...host, nameServers: null, serving: 0 }, "hostname", apex, "id-7"],
  [{ finding: "records", domain, types: [], changes: 4 }, domain, "4"],
  [{ finding: "records", domain, types: ["MX", "TXT"], changes: 0 }, domain, "MX", "TXT"],
  [{ ...rights, rights: "held" }, apex],
  [{ ...rights, rights: "by-hand" }],
  [{ ...rights, rights: "nothing-to-write" }, apex],
  [{ ...rights, rights: "untellable" }, apex, "hostname"],
  [{ ...rights, rights: "untold" }, apex, "hostname"],
];

describe("what doctor found", () => {
  it.each(CASES.map(([finding, ...facts]) => ({ finding, facts })))(
    "holds its facts in both languages: $finding",
    ({ finding, facts }) => {
      const text = findingText(finding);
      const [english, chinese] = [inEnglish(text), inLanguage(text, CHINESE)];
      expect(facts.filter((fact) => !english.includes(fact))).toEqual([]);
      expect(facts.filter((fact) => !chinese.replaceAll("、", ", ").includes(fact))).toEqual([]);
      expect(chinese).toMatch(/\p{Script=Han}/u);
      expect(english).not.toMatch(/\.$/);
    },
  );

  it("is another sentence in each case", () => {
    const sentences = CASES.map(([finding]) => inEnglish(findingText(finding)));
    expect(new Set(sentences).size).toBe(CASES.length);
  });

  it("is open where nobody told, or something is to be mended, and no failure", () => {
    const open = CASES.map(([finding]) => finding).filter(isOpenFinding);
    expect(open.map(({ finding }) => finding)).toEqual([
      "clock",
      "clock",
      "port-shut",
      "unlisted",
      "no-keys",
    ]);
  });

  it("has a title that leaves room for the sentence, in both languages", () => {
    for (const [check, title] of Object.entries(DIAGNOSIS_TITLES)) {
      expect(displayWidth(inEnglish(title)), check).toBeLessThanOrEqual(17);
      expect(displayWidth(inLanguage(title, CHINESE)), check).toBeLessThanOrEqual(17);
    }
  });

  it("tells of missing keys by which variables they come, where they are made and what they need", () => {
    const keys = {
      of: "Vendor",
      variables: ["KEY_ID", "KEY"],
      madeAt: ["https://a.example/keys", "https://b.example/keys"],
      rights: ["read", "write"],
    };
    const { made, needed, rights: told } = neededKeysText(keys);
    for (const words of [inEnglish(made), inLanguage(made, CHINESE)])
      expect([keys.of, ...keys.variables, ...keys.madeAt].filter((fact) => !words.includes(fact))).toEqual(
        [],
      );
    expect(inLanguage(needed, CHINESE)).toMatch(/\p{Script=Han}/u);
    expect(told).toEqual(keys.rights);
  });

  it("names each check that was left out by its title", () => {
    const left: readonly Diagnosis["check"][] = ["servers", "dnssec", "rights"];
    expect(inEnglish(untriedText(left))).toMatch(/: Name servers, DNSSEC, Rights to write$/);
    expect(inLanguage(untriedText(left), CHINESE)).toMatch(/DNS 服务器、DNSSEC、写入权限$/);
  });
});
