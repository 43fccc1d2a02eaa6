import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";

// What went into the bundles, by esbuild's own account, against the licences that go with them.

const ROOT = join(import.meta.dirname, "../..");

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

let metafile: Metafile;
let sections: ReadonlyMap<string, string>;

beforeAll(() => {
  const place = scratchFolder();
  const options = ["--outdir", join(place, "dist"), "--metafile", join(place, "meta.json")];
  execFileSync(process.execPath, [join(ROOT, "scripts/build.mjs"), ...options]);
  metafile = JSON.parse(readFileSync(join(place, "meta.json"), "utf8")) as Metafile;
  const notices = readFileSync(join(place, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  sections = new Map(
    notices.split(`\n${"-".repeat(80)}\n`).map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return [title, lines.join("\n")];
    }),
  );
}, 60_000);

/** `name version` of each package of which something is in these outputs. */
function bundledIn(isMeant: (output: string) => boolean): readonly string[] {
  const inputs = Object.entries(metafile.outputs).flatMap(([output, { inputs: own }]) =>
    isMeant(output) ? Object.keys(own) : [],
  );
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(folders)].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(ROOT, folder, "package.json"), "utf8"),
    ) as Readonly<Record<string, string>>;
    return `${name} ${version} (${license})`;
  });
}

const isAction = (output: string): boolean => /(?:^|\/)action(?:\.js|\/)/.test(output);

describe.each([
  ["the package", (output: string) => !isAction(output)],
  ["the action", isAction],
] as const)("THIRD-PARTY-NOTICES of %s", (_what, isMeant) => {
  it("have the licence of each package that is bundled, with who holds it and the whole of its terms", () => {
    const bundled = bundledIn(isMeant);
    expect(bundled.length).toBeGreaterThan(30);
    for (const title of bundled) {
      const text = sections.get(title) ?? "";
      expect(text.length, title).toBeGreaterThan(500);
      expect(text, title).toMatch(/copyright/i);
      expect(text, title).toMatch(/as is/i);
    }
  });
});

it("THIRD-PARTY-NOTICES name each package with version and licence", () => {
  const bundled = new Set(bundledIn(() => true));
  // What esbuild read and shook out again may be there.
  expect(sections.size).toBeGreaterThanOrEqual(bundled.size);
  expect([...sections.keys()].every((title) => /^\S+ \d+\.\d+\.\d+\S* \(.+\)$/.test(title))).toBe(true);
});
