import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { expectEnd, seenBy } from "./ended.ts";
import { SECRET_ROWS } from "./rows/secrets.ts";

// In this process. One sandbox for all rows: each of them must leave it as it was.

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());

describe("a hostile secret file", () => {
  it.for(SECRET_ROWS)("$what: $end", async (row) => {
    const { CLOUDFLARE_API_TOKEN: secret = "", ...env } = environmentOf(sandbox.description);
    const path = join(scratchFolder(), "token");
    row.make(path, secret);
    const command = row.end === "goes on" ? "plan" : "run";
    const argv = [command, "mail.example.test", "--provider", "cloudflare"];
    const seen = await seenBy(argv, { env: { ...env, CLOUDFLARE_API_TOKEN_FILE: path } });
    expectEnd(row, seen, { sandbox, secrets: [secret, "0".repeat(40)] });
  });
});
