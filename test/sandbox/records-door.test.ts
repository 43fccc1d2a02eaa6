import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { parseRecordLine } from "../../src/sandbox/record-line.ts";
import { withRecord } from "../../src/sandbox/records-door.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { recordsBelow } from "../support/cli.ts";

const ZONE: ZoneSettings = {
  apex: parseDomainName("example.test"),
  records: [
    { owner: parseDomainName("mail.example.test"), type: "TXT", ttl: 60, values: ["x"] },
    { owner: parseDomainName("www.example.test"), type: "CNAME", values: ["mail.example.test"] },
  ],
};
const DEEPER: ZoneSettings = { apex: parseDomainName("sub.example.test") };

/** Why a line can't stand in these zones, by both ways in. */
const REFUSED = [
  ["mail.example.org TXT x", "none of the sandbox's zones (example.test, sub.example.test)"],
  ["mail.notexample.test TXT x", "none of the sandbox's zones"],
  ["_spf.google.com TXT x", "none of the sandbox's zones"],
  ["mail.example.test TXT x", "stands there already"],
  ["mail.example.test 61 TXT y", "have the TTL 60"],
  ["mail.example.test CNAME a.test", "mail.example.test has TXT"],
  ["www.example.test TXT x", "www.example.test has CNAME"],
  ["www.example.test CNAME other.test", "www.example.test has CNAME"],
  ["example.test NS ns1.other.test", "the DNS host's affair"],
  ["sub.example.test CNAME other.test", "the DNS host's affair"],
] as const;

const PLACED = [
  ["mail.example.test TXT y", "TXT mail.example.test y", 60],
  ["mail.example.test MX 10 a.test", "MX mail.example.test 10 a.test", 300],
  ["new.example.test 77 A 192.0.2.1", "A new.example.test 192.0.2.1", 77],
  ["a.sub.example.test TXT z", "TXT a.sub.example.test z", 300],
] as const;

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(zones: readonly ZoneSettings[] = [ZONE, DEEPER]) {
  const sandbox = await startSandbox({ zones });
  running.push(sandbox);
  const ask = async (method: string, body?: string): Promise<readonly [status: number, text: string]> => {
    const url = `${sandbox.description.ses.endpoint}/sandbox/records`;
    const answer = await fetch(url, { method, ...(body === undefined ? {} : { body }) });
    return [answer.status, await answer.text()];
  };
  return { sandbox, ask };
}

describe("a record from the start", () => {
  it.each(PLACED)("%s stands in the zone that it is nearest to", async (line, stored, ttl) => {
    const { sandbox } = await start(zonesWith(line) as readonly ZoneSettings[]);
    const [type = "", owner = ""] = stored.split(" ");
    expect(recordsBelow(sandbox, owner)).toContain(stored);
    const zone = sandbox.store.servingZone(parseDomainName(owner));
    // As old as the zone: a lagging server has it, too.
    expect(zone?.versions).toHaveLength(1);
    const records = zone?.current.records.filter((record) => record.owner === owner && record.type === type);
    expect(new Set(records?.map((record) => record.ttl))).toEqual(new Set([ttl]));
  });

  it.each(REFUSED)("%s is refused", (line, said) => {
    expect(zonesWith(line)).toEqual({ wrong: expect.stringContaining(said) });
  });
});

describe("a record while the sandbox serves", () => {
  it.each(PLACED)("%s is placed, and taken away again", async (line, stored, ttl) => {
    const { sandbox, ask } = await start();
    const [, owner = "", ...value] = stored.split(" ");
    const before = recordsBelow(sandbox, "example.test");
    expect(await ask("POST", line)).toEqual([200, expect.stringMatching(`^placed ${owner} ${ttl} `)]);
    expect(recordsBelow(sandbox, owner)).toContain(stored);
    const [type = ""] = stored.split(" ");
    expect(await ask("DELETE", `${owner} ${type} ${value.join(" ")}`)).toEqual([
      200,
      expect.stringMatching(`^removed ${owner} ${ttl} `),
    ]);
    expect(recordsBelow(sandbox, "example.test")).toEqual(before);
  });

  it.each(REFUSED)("%s is refused and changes nothing", async (line, said) => {
    const { sandbox, ask } = await start();
    const versions = sandbox.store.zones.map((zone) => zone.versions.length);
    expect(await ask("POST", line)).toEqual([400, expect.stringContaining(said)]);
    expect(sandbox.store.zones.map((zone) => zone.versions.length)).toEqual(versions);
  });

  it("is listed with all others of the zones at the DNS hosts, as it would be placed", async () => {
    const { ask } = await start();
    expect(await ask("GET")).toEqual([
      200,
      'mail.example.test 60 TXT "x"\nwww.example.test 300 CNAME mail.example.test\n',
    ]);
  });

  it("goes with its whole set where no value is named, and nothing else does", async () => {
    const { sandbox, ask } = await start();
    for (const line of ["mail.example.test TXT y", "mail.example.test A 192.0.2.1"]) await ask("POST", line);
    expect((await ask("DELETE", "mail.example.test TXT"))[0]).toBe(200);
    expect(recordsBelow(sandbox, "mail.example.test")).toEqual(["A mail.example.test 192.0.2.1"]);
  });

  it.each([
    ["DELETE", "mail.example.test MX", 400, "no such record"],
    ["DELETE", "mail.example.test TXT other", 400, "no such record"],
    ["DELETE", "mail.example.org TXT", 400, "no such record"],
    ["POST", "nonsense", 400, "OWNER [TTL] TYPE VALUE"],
    ["POST", "", 400, "one record"],
    ["POST", "a.example.test TXT x\nb.example.test TXT x", 400, "one record"],
    ["PUT", "a.example.test TXT x", 405, "GET, POST and DELETE"],
  ])("%s %j is refused", async (method, body, status, said) => {
    const { sandbox, ask } = await start();
    const before = recordsBelow(sandbox, "example.test");
    expect(await ask(method, body)).toEqual([status, expect.stringContaining(said)]);
    expect(recordsBelow(sandbox, "example.test")).toEqual(before);
  });

  it("asks for no key, and the other paths are the API's own", async () => {
    const { sandbox, ask } = await start();
    await ask("GET");
    expect(sandbox.journal.operations("ses")).toEqual(["GET /sandbox/records"]);
    const answer = await fetch(`${sandbox.description.ses.endpoint}/sandbox/record`, { method: "POST" });
    expect(await answer.json()).toMatchObject({ Response: { Error: { Code: "MissingParameter" } } });
  });
});

function zonesWith(line: string): ReturnType<typeof withRecord> {
  const record = parseRecordLine(line);
  if ("wrong" in record) throw new Error(record.wrong);
  return withRecord([ZONE, DEEPER], record);
}
