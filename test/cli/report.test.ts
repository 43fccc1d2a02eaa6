import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Interruption } from "../../src/errors/interruption.ts";
import { eventsIn, runMain, withSandbox, type Place } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const MAIL = "mail.example.test";

describe("--report", () => {
  it("writes the evidence in the end, as a page, as Markdown and as JSON", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      for (const file of ["evidence.html", "evidence.md", "evidence.json"]) {
        expect(
          (await runMain(["run", MAIL, "--provider", "cloudflare", "--report", file], { env, cwd })).exit,
        ).toBe(0);
      }
      expect(readFileSync(join(cwd, "evidence.html"), "utf8")).toMatch(
        /^<!doctype html>[^]*Rehearsal: nothing real was asked or changed[^]*is verified at an SES on this machine[^]*<\/html>\s*$/,
      );
      expect(readFileSync(join(cwd, "evidence.md"), "utf8")).toContain("```mermaid");
      expect(JSON.parse(readFileSync(join(cwd, "evidence.json"), "utf8"))).toMatchObject({
        rehearsal: true,
        asker: null,
        results: [{ domain: MAIL, state: "verified", rehearsal: true }],
      });
    });
  });

  it.for(["evidence.txt", "missing/evidence.html"])(
    "refuses %s before anything is asked or created",
    async (file) => {
      await withSandbox({}, async (sandbox, env) => {
        const { exit, stderr } = await runMain(["run", MAIL, "--provider", "cloudflare", "--report", file], {
          env,
          cwd: scratchFolder(),
        });
        expect([exit, stderr.includes("CONFIG_INVALID")]).toEqual([2, true]);
        expect(sandbox.journal.entries).toEqual([]);
      });
    },
  );

  it("is written of a failure and of an interrupted run too", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      expect(
        (
          await runMain(["run", "mail.missing.test", "--provider", "cloudflare", "--report", "failed.md"], {
            env,
            cwd,
          })
        ).exit,
      ).toBe(3);
      expect(readFileSync(join(cwd, "failed.md"), "utf8")).toContain("(exit 3)");
      const signal = AbortSignal.abort(new Interruption(130));
      expect(
        (
          await runMain(["run", MAIL, "--provider", "cloudflare", "--report", "interrupted.md"], {
            env,
            cwd,
            signal,
          })
        ).exit,
      ).toBe(130);
      expect(readFileSync(join(cwd, "interrupted.md"), "utf8")).toContain("was interrupted");
    });
  });

  it("names whose terminal it was, on GitHub's runner who started the job, and nobody where nobody says", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const runner = {
        GITHUB_ACTIONS: "true",
        GITHUB_ACTOR: "octocat",
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_REPOSITORY: "a/b",
        GITHUB_RUN_ID: "7",
      };
      const askedBy = async (place: Place) => {
        const argv = [
          "plan",
          MAIL,
          "--provider",
          "cloudflare",
          "--report",
          "plan.json",
          "--report",
          "plan.html",
        ];
        await runMain([...argv, "--report", "plan.md", "--log", "log.ndjson"], { cwd, ...place });
        const { asker, events } = JSON.parse(readFileSync(join(cwd, "plan.json"), "utf8")) as {
          readonly asker: string | null;
          readonly events: readonly { readonly by?: string }[];
        };
        const [first, last] = [events[0]?.by, eventsIn(readFileSync(join(cwd, "log.ndjson"), "utf8"))];
        expect([last.findLast(({ type }) => type === "run.started")?.["by"], asker ?? undefined]).toEqual([
          first,
          first,
        ]);
        for (const page of ["plan.html", "plan.md"])
          expect(readFileSync(join(cwd, page), "utf8").includes("Asked by")).toBe(first !== undefined);
        return first;
      };
      expect(await askedBy({ env: { ...env, ...runner }, user: "ada@workstation" })).toBe(
        "octocat, https://github.example/a/b/actions/runs/7",
      );
      expect(await askedBy({ env: { ...env, ...runner, GITHUB_ACTIONS: "" }, user: "ada@workstation" })).toBe(
        "ada@workstation",
      );
      expect(await askedBy({ env })).toBeUndefined();
    });
  });
});
