import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild } from "../support/child.ts";
import { recordsBelow, resultsIn, runMain, withSandbox, type Result } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// What stands at the end where wildcards answer for the name that is onboarded: one of each host's by the built
// program, the others by the command in this process, which costs a third of the time. SES and the DNS hosts are our own
// fakes.

const name = parseDomainName;
const MAIL = "mail.example.test";
const KEY = "v=DKIM1; k=rsa; p=KEY";

function zoneOf(
  ...records: readonly (readonly [owner: string, type: string, ...values: string[]])[]
): ZoneSettings {
  const settings = records.map(([owner, type, ...values]) => ({
    owner: name(owner),
    type,
    ttl: 1800,
    values,
  }));
  return { apex: name("example.test"), records: settings };
}

const WILD = [
  ["*.example.test", "MX", "10 mx.example.test"],
  ["*.example.test", "TXT", "v=spf1 mx -all"],
] as const;

/** What stands at and below the name, apart from its policy. */
const CASES: Readonly<
  Record<
    string,
    { readonly zone: ZoneSettings; readonly more?: readonly string[]; readonly stands: readonly string[] }
  >
> = {
  "MX and SPF": {
    zone: zoneOf(...WILD),
    stands: [
      `MX ${MAIL} 10 mx.example.test`,
      `TXT ${MAIL} v=spf1 mx include:qcloudmail.com -all`,
      `TXT qcloudsg1024._domainkey.${MAIL} ${KEY}`,
    ],
  },
  "MX and SPF, with --mx add": {
    zone: zoneOf(...WILD),
    more: ["--mx", "add"],
    stands: [
      `MX ${MAIL} 10 mx.example.test`,
      `MX ${MAIL} 20 mxbiz1.qq.com`,
      `TXT ${MAIL} v=spf1 mx include:qcloudmail.com -all`,
      `TXT qcloudsg1024._domainkey.${MAIL} ${KEY}`,
    ],
  },
  "MX and SPF, with --mx replace": {
    zone: zoneOf(...WILD),
    more: ["--mx", "replace"],
    stands: [
      `MX ${MAIL} 10 mxbiz1.qq.com`,
      `TXT ${MAIL} v=spf1 mx include:qcloudmail.com -all`,
      `TXT qcloudsg1024._domainkey.${MAIL} ${KEY}`,
    ],
  },
  "a null MX": {
    zone: zoneOf(["*.example.test", "MX", "0 ."]),
    stands: [
      `MX ${MAIL} 0 .`,
      `TXT ${MAIL} v=spf1 include:qcloudmail.com ~all`,
      `TXT qcloudsg1024._domainkey.${MAIL} ${KEY}`,
    ],
  },
  "MX and SPF, but something stands below the name": {
    zone: zoneOf(...WILD, [`www.${MAIL}`, "A", "192.0.2.1"]),
    stands: [
      `A www.${MAIL} 192.0.2.1`,
      `MX ${MAIL} 10 mxbiz1.qq.com`,
      `TXT ${MAIL} v=spf1 include:qcloudmail.com ~all`,
      `TXT qcloudsg1024._domainkey.${MAIL} ${KEY}`,
    ],
  },
  "an alias of the apex": {
    zone: zoneOf(
      ["*.example.test", "CNAME", "example.test"],
      ["example.test", "MX", "10 mx.example.test"],
      ["example.test", "TXT", "v=spf1 mx -all", "site=1"],
    ),
    stands: [
      `MX ${MAIL} 10 mx.example.test`,
      `TXT ${MAIL} v=spf1 mx include:qcloudmail.com -all`,
      `TXT qcloudsg1024._domainkey.${MAIL} ${KEY}`,
    ],
  },
};

