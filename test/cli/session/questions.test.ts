import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { recordsBelow, resultsIn, runMain, withSandbox, writesIn, type Person } from "../../support/cli.ts";
import { demand } from "../../support/hostile-ses.ts";
import { personWho, tableOf } from "../../support/person.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const MAIL = "mail.example.test";
const NEWS = "news.example.test";
const RUN = ["run", MAIL, "--provider", "cloudflare"] as const;
const BOTH = ["run", MAIL, NEWS, "--provider", "cloudflare"] as const;

/** What a log tells of consent, in its order. */
function consentsIn(cwd: string): readonly object[] {
  const lines = readFileSync(join(cwd, "run.ndjson"), "utf8").trim().split("\n");
  const events = lines.map((line) => JSON.parse(line) as { type: string; by?: string; again?: true });
  return events
    .filter(({ type }) => type === "consent.given")
    .map(({ by, again }) => ({ by, ...(again === true ? { again } : {}) }));
}

describe("the question of a run", () => {
  it.for(["n", "", "yep", "no"])(
    "answered by %j leaves everything as it was, and says so",
    async (answer) => {
      await withSandbox({}, async (sandbox, env) => {
        const { asked, ask } = personWho(answer);
        const { exit, stdout } = await runMain(RUN, { env, ask });
        expect([exit, asked.length, writesIn(sandbox)]).toEqual([130, 1, []]);
        expect(stdout).toContain(`${MAIL} stays as it is: the answer was no`);
        expect(stdout).toContain("Nothing was created or written. To be asked again:");
      });
    },
  );

  it.for(["y", " YES "])("answered by %j lets the run go on", async (answer) => {
    await withSandbox({}, async (_sandbox, env) => {
      const { asked, ask } = personWho(answer);
      const cwd = scratchFolder();
      expect((await runMain([...RUN, "--log", "run.ndjson"], { env, cwd, ask })).exit).toBe(0);
      expect(consentsIn(cwd)).toEqual([{ by: "terminal" }]);
      expect(asked.map(({ question }) => question)).toEqual([`Go on with ${MAIL}? [y/N] `]);
    });
  });

  it("is one for all domains, asked when each is planned and before any is created", async () => {
    await withSandbox({ profile: "dkim-only" }, async (sandbox, env) => {
      const { asked, ask } = personWho("y");
      const counting: Person = (question, signal, before) => {
        expect(writesIn(sandbox)).toEqual([]);
        return ask(question, signal, before);
      };
      expect((await runMain(BOTH, { env, ask: counting })).exit).toBe(0);
      expect(asked).toHaveLength(1);
      expect(asked[0]?.question).toBe("Go on with these 2 domains? [y/N] ");
    });
  });

  it("shows each value that goes and comes, the account and the hosts", async () => {
    await withSandbox({}, async (sandbox, env) => {
      sandbox.store.zones[0]?.commit((records) => [
        ...records,
        { id: "1", owner: MAIL as never, type: "TXT", ttl: 60, value: "v=spf1 include:_spf.google.com -all" },
      ]);
      const { asked, ask } = personWho("n");
      await runMain(BOTH, { env, ask });
      const table = tableOf(asked[0]?.screen);
      for (const text of [
        "- v=spf1 include:_spf.google.com -all",
        "+ v=spf1 include:_spf.google.com include:qcloudmail.com -all",
        "MX at each of 1-2, TTL 300 s",
        "+ 10 mxbiz1.qq.com",
        "2 identities to create, which can't be undone; SES lists 0 of the usual 10",
        "6 record sets: 5 new, 1 merged; then at most 4 DKIM records",
        "site international, region ap-singapore",
        "DNS host: cloudflare (zone example.test)",
        "Rehearsal: SES and the DNS host are on this machine.",
      ])
        expect(table).toContain(text);
    });
  });

  it("goes on without a domain that could not be planned, and tells why", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const { asked, ask } = personWho("y");
      const argv = [...BOTH, "mail.nowhere.test", "--format", "json"];
      const { exit, stdout } = await runMain(argv, {
        env: { ...env, LC_ALL: "C", NO_COLOR: "1" },
        ask,
        isTTY: true,
      });
      expect(tableOf(asked[0]?.screen)).toMatch(
        /mail\.nowhere\.test is left out, and all else goes on without it:\s+ZONE_NOT_DELEGATED\./,
      );
      // A terminal of LANG=C draws no other marks.
      expect(tableOf(asked[0]?.screen)).toMatch(/^[\n -~]*$/);
      expect(asked[0]?.question).toContain("these 2 domains");
      expect([exit, resultsIn(stdout).map(({ state }) => state)]).toEqual([
        3,
        ["failed", "verified", "verified"],
      ]);
      expect(sandbox.ses.account.identities).toHaveLength(2);
    });
  });

  it("leaves in the log how consent came, and nothing of a no or of nothing to do", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const run = [...RUN, "--log", "run.ndjson"];
      await runMain(run, { env, cwd, ask: personWho("n").ask });
      expect(consentsIn(cwd)).toEqual([]);
      expect((await runMain([...run, "--yes"], { env, cwd })).exit).toBe(0);
      expect(consentsIn(cwd)).toEqual([{ by: "yes" }]);
      expect((await runMain([...run, "--yes"], { env, cwd })).exit).toBe(0);
      expect(consentsIn(cwd)).toEqual([{ by: "yes" }]);
    });
  });

  it.for([
    { argv: [...RUN, "--yes"], variables: {} },
    { argv: RUN, variables: { SES_ONBOARD_YES: "true" } },
    { argv: ["plan", ...RUN.slice(1)], variables: {} },
  ])("is not asked by $argv with $variables", async ({ argv, variables }) => {
    await withSandbox({}, async (_sandbox, env) => {
      const { asked, ask } = personWho("n");
      expect((await runMain(argv, { env: { ...env, ...variables }, ask })).exit).toBe(0);
      expect(asked).toEqual([]);
    });
  });

  it("is not asked where nothing is to do for any domain", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      expect((await runMain(BOTH, { env })).exit).toBe(0);
      const { asked, ask } = personWho("n");
      expect((await runMain(BOTH, { env, ask })).exit).toBe(0);
      expect(asked).toEqual([]);
    });
  });

  it("is asked in spite of the variable when --no-yes says so", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { asked, ask } = personWho("n");
      await runMain([...RUN, "--no-yes"], { env: { ...env, SES_ONBOARD_YES: "true" }, ask });
      expect(asked).toHaveLength(1);
    });
  });

  it("ends with an interrupt that comes while it stands, with nothing done", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const interrupt = new AbortController();
      const ask: Person = (_question, signal) => {
        interrupt.abort(new Interruption(143));
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
          if (signal.aborted) reject(signal.reason as Error);
        });
      };
      const { exit, stdout } = await runMain(BOTH, { env, ask, signal: interrupt.signal });
      expect([exit, writesIn(sandbox)]).toEqual([143, []]);
      expect(stdout.match(/Nothing was created or written\./g)).toHaveLength(2);
    });
  });
});

