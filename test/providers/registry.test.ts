import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAdapter, METAS, REGISTRY } from "../../providers/registry.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ses-onboard-registry-"));
  const traits = `{ swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 }`;
  await writeFile(
    join(folder, "good.mjs"),
    `export const meta = { id: "good", traits: ${traits} };\nexport const createProvider = async () => ({ name: "good" });\n`,
  );
  await writeFile(join(folder, "odd.mjs"), `export const somethingElse = 1;\n`);
  await writeFile(join(folder, "broken.mjs"), `throw new Error("broken on purpose");\n`);
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(Object.keys(REGISTRY))("%s", (id) => {
  test("is found under the id that it gives itself, with the same metadata before and after its SDK is near", async () => {
    const adapter = await findAdapter(id);
    expect(adapter.meta).toBe(METAS[id]);
    expect(adapter.meta.id).toBe(id);
    expect(adapter.createProvider).toBeTypeOf("function");
  });
});

test("an adapter written elsewhere is found by its path", async () => {
  expect((await findAdapter(join(folder, "good.mjs"))).meta.id).toBe("good");
});

test.each(["odd.mjs", "broken.mjs", "missing.mjs"])("%s is no adapter", async (file) => {
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
