import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseAst } from "vitest/node";
import { describe, expect, it, onTestFinished } from "vitest";
import { OPTION_NAMES } from "../../src/config/option-table.ts";
import { wordHint, type Proposal } from "../../src/errors/hint.ts";
import { createOnboarder, createRun, parseDomainName, planDomain, type RunOptions } from "../../src/index.ts";
import { environmentOf, startSandbox } from "../../src/sandbox/sandbox.ts";

// What a program is told to do next names what a program has: calls, options of the library, pages. Against the
// sandbox, which is our own fake.

const ROOT = resolve(import.meta.dirname, "../..");
const MAIL = "mail.example.test";

/** A flag, or a command to be typed. */
const OF_A_COMMAND_LINE =
  /(?<![\w-])--(?:[a-z]|$)|\bses-onboard (?:run|plan|check|undo|doctor|history|init|providers|sandbox|export|completion)\b/;

/**
 * Another program's command, and what is no hint: the mark of a plan's file, a setting's description, an adapter's
 * rights, sentences about options that a command alone takes beside each other.
 */
const NO_HINTS = new Set([
  "providers/route53/chain/chain.ts: aws sso login --profile ",
  "src/journal/plan-file.ts: ses-onboard plan",
  "src/compose/consent/approved-plan.ts: check takes --",
  "src/compose/consent/approved-plan.ts:  only together with --",
  "src/compose/consent/approved-plan.ts: --",
  // The command line's own words for an option, and what tells them from a program's.
  "src/config/problem.ts: --",
  "src/config/sources/options.ts: --",
  "src/errors/hint.ts: --",
  "src/config/schema.ts: An id of `ses-onboard providers`, a module's path or a package.",
  "providers/manual/meta.ts: none: what stands is read from the zone's name servers, and whoever holds the DNS enters what run and `plan --export` print",
]);

/** They are told by the command line alone. */
const OTHERS = [
  /^src\/(?:cli|action|report|sandbox)\//,
  // Help of the command line, and what stands in the file of a plan.
  /^src\/config\/option-(?:table|groups)\.ts$/,
  /^src\/events\/samples\//,
];

async function open() {
  const sandbox = await startSandbox({ lagMs: 50 });
  onTestFinished(() => sandbox.close());
  return { sandbox, env: environmentOf(sandbox.description) };
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Texts of the source, without comments. */
function textsIn(given: unknown): readonly string[] {
  if (Array.isArray(given)) return given.flatMap(textsIn);
  if (typeof given !== "object" || given === null) return [];
  const { type, value } = given as Node;
  if (type === "Literal" && typeof value === "string") return [value];
  if (type === "TemplateElement") return [(value as { readonly cooked: string }).cooked];
  return Object.values(given).flatMap(textsIn);
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

describe("a hint for a program", () => {
  it("has no word of a command line in any text of the source that a program may get", () => {
    const files = ["src", "providers"]
      .flatMap(filesOf)
      .filter((file) => !OTHERS.some((other) => other.test(file)));
    expect(files.length).toBeGreaterThan(200);
    const found = files.flatMap((file) =>
      textsIn(parseAst(readFileSync(join(ROOT, file), "utf8"), { lang: "ts" }))
        .filter((text) => OF_A_COMMAND_LINE.test(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(found.filter((text) => !NO_HINTS.has(text))).toEqual([]);
    expect(new Set(found)).toEqual(NO_HINTS);
  });

  it("has none in what it proposes, whatever that is", () => {
    const commands = ["run", "plan", "check", "undo", "doctor", undefined];
    const proposals: readonly Proposal[] = [
      { again: true },
      { words: ["providers", "dnspod"] },
      { words: ["history"] },
      { word: "mail.exmaple.com", instead: "mail.example.com" },
      ...OPTION_NAMES.map((option) => ({ option })),
      ...OPTION_NAMES.flatMap((option) =>
        commands.map((command) => ({
          ...(command === undefined ? {} : { command }),
          options: { [option]: ["a", "b"] },
        })),
      ),
    ];
    const told = proposals.map((proposal) => wordHint(["Now: ", proposal, "."]));
    expect(told.filter(({ hint }) => OF_A_COMMAND_LINE.test(hint))).toEqual([]);
    expect(told.filter(({ hint }) => /: \.|undefined/.test(hint))).toEqual([]);
    expect(told.flatMap(({ commands }) => commands)).toEqual([]);
  });

  it.each<[Proposal, string]>([
    [{ command: "run" }, "`onboardDomain`"],
    [{ options: { mx: ["add"] } }, '`options: { mx: "add" }`'],
    [
      { command: "plan", options: { allow: ["A:a.test", "A:b.test"] } },
      '`planDomain` with `options: { allow: ["A:a.test", "A:b.test"] }`',
    ],
    [{ options: { "mx-priority": ["20"] } }, '`options: { "mx-priority": "20" }`'],
    [{ command: "doctor" }, "`doctor` of the command line"],
    [{ command: "plan", options: { out: ["FILE"] } }, "`plan` of the command line"],
    [{ option: "wait" }, "the option `wait`"],
    [{ option: "dmarc", value: "rfc7489" }, 'the option `dmarc: "rfc7489"`'],
    [{ option: "debug" }, "its events kept (`emit`)"],
    [{ words: ["providers"] }, "docs/providers.md (or `meta` of your own adapter)"],
  ])("words %j as %s", (proposal, text) => {
    expect(wordHint([proposal]).hint).toBe(text);
  });

  it("names the option as the library takes it, and following it leads on", async () => {
    const { sandbox, env } = await open();
    const owner = parseDomainName(MAIL);
    const zone = sandbox.store.servingZone(owner) ?? expect.fail("no zone");
    zone.commit((records) => [...records, zone.newRecord({ owner, type: "MX", ttl: 300, value: "0 ." })]);
    const options = { provider: "cloudflare", mx: "add" } as const;
    const { error } = await planDomain(await createRun(MAIL, { env, options }));
    const proposed = /`options: (\{ mx: "(\w+)" \})`/.exec(error?.hint ?? "")?.[2];
    expect(["keep", "replace"]).toContain(proposed);
    expect(error).not.toHaveProperty("commands");
    const led = await planDomain(
      await createRun(MAIL, { env, options: { ...options, mx: proposed as "keep" } }),
    );
    expect(led).toMatchObject({ state: "planned", error: null });
  });

  it("and what is wrong with an option names it as it was given", async () => {
    const { env } = await open();
    const given: RunOptions = { wait: "soon" };
    const wrong = {
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/^options\["wait"\]: /) as unknown,
    };
    const hint = "Correct it; docs/library.md says what is given.";
    await expect(createRun(MAIL, { env, options: given })).rejects.toMatchObject({ ...wrong, hint });
    await expect(createOnboarder({}, { env, options: given })).rejects.toMatchObject({ ...wrong, hint });
  });

  it.each(["out", "export", "lang", "policy", "overwrite"])(
    "%s is refused: only a command does what it asks for",
    async (option) => {
      const { env } = await open();
      const options = { [option]: "en" } as RunOptions;
      await expect(createRun(MAIL, { env, options })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    },
  );
});
