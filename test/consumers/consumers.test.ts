import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { CONSUMER } from "../package/consumer-program.ts";
import { bare, consumer, installPackage, LONG, place, run, write } from "../package/installed.ts";
import { describeUnlessMissing } from "../support/node24/describe-tools.ts";
import { bundleAndRun, BUNDLERS, COMPILERS, missingConsumers } from "./tools.ts";

// What programs on the package are made with by others.

const ROOT = join(import.meta.dirname, "../..");
let sandbox: Sandbox;

beforeAll(async () => {
  await installPackage();
  sandbox = await startSandbox();
}, LONG);

afterAll(async () => {
  await sandbox?.close();
  rmSync(place, { recursive: true, force: true });
});

describeUnlessMissing(missingConsumers(), "a program on the tarball", () => {
  test.each(BUNDLERS)(
    "is bundled by %s, and the bundle onboards with nothing beside it",
    async (how) => {
      const env = { ...bare, ...environmentOf(sandbox.description) };
      expect(await bundleAndRun(how, consumer, join(place, how), env)).toEqual([
        "alidns verified",
        "cloudflare verified",
        "dnspod verified",
        "route53 verified",
      ]);
    },
    LONG,
  );

  const compilations = COMPILERS.flatMap((compiler) =>
    ["nodenext", "bundler"].map((resolution) => ({ ...compiler, resolution })),
  );
  // Without skipLibCheck, as above: of a declaration that a compiler does not know, it would say nothing.
  test.each(compilations)(
    "is type-checked by TypeScript $version with moduleResolution $resolution",
    async ({ version, tsc, resolution }) => {
      expect(await run("node", [tsc, "--version"], consumer)).toContain(`Version ${version}.`);
      write("consumer.ts", CONSUMER);
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        module: resolution === "bundler" ? "esnext" : resolution,
        moduleResolution: resolution,
        target: "es2022",
        types: ["node"],
        typeRoots: [join(ROOT, "node_modules/@types")],
        noEmit: true,
      };
      write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
      expect(await run("node", [tsc, "-p", "tsconfig.json"], consumer)).toBe("");
    },
    LONG,
  );
});
