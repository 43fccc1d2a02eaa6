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
  mkdirSync(join(folder, "node_modules/@acme/dns"), { recursive: true });
  writeFileSync(join(folder, "node_modules/@acme/dns/index.mjs"), "export {};\n");
  writeFileSync(
    join(folder, "node_modules/@acme/dns/package.json"),
    JSON.stringify({ name: "@acme/dns", exports: "./index.mjs" }),
  );

  it("is told from the folder where it is named", () => {
    expect(locateModule("./own.mjs", folder)).toBe(join(folder, "own.mjs"));
    expect(locateModule("/opt/own.mjs", folder)).toBe("/opt/own.mjs");
  });

  // The action's bundle lies in a folder of the runner's, far from the packages of the job.
  it("is looked for among the packages of that folder, wherever this program is", () => {
    expect(locateModule("@acme/dns", folder)).toBe(join(folder, "node_modules/@acme/dns/index.mjs"));
  });

  it("stays the package's name where that folder has none", () => {
    expect(locateModule("@acme/other", folder)).toBe("@acme/other");
  });
});
