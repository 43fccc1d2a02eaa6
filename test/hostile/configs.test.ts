import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { expectEnd, seenBy } from "./ended.ts";
import { CONFIG_ROWS } from "./rows/configs.ts";

// In this process. One sandbox for all rows: each of them must leave it as it was.

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());

describe("a hostile config file", () => {
  it.for(CONFIG_ROWS)("$what: $end", async (row) => {
    const config = join(scratchFolder(), "config.yaml");
    writeFileSync(config, row.text);
    const command = row.end === "goes on" ? "plan" : "run";
    // The endpoint of SES is the config's affair where a row names one.
    const { SES_ONBOARD_SES_ENDPOINT: endpoint = "", ...env } = environmentOf(sandbox.description);
    const ses = row.text.includes("endpoint:") ? {} : { SES_ONBOARD_SES_ENDPOINT: endpoint };
    const argv = [command, "mail.example.test", "--provider", "cloudflare", "--config", config];
    const seen = await seenBy(argv, { env: { ...env, ...ses } });
    const { secretKey } = sandbox.description.ses;
    expectEnd(row, seen, { sandbox, secrets: [secretKey, "literal-secret-0123456789"] });
  });
});
