import { describe, expect, it } from "vitest";
import { METAS } from "../../../providers/registry.ts";
import { givenVariables, TENCENT, variablesOf } from "../../../src/config/accounts/variables.ts";

const metas = Object.values(METAS);
const TABLE = variablesOf(metas);

describe("the table of variables", () => {
  it.each(metas.map((meta) => [meta.title, meta] as const))(
    "has each secret setting of %s, and no key that the redactor does not know",
    (title, { settings, credentials = [], secretVariables = [] }) => {
      const named = settings.flatMap(({ secret, env }) => (secret && env !== undefined ? [env] : []));
      const secrets = TABLE.filter(({ of, secret }) => of === title && secret).map(({ env }) => env);
      expect(secrets).toEqual(expect.arrayContaining(named));
      // The id of a key is stored beside it, and stands in a host's own logs.
      const keys = credentials.filter(({ secret, env }) => secret && !env.endsWith("_ID"));
      expect(secretVariables).toEqual(expect.arrayContaining(keys.map(({ env }) => env)));
    },
  );

  // Where a person writes, nobody needs any.
  const withKeys = metas.filter(({ id }) => id !== "manual").map(({ title }) => title);
  it.each([TENCENT, ...withKeys])("has a way to get keys for %s", (of) => {
    expect(TABLE.some((variable) => variable.of === of && variable.way === "keys")).toBe(true);
  });

  it("moves no endpoint, and names each variable once", () => {
    const names = TABLE.map(({ env }) => env);
    expect(names.filter((name) => /URL|ENDPOINT/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("takes NAME_FILE for NAME, and an empty variable for none, as a workflow passes what is not set", () => {
    const given = givenVariables({ CLOUDFLARE_API_TOKEN_FILE: "/run/token", AWS_REGION: "" }, metas);
    expect(given.map(({ names }) => names)).toEqual([[], ["CLOUDFLARE_API_TOKEN_FILE"], [], [], []]);
  });

  it("tells a key by the name that other tools give it, also from a file", () => {
    const given = givenVariables({ ALICLOUD_ACCESS_KEY: "id", ALICLOUD_SECRET_KEY_FILE: "/run/key" }, metas);
    expect(given.flatMap(({ names }) => names)).toEqual(["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY_FILE"]);
  });
});
