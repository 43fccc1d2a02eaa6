import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recordsBelow, runMain, withSandbox } from "../../support/cli.ts";
import { demand } from "../../support/hostile-ses.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const MAIL = "mail.example.test";
const WWW = `A:www.${MAIL}`;

it.each<readonly [string, readonly string[], Readonly<Record<string, string>>, boolean]>([
  ["a flag beside a plan", ["--allow", WWW], {}, true],
  ["a variable beside a plan", [], { SES_ONBOARD_ALLOW: WWW }, false],
  [
    "a flag beside a plan, though a variable consents to something else there",
    ["--allow", WWW],
    { SES_ONBOARD_REPLACE: WWW },
    true,
  ],
  ["a flag beside a plan whose hash is demanded", ["--plan-hash", "HASH", "--allow", WWW], {}, false],
  [
    "a variable beside a plan whose hash is demanded",
    ["--plan-hash", "HASH"],
    { SES_ONBOARD_ALLOW: WWW },
    false,
  ],
])("what SES asks for beyond is consented to by %s: %j %j %s", async (_what, words, variables, isAllowed) => {
  await withSandbox({}, async (sandbox, env) => {
    const file = join(scratchFolder(), "plan.json");
    await runMain(["plan", MAIL, "--provider", "cloudflare", "--out", file], { env });
    const { hash } = JSON.parse(readFileSync(file, "utf8")) as { readonly hash: string };
    demand(sandbox, [{ type: "A", owner: `www.${MAIL}`, value: "203.0.113.7" }]);
    const given = words.map((word) => (word === "HASH" ? hash : word));
    const { exit } = await runMain(["run", "--plan", file, ...given, "--wait", "2s"], {
      env: { ...env, ...variables },
    });
    const addresses = recordsBelow(sandbox, MAIL).filter((line) => line.startsWith("A "));
    expect([exit === 4, addresses.length]).toEqual([!isAllowed, isAllowed ? 1 : 0]);
  });
});
