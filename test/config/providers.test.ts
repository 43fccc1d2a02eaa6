import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProviders, requireSettings } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { folderWith, load, METAS, refusal } from "./scratch.ts";

// An adapter that somebody else wrote tells its settings only when it is loaded. Those of the built-in ones:
// load.test.ts.

const META = {
  id: "inhouse",
  settings: [
    { name: "url", secret: false, required: true },
    { name: "key", secret: true, required: true, env: "INHOUSE_KEY" },
    { name: "account", secret: false, required: false, env: "INHOUSE_ACCOUNT" },
    { name: "endpoint", secret: false, required: false, env: "INHOUSE_ENDPOINT" },
  ],
  secretVariables: ["INHOUSE_SESSION"],
  traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
};
const ADAPTER = adapterText(META);
const OWN = "./own.mjs";

function adapterText(meta: object): string {
  return `export const meta = ${JSON.stringify(meta)}; export const createProvider = () => undefined;`;
}

function filesWith(entry: string, others = ""): Readonly<Record<string, string>> {
  return {
    "own.mjs": ADAPTER,
    "ses-onboard.yaml": `providers:\n  mine:\n    type: ${OWN}\n${entry}${others}`,
  };
}

describe("the settings of an adapter written elsewhere", () => {
  it("are read as its metadata tells: from the file, a variable, or the file that a variable names", async () => {
    const files = { ...filesWith("    url: https://dns.example.com\n"), "key.txt": "key-of-inhouse\n" };
    const config = await load({ files, env: { INHOUSE_KEY_FILE: "key.txt", INHOUSE_ACCOUNT: "a-1" } });
    const [mine] = config.providers;
    expect(mine).toMatchObject({
      name: "mine",
      type: OWN,
      missing: [],
      settings: { url: "https://dns.example.com", key: "key-of-inhouse", account: "a-1" },
    });
    expect([mine?.meta?.id, config.secrets]).toEqual(["inhouse", ["key-of-inhouse"]]);
  });

  it("go before the variables, and each may be a reference, which counts as a secret", async () => {
    const files = filesWith("    url: { env: OTHER_URL }\n    key: { env: OTHER_KEY }\n    account: a-2\n");
    const env = { OTHER_URL: "https://u.example", OTHER_KEY: "other-key", INHOUSE_KEY: "ambient-key" };
    const { providers, secrets } = await load({ files, env });
    expect(providers[0]?.settings).toEqual({ url: "https://u.example", key: "other-key", account: "a-2" });
    expect(secrets).toEqual(expect.arrayContaining(["https://u.example", "other-key", "ambient-key"]));
  });

  it("are kept from everything that is printed where they are secret, and what else it names as secret", async () => {
    const files = filesWith("    url: https://dns.example.com\n");
    const env = { INHOUSE_KEY: "key-of-inhouse", INHOUSE_SESSION: "session-1", INHOUSE_ACCOUNT: "a-1" };
    expect((await load({ files, env })).secrets).toEqual(["key-of-inhouse", "session-1"]);
  });

  it.each([
    [
      "a literal in a secret's place",
      "    url: u\n    key: hunter22\n",
      5,
      10,
      "providers.mine.key must be {",
    ],
    [
      "an unknown one",
      "    url: u\n    ulr: u\n",
      5,
      5,
      'unknown key "ulr" in providers.mine (did you mean "url"?)',
    ],
    ["a required one that nothing can give", "    account: a\n", 2, 3, "inhouse needs the setting url"],
    ["an empty one", '    url: ""\n', 4, 10, "providers.mine.url must not be empty"],
    ["an endpoint without TLS", "    url: u\n    endpoint: http://192.0.2.1\n", 5, 15, "the URL"],
  ])("with %s are refused at their place", async (_what, entry, line, column, said) => {
    const { error, problems } = await refusal({ files: filesWith(entry), env: { INHOUSE_KEY: "key-1234" } });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(problems).toEqual([
      { file: "ses-onboard.yaml", line, column, problem: expect.stringContaining(said) },
    ]);
    expect(JSON.stringify(error.toReport())).not.toContain("hunter22");
  });

  it("are named all at once, with what is wrong elsewhere", async () => {
    const files = filesWith("    key: hunter22\n    ulr: u\n", "policy: { ttl: 0 }\n");
    expect((await refusal({ files })).problems).toHaveLength(1);
    const mended = filesWith("    key: hunter22\n    ulr: u\n");
    const { problems } = await refusal({ files: mended, env: { TENCENTCLOUD_REGION: "nowhere" } });
    expect(problems.map(({ line, variable }) => line ?? variable)).toEqual(["TENCENTCLOUD_REGION", 4, 5, 2]);
  });

  it("name the variable in which a value is wrong", async () => {
    const files = filesWith("    url: u\n");
    const env = { INHOUSE_KEY: "key-1234", INHOUSE_ENDPOINT: "http://192.0.2.1" };
    expect((await refusal({ files, env })).problems).toEqual([
      { variable: "INHOUSE_ENDPOINT", problem: expect.stringContaining("the URL") },
    ]);
  });

  it("may lack what a variable can give, until the host is asked: check asks none", async () => {
    const [mine] = (await load({ files: filesWith("    url: u\n") })).providers;
    expect(mine?.missing).toEqual(["INHOUSE_KEY"]);
    const ask = () => mine && requireSettings(mine);
    expect(ask).toThrow(expect.objectContaining({ code: "CREDENTIALS_MISSING" }));
  });
});