describe("what the question had not shown", () => {
  const WWW = { type: "A", owner: `www.${MAIL}`, value: "192.0.2.66" };

  it("is shown by its values and asked; a no writes nothing of it, and what was done is told", async () => {
    await withSandbox({}, async (sandbox, env) => {
      demand(sandbox, [WWW]);
      const { asked, ask } = personWho("y", "n");
      const { exit, stdout } = await runMain(RUN, { env, ask });
      expect(asked[1]?.screen).toMatch(
        /more would be written than was shown\.\s+Already\s+done[^]*A at www\.mail\.example\.test[^]*\+ 192\.0\.2\.66/,
      );
      expect([exit, asked[1]?.question]).toEqual([130, `Write this for ${MAIL}, too? [y/N] `]);
      expect(stdout).toContain("Already done: the identity was created.");
      expect(stdout).not.toContain("PLAN_CHANGED");
      expect(recordsBelow(sandbox, MAIL)).toEqual([]);
    });
  });

  it("is written after a yes", async () => {
    await withSandbox({}, async (sandbox, env) => {
      demand(sandbox, [WWW]);
      const { asked, ask } = personWho("y", "y");
      const cwd = scratchFolder();
      await runMain([...RUN, "--wait", "0", "--log", "run.ndjson"], { env, cwd, ask });
      expect(consentsIn(cwd)).toEqual([{ by: "terminal" }, { by: "terminal", again: true }]);
      expect([asked.length, recordsBelow(sandbox, MAIL)]).toEqual([
        2,
        expect.arrayContaining([`A www.${MAIL} 192.0.2.66`]),
      ]);
    });
  });

  it("is asked for one domain while another goes on, and nothing of that is on the screen before the answer", async () => {
    await withSandbox({}, async (sandbox, env) => {
      demand(sandbox, [WWW]);
      const cwd = scratchFolder();
      const log = () => readFileSync(join(cwd, "run.ndjson"), "utf8");
      const screens: string[] = [];
      const ask: Person = async (question, _signal, screen) => {
        if (question.startsWith("Go on")) return "y";
        const before = `${screen.stdout}${screen.stderr}`;
        await vi.waitFor(() => expect(log()).toContain(`"identity.verified"`), { timeout: 10_000 });
        expect(`${screen.stdout}${screen.stderr}`).toBe(before);
        screens.push(before);
        return "n";
      };
      const { stdout } = await runMain([...BOTH, "--log", "run.ndjson"], { env, cwd, ask });
      expect(screens).toHaveLength(1);
      expect(screens[0]).not.toContain(`${NEWS} is verified`);
      expect(stdout).toContain(`${NEWS} is verified`);
    });
  });
});

describe("the question of an undo", () => {
  it("is one for all domains, with each value; a no puts nothing back, and says so", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = scratchFolder();
      const before = recordsBelow(sandbox, "example.test");
      expect((await runMain([...BOTH, "--log", "run.ndjson"], { env, cwd })).exit).toBe(0);
      const now = recordsBelow(sandbox, "example.test");
      const no = personWho("n");
      const refused = await runMain(["undo", "run.ndjson"], { env, cwd, ask: no.ask });
      expect([refused.exit, recordsBelow(sandbox, "example.test")]).toEqual([130, now]);
      expect(refused.stdout.match(/Nothing was put back\./g)).toHaveLength(2);
      const table = tableOf(no.asked[0]?.screen);
      for (const text of [
        "MX at each of 1-2, nothing of it stays",
        "- 10 mxbiz1.qq.com",
        "8 record sets: 8 taken away",
        "Rehearsal: the DNS host is on this machine.",
      ])
        expect(table).toContain(text);
      const yes = personWho("y");
      expect((await runMain(["undo", "run.ndjson"], { env, cwd, ask: yes.ask })).exit).toBe(0);
      expect(yes.asked.map(({ question }) => question)).toEqual([
        "Put this back for these 2 domains? [y/N] ",
      ]);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });
});
