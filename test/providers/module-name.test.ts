import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kindOfName, locateModule } from "../../providers/module-name.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

describe("a name", () => {
  it.each([
    ["cloudflare", "word"],
    ["toString", "word"],
    ["", "word"],
    ["./adapter.mjs", "path"],
    ["../dns/adapter.mjs", "path"],
    ["/opt/dns/adapter.mjs", "path"],
    ["C:\\dns\\adapter.mjs", "path"],
    ["@acme/dns", "package"],
    ["@acme/dns/adapter.mjs", "package"],
    ["ses-onboard-acme", "package"],
    ["adapters/inhouse.mjs", "package"],
    ["data:text/javascript,0", "neither"],
    [" data:text/javascript,0", "neither"],
    ["d\nata:text/javascript,0", "neither"],
    ["https://dns.example.com/adapter.mjs", "neither"],
    ["http://127.0.0.1/adapter.mjs", "neither"],
    ["file:///opt/dns/adapter.mjs", "neither"],
    ["blob:nodedata:1", "neither"],
    ["node:fs", "neither"],
    ["#internal/x", "neither"],
    ["@acme", "neither"],
    ["acme%2fdns", "neither"],
  ])("%j is taken as: %s", (name, kind) => {
    expect(kindOfName(name)).toBe(kind);
  });
});

describe("where a module is", () => {
  const folder = realpathSync(scratchFolder());
  const install = (name: string, manifest: object): void => {
    const home = join(folder, "node_modules", name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), JSON.stringify({ name, ...manifest }));
    for (const file of ["index.js", "own.mjs", "own.cjs"]) writeFileSync(join(home, file), "");
  };

  it("is told from the folder where it is named", () => {
    expect(locateModule("./own.mjs", folder)).toBe(join(folder, "own.mjs"));
    expect(locateModule("/opt/own.mjs", folder)).toBe("/opt/own.mjs");
  });

  // The action's bundle lies in a folder of the runner's, far from the packages of the job.
  it.each([
    ["@acme/text", { exports: "./own.mjs" }, "own.mjs"],
    ["acme-sugar", { exports: { types: "./x.d.ts", import: "./own.mjs", require: "./own.cjs" } }, "own.mjs"],
    [
      "acme-paths",
      { exports: { ".": { require: "./own.cjs", import: { default: "./own.mjs" } } } },
      "own.mjs",
    ],
    ["acme-order", { exports: { ".": { node: "./own.cjs", import: "./own.mjs" } } }, "own.cjs"],
    ["acme-main", { main: "./own.cjs" }, "own.cjs"],
    ["acme-none", {}, "index.js"],
  ])("is looked for among the packages of that folder, as import would: %s", (name, manifest, file) => {
    install(name, manifest);
    expect(locateModule(name, folder)).toBe(join(folder, "node_modules", name, file));
  });

  it.each([
    ["acme-deep/dns", { exports: { "./dns": { import: "./own.mjs" } } }, "own.mjs"],
    ["acme-files/own.cjs", {}, "own.cjs"],
    ["acme-pattern/own", { exports: { "./*": "./*.mjs" } }, "own.mjs"],
  ])("is looked for below a package: %s", (name, manifest, file) => {
    const [base = ""] = name.split("/");
    install(base, manifest);
    expect(locateModule(name, folder)).toBe(join(folder, "node_modules", base, file));
  });

  it.each([
    ["acme-closed/own.mjs", { exports: { ".": "./index.js" } }],
    ["acme-hidden", { exports: { "./other": "./own.mjs" } }],
  ])("is nothing that the package does not export: %s", (name, manifest) => {
    install(name.split("/")[0] ?? "", manifest);
    expect(locateModule(name, folder)).toBe(name);
  });

  it("stays the package's name where that folder has none", () => {
    expect(locateModule("@acme/other", folder)).toBe("@acme/other");
  });
});