describe.each(["cloudflare", "route53"] as const)("a wildcard above the name at %s", (host) => {
  it.each(Object.entries(CASES))("with %s", async (what, { zone, more = [], stands }) => {
    await withSandbox({ zones: [zone] }, async (sandbox, env) => {
      const cwd = scratchFolder();
      const start = (argv: readonly string[]) =>
        what === "MX and SPF" ? runChild(argv, env, { cwd }) : runMain(argv, { env, cwd });
      const log = join(cwd, "run.ndjson");
      const options = ["--provider", host, "--format", "json", ...more];
      const before = recordsBelow(sandbox, "example.test");
      const planned = await start(["plan", MAIL, ...options]);
      const done = await start(["run", MAIL, ...options, "--log", log]);
      expect([planned.exit, done.exit], done.stderr).toEqual([0, 0]);
      expect(standing(sandbox)).toEqual(stands);
      expect(valuesOf(done.stdout)).toMatchObject(valuesOf(planned.stdout));
      const checked = await start(["check", MAIL, "--format", "json", ...more]);
      expect([checked.exit, resultsIn(checked.stdout)[0]?.state]).toEqual([0, "verified"]);
      const undone = await start(["undo", log, "--format", "json"]);
      expect([undone.exit, recordsBelow(sandbox, "example.test")], undone.stdout).toEqual([0, before]);
    });
  });

  it("has its DMARC policy written out", async () => {
    const zone = zoneOf(["*.example.test", "TXT", "v=DMARC1; p=reject"]);
    await withSandbox({ zones: [zone] }, async (sandbox, env) => {
      const done = await runMain(["run", MAIL, "--provider", host, "--format", "json"], { env });
      expect(done.exit, done.stdout).toBe(0);
      expect(recordsBelow(sandbox, `_dmarc.${MAIL}`)).toEqual([`TXT _dmarc.${MAIL} v=DMARC1; p=reject`]);
    });
  });

  it("is left as it answered by an undo after which something else keeps the name", async () => {
    await withSandbox({ zones: [zoneOf(...WILD)] }, async (sandbox, env) => {
      const cwd = scratchFolder();
      const log = join(cwd, "run.ndjson");
      const options = ["--provider", host, "--format", "json"];
      await runMain(["run", MAIL, ...options, "--log", log], { env, cwd });
      const [zone] = sandbox.store.zones;
      const theirs = { id: "theirs", owner: name(`a.b.${MAIL}`), type: "A", ttl: 300, value: "192.0.2.1" };
      zone?.commit((records) => [...records, theirs]);
      const dry = await runMain(["undo", log, "--format", "json", "--dry-run"], { env, cwd });
      const undone = await runMain(["undo", log, "--format", "json"], { env, cwd });
      expect([dry.exit, undone.exit]).toEqual([4, 4]);
      expect(standing(sandbox)).toEqual([
        `A a.b.${MAIL} 192.0.2.1`,
        `MX ${MAIL} 10 mx.example.test`,
        `TXT ${MAIL} v=spf1 mx -all`,
      ]);
      zone?.commit((records) => records.filter(({ id }) => id !== theirs.id));
      const again = await runMain(["undo", log, "--format", "json"], { env, cwd });
      expect([again.exit, standing(sandbox)]).toEqual([0, []]);
    });
  });

  it("is another plan under the hash of its plan, once it has changed", async () => {
    await withSandbox({ zones: [zoneOf(...WILD)] }, async (sandbox, env) => {
      const options = ["--provider", host, "--format", "json"];
      const planned = await runMain(["plan", MAIL, ...options], { env });
      const hash = String(resultsIn(planned.stdout)[0]?.planHash);
      const [zone] = sandbox.store.zones;
      const moved = (to: string) =>
        zone?.commit((records) => records.map((one) => (one.type === "MX" ? { ...one, value: to } : one)));
      moved("10 mx2.example.test");
      const stale = await runMain(["run", MAIL, ...options, "--plan-hash", hash], { env });
      expect([stale.exit, resultsIn(stale.stdout)[0]?.error?.code]).toEqual([4, "PLAN_CHANGED"]);
      moved("10 mx.example.test");
      const done = await runMain(["run", MAIL, ...options, "--plan-hash", hash], { env });
      expect(done.exit, done.stdout).toBe(0);
      expect(standing(sandbox)).toContain(`MX ${MAIL} 10 mx.example.test`);
    });
  });

  it("has its TTL kept, and its loss told with the record to add", async () => {
    await withSandbox({ zones: [zoneOf(...WILD, ["*.example.test", "A", "192.0.2.80"])] }, async (_, env) => {
      const { stdout } = await runMain(["plan", MAIL, "--provider", host, "--format", "json"], { env });
      const mx = recordsOf(stdout).find(({ purpose }) => purpose === "mx");
      expect(mx).toMatchObject({ action: "written-out", before: null, after: { ttl: 1800 } });
      expect(mx?.warnings).toMatchObject([
        { warning: "mx-kept" },
        { warning: "from-wildcard", wildcard: "*.example.test", values: ["10 mx.example.test"] },
        {
          warning: "wildcard-ended",
          owner: MAIL,
          lost: [{ type: "A", values: ["192.0.2.80"] }],
          below: expect.arrayContaining(["A", "MX", "TXT"]) as unknown,
        },
      ]);
    });
  });
});

function standing(sandbox: Parameters<typeof recordsBelow>[0]): readonly string[] {
  return recordsBelow(sandbox, MAIL).filter((record) => !record.includes("_dmarc"));
}

function recordsOf(stdout: string): Result["records"] {
  return resultsIn(stdout)[0]?.records ?? [];
}

/** What each record is to be, apart from the key, which is not known before Create. */
function valuesOf(stdout: string): Readonly<Record<string, unknown>> {
  const known = recordsOf(stdout).filter(({ purpose }) => purpose !== "dkim");
  return Object.fromEntries(known.map(({ purpose, after }) => [purpose, after?.values]));
}
