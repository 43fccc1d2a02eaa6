import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AdapterContext } from "../../providers/describe.ts";
import { findAdapter, METAS, REGISTRY } from "../../providers/registry.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ses-onboard-registry-"));
  const written: Readonly<Record<string, string>> = {
    // As the contract's first version had it: no `writes`, and nothing beside what a run needs.
    "good.mjs": `${META} export const createProvider = async () => (${PORT});`,
    "no-traits.mjs": `export const meta = { id: "x", settings: [] }; export const createProvider = () => {};`,
    "no-port.mjs": `${META} export const createProvider = async () => ({ name: "good", traits: meta.traits, apply() {} });`,
    "nothing.mjs": `${META} export const createProvider = async () => undefined;`,
  };
  for (const [file, text] of Object.entries(written)) await writeFile(join(folder, file), text);
  await writeFile(join(folder, "odd.mjs"), `export const somethingElse = 1;\n`);
  await writeFile(join(folder, "unparsed.mjs"), `export const a = 1;\nexport const b = ;\n`);
  await writeFile(join(folder, "throwing.mjs"), THROWING);
  await writeFile(join(folder, "broken.mjs"), `throw new Error("broken on purpose");\n`);
});

const THROWING = `export const meta = { get id() { throw new Error("no id today"); } };
export const createProvider = () => undefined;`;
const TRAITS = `{ swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 }`;
const META = `export const meta = { id: "good", settings: [], traits: ${TRAITS} };`;
const PORT = `{ name: "good", traits: meta.traits, zonesAt: async () => [], readRRsets: async () => [], apply: async () => ({ written: 0 }) }`;
afterAll(() => rm(folder, { recursive: true }));

describe.each(Object.keys(REGISTRY))("%s", (id) => {
  test("is found under the id that it gives itself, with the same metadata before and after its SDK is near", async () => {
    const adapter = await findAdapter(id);
    expect(adapter.meta).toBe(METAS[id]);
    expect(adapter.meta.id).toBe(id);
    expect(adapter.createProvider).toBeTypeOf("function");
  });
});

/** None of these adapters looks at what it is given. */
const CONTEXT = {} as AdapterContext;

test("an adapter written elsewhere is found by its path, and what it leaves away stands there all the same", async () => {
  const { meta, createProvider } = await findAdapter(join(folder, "good.mjs"));
  expect(meta).toMatchObject({ id: "good", title: "good", rights: [], nameServers: [], url: "" });
  expect([meta.grade, meta.isConfigured({})]).toEqual([undefined, false]);
  expect(await createProvider(CONTEXT)).toMatchObject({ name: "good" });
});

test("a module that lacks something is none, and each lack is named", async () => {
  await expect(findAdapter(join(folder, "no-traits.mjs"))).rejects.toMatchObject({
    code: "PROVIDER_UNKNOWN",
    message: expect.stringContaining("meta.traits must be an object") as string,
    facts: { faults: ["meta.traits must be an object"] },
  });
});

test.each([
  [
    "no-port.mjs",
    ["createProvider().zonesAt must be a function", "createProvider().readRRsets must be a function"],
  ],
  ["nothing.mjs", ["createProvider() must be an object"]],
])("what %s creates is looked at before it is used", async (file, faults) => {
  const { createProvider } = await findAdapter(join(folder, file));
  await expect(createProvider(CONTEXT)).rejects.toMatchObject({
    code: "PROVIDER_UNKNOWN",
    facts: { faults },
  });
});

test.each(["data:", " data:", "DATA:", "d\nata:", "data:\t"])(
  "nothing is loaded from a URL: %j",
  async (scheme) => {
    const url = `${scheme}text/javascript,globalThis.sesOnboardLoadedUrl=true;${encodeURIComponent(META)}`;
    await expect(findAdapter(url)).rejects.toMatchObject({ code: "PROVIDER_UNKNOWN" });
    expect(globalThis).not.toHaveProperty("sesOnboardLoadedUrl");
  },
);

test("not even from the URL of a file that is an adapter", async () => {
  await expect(findAdapter(pathToFileURL(join(folder, "good.mjs")).href)).rejects.toMatchObject({
    code: "PROVIDER_UNKNOWN",
    message: expect.stringContaining("URL") as string,
  });
});

test.each([
  ["broken.mjs", "(line 1)", "Correct"],
  ["unparsed.mjs", "(line 2)", "Correct"],
  ["throwing.mjs", "no id today", "Name one of"],
  ["odd.mjs", "meta", "Correct what"],
  ["missing.mjs", "no such file", "Name one of"],
  ["../../../../../../dev/null", "no regular file", "Name one of"],
])("%s: the reason and the way out are those of this fault", async (file, reason, hint) => {
  await expect(findAdapter(join(folder, file))).rejects.toMatchObject({
    code: "PROVIDER_UNKNOWN",
    message: expect.stringContaining(reason) as string,
    hint: expect.stringContaining(hint) as string,
  });
});

test("a file's name without ./ is told to be a package's", async () => {
  await expect(findAdapter("tiny.mjs")).rejects.toMatchObject({
    code: "PROVIDER_UNKNOWN",
    hint: expect.stringContaining("./tiny.mjs") as string,
  });
});

test.each(["odd.mjs", "broken.mjs", "throwing.mjs", "missing.mjs"])("%s is no adapter", async (file) => {
  await expect(findAdapter(join(folder, file))).rejects.toMatchObject({
    code: "PROVIDER_UNKNOWN",
    facts: { given: join(folder, file) },
  });
});

test("a package that is not installed is no adapter", async () => {
  await expect(findAdapter("@nobody/no-such-adapter")).rejects.toMatchObject({ code: "PROVIDER_UNKNOWN" });
});

test.each(["cloudfare", "undici", "toString", "__proto__", ""])(
  'a bare word is never imported: "%s"',
  async (word) => {
    await expect(findAdapter(word)).rejects.toMatchObject({
      code: "PROVIDER_UNKNOWN",
      facts: { known: expect.arrayContaining(["route53"]) as unknown },
    });
  },
);
