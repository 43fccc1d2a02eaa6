import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { readConfigFile } from "../../src/config/sources/file.ts";
import { jsonSchema } from "../../src/config/schema.ts";

const root = join(import.meta.dirname, "../..");
const schemaFile = join(root, "config.schema.json");
const exampleFile = join(root, "config.example.yaml");

describe("config.schema.json", () => {
  it("is what the schema says now (UPDATE=1 writes it)", () => {
    const fresh = `${JSON.stringify(jsonSchema(METAS), undefined, 2)}\n`;
    if (process.env["UPDATE"] === "1") writeFileSync(schemaFile, fresh);
    expect(readFileSync(schemaFile, "utf8")).toBe(fresh);
  });
});

describe("config.example.yaml", () => {
  it("is accepted", () => {
    expect(readConfigFile("config.example.yaml", exampleFile, METAS).config.ses?.site).toBe("international");
  });

  it("shows every setting once", () => {
    const shown = new Set(
      Array.from(readFileSync(exampleFile, "utf8").matchAll(/([A-Za-z]\w*):(?=\s|$)/gm), ([, key]) => key),
    );
    const keys = keysOf(jsonSchema(METAS));
    expect(keys.length).toBeGreaterThan(25);
    expect(keys.filter((key) => !shown.has(key))).toEqual([]);
  });
});

/** Every property name that the schema knows, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (typeof schema !== "object" || schema === null) return [];
  const properties =
    "properties" in schema && typeof schema.properties === "object"
      ? Object.keys(schema.properties ?? {})
      : [];
  return [...new Set([...properties, ...Object.values(schema).flatMap(keysOf)])];
}
