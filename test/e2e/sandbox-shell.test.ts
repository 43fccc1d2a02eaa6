import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startChild, type Child } from "../support/child.ts";
import { CONSENT } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { openShell } from "../support/typed-shell.ts";

// What the sandbox prints, typed into a shell as it stands there. What the pages show is in test/docs/typed.test.ts.

const MAIL = "mail.example.test";

const running: Child[] = [];
afterEach(async () => {
  for (const child of running) child.process.kill("SIGINT");
  await Promise.all(running.splice(0).map((child) => child.ended));
});

describe("the variables of --env", { timeout: 60_000 }, () => {
  it("let doctor and run succeed in another shell, and are gone with the sandbox", async () => {
    const { cwd, child } = await startSandboxIn(scratchFolder());
    const { exits, printed } = await typeIn(cwd, [
      ". ./sandbox.env",
      `ses-onboard doctor ${MAIL} --provider cloudflare`,
      `ses-onboard run ${MAIL} --provider cloudflare`,
      `SES_ONBOARD_PROVIDER=route53 ses-onboard check ${MAIL}`,
    ]);
    expect(exits, printed).toEqual([0, 0, 0, 0]);
    expect(printed).toContain(`${MAIL} is verified at an SES on this machine`);
    child.process.kill("SIGINT");
    expect((await child.ended).exit).toBe(0);
    expect(existsSync(join(cwd, "sandbox.env"))).toBe(false);
  });
});

describe("the commands that the sandbox prints", () => {
  it("all run as printed, one after the other", async () => {
    const { cwd, child } = await startSandboxIn(scratchFolder());
    const lines = child
      .stderr()
      .split("\n")
      .filter((line) => line.startsWith("  "));
    const { exits, printed } = await typeIn(cwd, lines);
    expect(exits, printed).toEqual([0, 0, 0, 0, 0]);
    expect(printed).toContain(`placed ${MAIL} 300 TXT "v=spf1 -all"`);
    expect(printed).toContain(`removed ${MAIL} 300 TXT "v=spf1 -all"`);
  });
});

async function startSandboxIn(cwd: string) {
  const child = startChild(["sandbox", "--env", "sandbox.env"], {}, { cwd });
  running.push(child);
  await child.says(/DELETE/, "stderr");
  return { cwd, child };
}

/** Line after line, and the exit status of each. */
async function typeIn(cwd: string, lines: readonly string[]) {
  const shell = openShell(cwd, CONSENT);
  const exits: number[] = [];
  for (const line of lines) exits.push(await shell.type(line));
  await shell.close();
  return { exits, printed: shell.printed() };
}
