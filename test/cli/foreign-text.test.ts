import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { createRedactor } from "../../src/errors/redact.ts";
import { runMain, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const MAIL = "mail.example.test";
const FORMATS = ["plain", "tty", "github", "json"] as const;

/** Clears the screen, sets the window's title, turns the text around, and commands GitHub's runner. */
const WEAPONS = ["\u001b[2J", "\u001b]", "\u0007", "\u202e", "\r", "::set-env", "##[add-mask]"] as const;
const HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u202e\r\n::set-env name=PATH::/evil ##[add-mask]x";

describe("foreign text", () => {
  it.for(FORMATS)("commands neither a terminal nor a runner in the format %s", async (format) => {
    const zone = {
      apex: parseDomainName("example.test"),
      records: [
        { owner: parseDomainName(MAIL), type: "TXT" as const, values: [`v=spf1 mx -all`, HOSTILE] },
        {
          owner: parseDomainName(`_dmarc.${MAIL}`),
          type: "TXT" as const,
          values: [`v=DMARC1; p=none; x=${HOSTILE}`],
        },
      ],
    };
    await withSandbox({ zones: [zone] }, async (_sandbox, env) => {
      const log = join(scratchFolder(), "run.ndjson");
      const argv = [
        "run",
        MAIL,
        "--provider",
        "cloudflare",
        "--format",
        format,
        "--color",
        "never",
        "--debug=dns",
        "--log",
        log,
      ];
      const { stdout, stderr } = await runMain(argv, { env });
      const doctor = await runMain(["doctor", MAIL, "--provider", "cloudflare"], { env });
      const texts = [stdout, stderr, doctor.stdout, doctor.stderr, readFileSync(log, "utf8")];
      // It was read and told, only tamed.
      expect(texts[4]).toContain("owned");
      for (const text of texts) {
        for (const weapon of WEAPONS) expect(text).not.toContain(weapon);
      }
    });
  });
});

describe("secrets", () => {
  it.for(FORMATS)(
    "stay out of stdout, stderr and the log in the format %s, when all goes well and when nothing does",
    async (format) => {
      await withSandbox({}, async (sandbox, env) => {
        const { ses, cloudflare, route53 } = sandbox.description;
        const secrets = [ses.secretKey, cloudflare.apiToken, route53.secretAccessKey];
        const log = join(scratchFolder(), "run.ndjson");
        const argv = [
          "run",
          MAIL,
          "--provider",
          "cloudflare",
          "--format",
          format,
          "--debug=dns",
          "--log",
          log,
        ];
        const good = await runMain(argv, { env });
        sandbox.journal.inject({ operation: "GET zones", kind: "html", times: 99 });
        const bad = await runMain(argv, { env });
        expect([good.exit, bad.exit === 0]).toEqual([0, false]);
        const redact = createRedactor(secrets);
        for (const text of [good.stdout, good.stderr, bad.stdout, bad.stderr, readFileSync(log, "utf8")]) {
          // In no encoding that the redactor knows. GitHub's runner alone must be told what to mask, and is
          // told nothing here.
          expect(redact(text)).toBe(text);
        }
      });
    },
  );

  it("are told to GitHub's runner only as masks, before anything else", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const { stdout, stderr } = await runMain(["plan", MAIL, "--provider", "cloudflare"], {
        env: { ...env, GITHUB_ACTIONS: "true" },
      });
      const token = sandbox.description.cloudflare.apiToken;
      const lines = `${stdout}${stderr}`.split("\n").filter((line) => line.includes(token));
      expect(lines).toHaveLength(1);
      expect(lines.every((line) => line.startsWith("::add-mask::"))).toBe(true);
    });
  });
});

describe("--debug", () => {
  it("tells the facts of a failure on one line", async () => {
    await withSandbox({ quota: 0 }, async (_sandbox, env) => {
      const argv = ["run", MAIL, "--provider", "cloudflare"];
      expect((await runMain(argv, { env })).stderr).not.toContain("debug:");
      const { stderr } = await runMain([...argv, "--debug"], { env });
      const facts = JSON.parse(/^debug: (.*)$/m.exec(stderr)?.[1] ?? "null") as object;
      expect(facts).toMatchObject({
        code: "QUOTA_EXCEEDED",
        facts: { action: "CreateEmailIdentity", requestId: expect.any(String) as string },
      });
    });
  });
});
