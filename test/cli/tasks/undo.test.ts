import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import {
  eventsIn,
  recordsBelow,
  resultsIn,
  runMain,
  withSandbox,
  writesIn,
  type Person,
} from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const LOG = "run.ndjson";
const HOSTS = ["cloudflare", "route53"] as const;
const SITE = "google-site-verification=abc123";
const BUSY_ZONE: ZoneSettings = {
  apex: name("example.test"),
  records: [
    { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all", SITE] },
    { owner: name(MAIL), type: "MX", values: ["10 mx.elsewhere.test", "20 mx2.elsewhere.test"] },
  ],
};

interface Stage {
  readonly sandbox: Sandbox;
  readonly before: readonly string[];
  readonly undo: (...more: readonly string[]) => ReturnType<typeof runMain>;
  readonly undoAs: (ask: Person | undefined, ...more: readonly string[]) => ReturnType<typeof runMain>;
  readonly undoWith: (variable: string, value: string) => ReturnType<typeof runMain>;
  readonly run: (...more: readonly string[]) => ReturnType<typeof runMain>;
  readonly log: string;
}

/** A domain that was onboarded with a log, and a way to take it back without a key of Tencent Cloud. */
async function onboarded(
  host: string,
  use: (stage: Stage) => Promise<void>,
  ...more: readonly string[]
): Promise<void> {
  await withSandbox({ zones: [BUSY_ZONE] }, async (sandbox, env) => {
    const cwd = scratchFolder();
    const before = recordsBelow(sandbox, "example.test");
    const run = (...others: readonly string[]) =>
      runMain(["run", MAIL, "--provider", host, "--log", LOG, ...others], { env, cwd });
    expect((await run(...more)).exit).toBe(0);
    const { TENCENTCLOUD_SECRET_ID: _id, TENCENTCLOUD_SECRET_KEY: _key, ...withoutSes } = env;
    const undoAs = (ask: Person | undefined, ...others: readonly string[]) =>
      runMain(["undo", LOG, ...others], { env: withoutSes, cwd, ask });
    const undo = (...others: readonly string[]) => undoAs(undefined, ...others);
    const undoWith = (variable: string, value: string) =>
      runMain(["undo", LOG], { env: { ...withoutSes, [variable]: value }, cwd });
    await use({ sandbox, before, run, undo, undoAs, undoWith, log: join(cwd, LOG) });
  });
}

describe.each(HOSTS)("undo at %s", (host) => {
  it("puts the zone back as it stood, and has nothing left to do the second time", async () => {
    await onboarded(host, async ({ sandbox, before, undo }) => {
      expect(recordsBelow(sandbox, "example.test")).not.toEqual(before);
      const first = await undo("--format", "json");
      expect([first.exit, resultsIn(first.stdout)[0]], first.stderr).toMatchObject([
        0,
        { state: "undone", identity: null, zone: { provider: host } },
      ]);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      const writes = writesIn(sandbox).length;
      const second = await undo("--format", "json");
      expect([second.exit, resultsIn(second.stdout)[0]?.records.map(({ action }) => action)]).toEqual([
        0,
        Array.from({ length: 3 }, () => "unchanged"),
      ]);
      expect(writesIn(sandbox)).toHaveLength(writes);
    });
  });
});

describe("undo", () => {
  const MERGED = "v=spf1 include:_spf.google.com include:qcloudmail.com -all";

  it("leaves alone what somebody changed since, puts back the rest, says so and exits with 4", async () => {
    await onboarded("cloudflare", async ({ sandbox, undo }) => {
      const [zone] = sandbox.store.zones;
      const theirs = "v=spf1 include:_spf.google.com include:qcloudmail.com include:new.example.test -all";
      zone?.commit((records) =>
        records.map((record) => (record.value === MERGED ? { ...record, value: theirs } : record)),
      );
      const { exit, stdout } = await undo("--format", "plain");
      expect([exit, stdout]).toEqual([
        4,
        expect.stringMatching(/RRSET_CHANGED[^]*SPF \(TXT mail\.example\.test\): left alone/),
      ]);
      expect(recordsBelow(sandbox, MAIL)).toEqual([
        `MX ${MAIL} 10 mx.elsewhere.test`,
        `MX ${MAIL} 20 mx2.elsewhere.test`,
        `TXT ${MAIL} ${SITE}`,
        `TXT ${MAIL} ${theirs}`,
      ]);
    });
  });

  it("puts an MX back that was replaced by consent", async () => {
    await onboarded(
      "route53",
      async ({ sandbox, before, undo }) => {
        expect(recordsBelow(sandbox, MAIL)).toContain(`MX ${MAIL} 10 mxbiz1.qq.com`);
        expect((await undo()).exit).toBe(0);
        expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      },
      "--mx",
      "replace",
    );
  });

  it("writes nothing in a dry run, and shows each change once", async () => {
    await onboarded("cloudflare", async ({ sandbox, undo }) => {
      const [now, writes] = [recordsBelow(sandbox, "example.test"), writesIn(sandbox).length];
      const { exit, stdout, stderr } = await undo("--dry-run", "--format", "plain");
      expect([exit, recordsBelow(sandbox, "example.test"), writesIn(sandbox).length]).toEqual([
        0,
        now,
        writes,
      ]);
      expect(`${stdout}${stderr}`.split(`- ${MERGED}`)).toHaveLength(2);
      const [, printed = ""] = /^ {4}ses-onboard (undo .*)$/m.exec(stdout) ?? [];
      expect(printed.split(" ")).not.toContain("--dry-run");
      expect(printed).toContain(LOG);
    });
  });

  it("may append to the log that it reads, and the whole comes to the same", async () => {
    await onboarded("cloudflare", async ({ sandbox, before, run, undo, log }) => {
      expect((await undo("--log", LOG)).exit).toBe(0);
      expect((await run()).exit).toBe(0);
      expect((await undo("--log", LOG)).exit).toBe(0);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      const writes = writesIn(sandbox).length;
      expect((await undo()).exit).toBe(0);
      expect(writesIn(sandbox)).toHaveLength(writes);
      expect(eventsIn(readFileSync(log, "utf8")).filter(({ type }) => type === "run.started")).toHaveLength(
        4,
      );
    });
  });

  it.each(["rrset.planned", "rrset.written"])(
    "reads a log into which an undo began to tell while the run went on, before its first %s",
    async (type) => {
      await onboarded("cloudflare", async ({ sandbox, before, undo, log }) => {
        const lines = readFileSync(log, "utf8").split("\n");
        const [started = ""] = lines;
        const ready = lines.findIndex((line) => line.includes('"identity.ready"'));
        const at = lines.findIndex((line, index) => index > ready && line.includes(`"${type}"`));
        const told = [...lines.slice(0, at), started.replace('"run"', '"undo"'), ...lines.slice(at)];
        writeFileSync(log, told.join("\n"));
        const { exit, stderr } = await undo();
        expect(exit, stderr).toBe(0);
        expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      });
    },
  );

  it("writes what it does into its own log and the evidence, with the host's id of the change", async () => {
    await onboarded("route53", async ({ undo, log }) => {
      expect((await undo("--log", "undo.ndjson", "--report", "undo.md")).exit).toBe(0);
      const events = eventsIn(readFileSync(log.replace(LOG, "undo.ndjson"), "utf8"));
      expect(events.filter(({ type }) => type === "rrset.written")).toMatchObject(
        Array.from({ length: 3 }, () => ({ changeId: expect.stringMatching(/^C/) as string })),
      );
      const evidence = readFileSync(log.replace(LOG, "undo.md"), "utf8");
      expect(evidence).toMatch(/is as it was before, at the DNS host[^]*DNS host's change ids/);
    });
  });

  it("asks a person once, after showing what would be put back, and does nothing after a no", async () => {
    await onboarded("cloudflare", async ({ sandbox, before, undoAs }) => {
      const now = recordsBelow(sandbox, "example.test");
      const questions: string[] = [];
      const answer = (text: string) => (question: string) => {
        questions.push(question);
        return Promise.resolve(text);
      };
      expect((await undoAs(answer("n"))).exit).toBe(130);
      expect(recordsBelow(sandbox, "example.test")).toEqual(now);
      expect((await undoAs(answer("y"), "--dry-run")).exit).toBe(0);
      expect((await undoAs(answer("y"))).exit).toBe(0);
      expect((await undoAs(answer("n"))).exit).toBe(0);
      expect([questions, recordsBelow(sandbox, "example.test")]).toEqual([
        [expect.stringContaining(MAIL), expect.stringContaining(MAIL)],
        before,
      ]);
    });
  });

  it("goes by the host that the log names, whatever a variable says of runs to come", async () => {
    await onboarded("route53", async ({ sandbox, before, undoWith }) => {
      const { exit, stdout } = await undoWith("SES_ONBOARD_PROVIDER", "cloudflare");
      expect(exit, stdout).toBe(0);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });

  it("takes back one domain of several", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = scratchFolder();
      const other = "news.example.test";
      expect(
        (await runMain(["run", MAIL, other, "--provider", "cloudflare", "--log", LOG], { env, cwd })).exit,
      ).toBe(0);
      expect((await runMain(["undo", LOG, "--domain", other], { env, cwd })).exit).toBe(0);
      expect([recordsBelow(sandbox, other), recordsBelow(sandbox, MAIL).length]).toEqual([[], 4]);
      const all = await runMain(["undo", LOG, "--format", "json"], { env, cwd });
      expect(
        resultsIn(all.stdout)
          .map(({ domain, state }) => `${domain} ${state}`)
          .toSorted(),
      ).toEqual([`${MAIL} undone`, `${other} undone`]);
      expect(recordsBelow(sandbox, MAIL)).toEqual([]);
    });
  });
});

describe("undo refuses, and asks nobody:", () => {
  it.each([
    ["no file", ["undo"], /Which event log/],
    ["a file that is not there", ["undo", "missing.ndjson"], /missing\.ndjson can't be read/],
    [
      "a domain that the log does not tell of",
      ["undo", LOG, "--domain", "www.example.test"],
      /tells nothing of www\.example\.test/,
    ],
    ["a broken log, whose text commands no terminal", ["undo", "broken.ndjson"], /broken\.ndjson:2: /],
  ])("%s", async (_title, argv, message) => {
    await onboarded("cloudflare", async ({ sandbox, log }) => {
      const [first = ""] = readFileSync(log, "utf8").split("\n");
      const broken = JSON.stringify({ type: "zone.found", domain: "\u001b]0;x\u0007 ::error::x" });
      writeFileSync(log.replace(LOG, "broken.ndjson"), `${first}\n${broken}\n${first}\n`);
      const asked = sandbox.journal.entries.length;
      const { exit, stderr } = await runMain(argv, { env: {}, cwd: log.replace(LOG, "") });
      expect([exit, stderr]).toEqual([2, expect.stringMatching(message)]);
      // oxlint-disable-next-line no-control-regex -- what must not be there
      expect(stderr).not.toMatch(/[\u0007\u001b]|::error::/);
      expect(sandbox.journal.entries).toHaveLength(asked);
    });
  });

  it("credentials of another host, a zone that is gone", async () => {
    await onboarded("cloudflare", async ({ sandbox, undo, undoWith, log }) => {
      const text = readFileSync(log, "utf8");
      // What the run had done was no rehearsal.
      writeFileSync(
        log,
        text.replaceAll(/"endpoint":\{[^}]*\}/g, `"endpoint":{"url":"https://api.example.com"}`),
      );
      expect((await undoWith("CLOUDFLARE_API_TOKEN", "")).stdout).toContain("CREDENTIALS_MISSING");
      writeFileSync(log, text.replaceAll(/"id":"[0-9a-f]{32}"/g, `"id":"${"0".repeat(32)}"`));
      const { exit, stdout } = await undo();
      expect([exit, stdout]).toEqual([3, expect.stringContaining("ZONE_NOT_FOUND")]);
      expect(recordsBelow(sandbox, MAIL).length).toBeGreaterThan(4);
    });
  });
});

// At once: each run waits for Route 53 to answer again.
describe.concurrent("undo of a run whose write was answered with something that is no answer", () => {
  it.each([
    "page",
    "open-page",
    "empty",
    "cut-off",
    "error-document",
    "json",
    "page-403",
    "page-404",
    "empty-408",
  ] as const)("(%s) takes back what arrived", async (how) => {
    await withSandbox({ zones: [BUSY_ZONE] }, async (sandbox, env) => {
      const cwd = scratchFolder();
      const before = recordsBelow(sandbox, "example.test");
      // The question for rights, which it makes unknown, and the write.
      sandbox.route53.spoilNext("ChangeResourceRecordSets", how);
      sandbox.route53.spoilNext("ChangeResourceRecordSets", how);
      afterTheWrite(sandbox, "html");
      const argv = ["run", MAIL, "--provider", "route53", "--wait", "2s", "--log", LOG, "--format", "json"];
      const run = await runMain(argv, {
        env,
        cwd,
      });
      expect([run.exit, resultsIn(run.stdout)[0]?.error]).toMatchObject([
        5,
        { code: "API_SURPRISE", facts: { mayHaveArrived: true } },
      ]);
      expect(recordsBelow(sandbox, "example.test").length).toBeGreaterThan(before.length);
      afterTheWrite(sandbox, undefined);
      const undone = await runMain(["undo", LOG, "--format", "json"], { env, cwd });
      expect([undone.exit, resultsIn(undone.stdout)[0]?.state]).toEqual([0, "undone"]);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });
});

/** From its write on, the program can't read the zone at Route 53. */
function afterTheWrite({ journal }: Sandbox, fault: "html" | undefined): void {
  let batches = 0;
  journal.takeFault = (operation) => {
    if (operation === "ChangeResourceRecordSets") batches += 1;
    return batches > 1 && operation === "ListResourceRecordSets" ? fault : undefined;
  };
}