describe("a module", () => {
  const loads = `globalThis.sesOnboardLoads = (globalThis.sesOnboardLoads ?? 0) + 1; ${ADAPTER}`;
  const loadsSeen = () => (globalThis as { sesOnboardLoads?: number }).sesOnboardLoads ?? 0;
  const entry = "    url: u\n  cf: { type: cloudflare, apiToken: { env: TOKEN } }\n";

  it("is looked for in the folder of the config, wherever the command is given", async () => {
    const file = join(folderWith(filesWith("    url: of-the-config\n")), "ses-onboard.yaml");
    const cwd = folderWith({});
    const env = { INHOUSE_KEY: "key-1234" };
    const config = await loadConfig({ flags: { config: file }, env, cwd, home: cwd, metas: METAS });
    expect(config.providers).toMatchObject([{ name: "mine", meta: { id: "inhouse" } }]);
  });

  it("is not loaded where another host is named", async () => {
    const files = { ...filesWith(entry), "own.mjs": loads };
    for (const provider of ["cf", "cloudflare", "route53"]) await load({ files, flags: { provider } });
    expect(loadsSeen()).toBe(0);
    for (const provider of ["mine", OWN, "auto"]) await load({ files, flags: { provider } });
    await load({ files });
    expect(loadsSeen()).toBe(4);
  });

  const BROKEN = ["throw new Error('broken')", "export const meta = 1", "const a = ;"];

  it.each(BROKEN)(
    "that can't be used is told only when its host is asked, where another may be: %s",
    async (text) => {
      const others = "  cf: { type: cloudflare, apiToken: { env: OTHER_KEY } }\n";
      const files = { ...filesWith("    url: u\n    key: { env: OTHER_KEY }\n", others), "own.mjs": text };
      const { providers, secrets } = await load({ files, env: { OTHER_KEY: "other-key" } });
      expect(providers).toMatchObject([{ settings: { url: "u", key: "other-key" }, missing: [] }, {}]);
      expect([providers[0]?.meta, secrets]).toEqual([undefined, ["other-key"]]);
      const named = await refusal({ files, env: { OTHER_KEY: "other-key" }, flags: { provider: "mine" } });
      expect(named.problems).toMatchObject([{ file: "ses-onboard.yaml", line: 3, column: 11 }]);
    },
  );

  it.each(BROKEN)(
    "that can't be used is a problem at its place, where only it can be meant: %s",
    async (text) => {
      const files = { ...filesWith("    url: u\n    key: { env: OTHER_KEY }\n"), "own.mjs": text };
      const { error, problems } = await refusal({ files, env: { OTHER_KEY: "other-key" } });
      expect(error).toMatchObject({
        code: "CONFIG_INVALID",
        hint: expect.stringContaining("own.mjs") as string,
      });
      expect(problems).toMatchObject([{ file: "ses-onboard.yaml", line: 3, column: 11 }]);
    },
  );

  it.each(["data:text/javascript,export{}", "https://dns.example.com/a.mjs", "file:///a.mjs", "node:fs"])(
    "is never named by a URL: %s",
    async (type) => {
      const files = { "ses-onboard.yaml": `providers:\n  mine: { type: "${type}" }\n` };
      const { error, problems } = await refusal({ files });
      expect(error.code).toBe("CONFIG_INVALID");
      expect(problems).toMatchObject([{ line: 2, column: 17, problem: expect.stringContaining("URL") }]);
      expect(await refusal({ flags: { provider: type } })).toMatchObject({
        error: { code: "CONFIG_INVALID" },
        problems: [{ flag: "--provider", problem: expect.stringContaining("URL") as string }],
      });
    },
  );
});

