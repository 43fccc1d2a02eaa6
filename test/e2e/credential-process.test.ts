import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openChain } from "../../providers/route53/chain/chain.ts";
import { toOnboardError } from "../../src/errors/onboard-error.ts";
import { environmentOf } from "../../src/sandbox/sandbox.ts";
import { runChild, startChild } from "../support/child.ts";
import { withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// A program that an AWS profile names for its keys.

/** A home whose profile `work` has this program. */
function homeWith(command: string): { readonly AWS_PROFILE: string; readonly HOME: string } {
  const home = scratchFolder();
  mkdirSync(join(home, ".aws"));
  writeFileSync(join(home, ".aws/config"), `[profile work]\ncredential_process = ${command}\n`);
  return { AWS_PROFILE: "work", HOME: home };
}

/** A program that starts another one, writes both ids down, and never ends. */
function hangingProgram(): { readonly command: string; readonly ids: () => readonly number[] } {
  const folder = scratchFolder();
  const [script, file] = [join(folder, "hang.sh"), join(folder, "ids")];
  writeFileSync(script, `sleep 300 &\necho $$ $! > "${file}.part" && mv "${file}.part" "${file}"\nwait\n`);
  return {
    command: `sh "${script}"`,
    ids: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split(" ").map(Number) : []),
  };
}

/** A zombie is none: nobody has to reap it for the test. */
function isRunning(id: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${id}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("a program that an AWS profile names for its keys", () => {
  it("is run by the command, and its keys are taken", async () => {
    await withSandbox({}, async (sandbox) => {
      const { accessKeyId, secretAccessKey } = sandbox.description.route53;
      const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      const printed = join(scratchFolder(), "keys of work.json");
      writeFileSync(printed, JSON.stringify(keys));
      const {
        AWS_ACCESS_KEY_ID: _id,
        AWS_SECRET_ACCESS_KEY: _secret,
        ...env
      } = environmentOf(sandbox.description);
      const planned = await runChild(["plan", "mail.example.test", "--provider", "route53"], {
        ...env,
        ...homeWith(`cat "${printed}"`),
      });
      expect(planned.exit, planned.stderr).toBe(0);
    });
  });

  it("that hangs ends with the command, and with it all that it has started", async () => {
    await withSandbox({}, async (sandbox) => {
      const { command, ids } = hangingProgram();
      const {
        AWS_ACCESS_KEY_ID: _id,
        AWS_SECRET_ACCESS_KEY: _secret,
        ...env
      } = environmentOf(sandbox.description);
      const child = startChild(["plan", "mail.example.test", "--provider", "route53"], {
        ...env,
        ...homeWith(command),
      });
      await expect.poll(ids, { timeout: 20_000 }).toHaveLength(2);
      expect(ids().filter(isRunning)).toEqual(ids());
      child.process.kill("SIGTERM");
      expect((await child.ended).exit).toBe(143);
      await expect.poll(() => ids().filter(isRunning)).toEqual([]);
      expect(sandbox.journal.entries.filter(({ api }) => api === "route53")).toEqual([]);
    });
  });

  it("that hangs is ended when its time is up", async () => {
    const { command, ids } = hangingProgram();
    const chain = openChain({ PATH: process.env["PATH"], ...homeWith(command) }, 1_000);
    const { credentials } = chain.config;
    if (typeof credentials !== "function") throw new Error("the program is not found");
    const error = await chain.find(credentials, undefined).then(() => undefined, toOnboardError);
    expect(error).toMatchObject({
      code: "CREDENTIALS_MISSING",
      message:
        "No AWS credentials came from the credential_process of the AWS profile work within 1 seconds.",
    });
    expect(ids()).toHaveLength(2);
    await expect.poll(() => ids().filter(isRunning)).toEqual([]);
  });

  it.each([
    ["fails", "echo AKIASECRET >&2; exit 3", "it ended with status 3"],
    ["is not there", "/nonexistent/keys", "it ended with status 127"],
    ["floods", "yes", "it printed more than 65536 octets"],
    ["prints no JSON", "echo AKIASECRET", "it printed something else than keys as JSON of version 1"],
    [
      "prints half of a pair",
      `echo '{"Version":1,"AccessKeyId":"AKIASECRET"}'`,
      "it printed no AccessKeyId with a SecretAccessKey",
    ],
    [
      "prints old keys",
      `echo '{"Version":1,"AccessKeyId":"AKIASECRET","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}'`,
      "it printed keys that have expired",
    ],
  ])("that %s is told by its profile, and nothing of what it printed", async (_what, command, cause) => {
    const chain = openChain({ PATH: process.env["PATH"], ...homeWith(command) }, 10_000);
    const { credentials } = chain.config;
    if (typeof credentials !== "function") throw new Error("the program is not found");
    const error = await chain.find(credentials, undefined).then(() => undefined, toOnboardError);
    expect(error).toMatchObject({
      code: "CREDENTIALS_MISSING",
      message: `No AWS credentials came from the credential_process of the AWS profile work: ${cause}.`,
      hint: expect.stringMatching(/^Run the command of credential_process in a shell/),
    });
    expect(JSON.stringify(error?.toReport())).not.toContain("AKIASECRET");
  });
});