describe("--provider with the path of an adapter", () => {
  const settings = META.settings.map((setting) => ({
    ...setting,
    env: `INHOUSE_${setting.name.toUpperCase()}`,
  }));
  const files = { "own.mjs": adapterText({ ...META, settings }) };
  const env = { INHOUSE_URL: "https://dns.example.com", INHOUSE_KEY: "key-of-inhouse" };

  it("needs no entry in a config: its settings are those of the variables", async () => {
    const config = await load({ files, env, flags: { provider: OWN } });
    expect(findProviders(config, config.provider)).toMatchObject([
      {
        name: OWN,
        type: OWN,
        settings: { url: "https://dns.example.com", key: "key-of-inhouse" },
        missing: [],
      },
    ]);
    expect(config.secrets).toEqual(["key-of-inhouse"]);
  });

  it("may stand in the variable, too", async () => {
    const config = await load({ files, env: { ...env, SES_ONBOARD_PROVIDER: OWN } });
    expect(findProviders(config, config.provider)).toMatchObject([{ name: OWN }]);
  });

  it("says what is missing, and of what only a config can give, that it can", async () => {
    const config = await load({ files, flags: { provider: OWN } });
    expect(findProviders(config, config.provider)[0]?.missing).toEqual(["INHOUSE_URL", "INHOUSE_KEY"]);
    const { error, problems } = await refusal({ files: { "own.mjs": ADAPTER }, flags: { provider: OWN } });
    expect(error.hint).toContain(`inhouse: { type: ${OWN}, url:`);
    expect(problems).toEqual([
      { flag: "--provider", problem: expect.stringContaining("needs the setting url") as string },
    ]);
  });

  it("says at once that there is none, or what it lacks", async () => {
    for (const text of [undefined, "throw new Error('broken')", "export const meta = 1"]) {
      const given = text === undefined ? {} : { "own.mjs": text };
      const { error } = await refusal({ files: given, env, flags: { provider: OWN } });
      expect(error).toMatchObject({ code: "PROVIDER_UNKNOWN", exit: 2 });
    }
  });

  it("means the entry that has that module, from wherever the path is written", async () => {
    const cwd = folderWith(
      filesWith("    url: of-the-config\n", "domains:\n  - { match: example.com, mx: add }\n"),
    );
    const provider = `../${basename(cwd)}/own.mjs`;
    const sources = { flags: { provider }, env: { INHOUSE_KEY: "key-1234" }, cwd, home: cwd, metas: METAS };
    const config = await loadConfig(sources);
    expect(config.providers.map(({ name }) => name)).toEqual(["mine"]);
    for (const wanted of [config.provider, config.domains[0]?.provider ?? "none"])
      expect(findProviders(config, wanted)).toMatchObject([{ settings: { url: "of-the-config" } }]);
  });

  it("holds for every domain, whatever the config's rules say", async () => {
    const rules =
      "domains:\n  - { match: example.com, provider: mine }\nproviders:\n  mine: { type: cloudflare }\n";
    const config = await load({
      files: { ...files, "ses-onboard.yaml": rules },
      env,
      flags: { provider: OWN },
    });
    expect(findProviders(config, config.domains[0]?.provider ?? "")).toMatchObject([{ name: OWN }]);
  });
});
