import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

// Who may import whom (docs/decisions and CONTRIBUTING.md say why). A folder that is missing here fails the test, so that the table stays whole.

const ROOT = resolve(import.meta.dirname, "..");
const LEAVES: ReadonlySet<string> = new Set(["src/async/clock.ts", "src/async/retry.ts", "src/version.ts"]);
const ERRORS = "src/errors";
const DNS = "src/dns";

/** Folder → folders and packages that it may import, beside itself, node: and the leaves. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "src/errors": [],
  "src/dns": [ERRORS, "tldts"],
  "src/plan": [DNS, ERRORS],
  "src/resolve": [DNS, ERRORS, "dns2", "https-proxy-agent", "proxy-from-env"],
  "src/ses": [DNS, ERRORS, "src/plan", "tencentcloud-sdk-nodejs-ses", "https-proxy-agent", "proxy-from-env"],
  "src/onboard": [DNS, ERRORS, "src/plan", "src/events/event.ts"],
  "src/report": [DNS, ERRORS, "src/events/event.ts", "src/plan", "zod"],
  "src/config": [DNS, ERRORS, "src/plan", "providers/describe.ts", "providers/registry.ts", "yaml", "zod"],
  "src/sandbox": [DNS, ERRORS, "dns2", "fast-xml-parser", "zod"],
  "src/events/event.ts": [DNS, ERRORS, "src/plan"],
  "src/events": [DNS, ERRORS, "src/events/event.ts", "src/plan"],
  "src/async/clock.ts": [],
  "src/async/retry.ts": [],
  "src/version.ts": [],
  "src/index.ts": ["src", "providers"],
  "src/compose/compose.ts": [
    DNS,
    ERRORS,
    "src/plan",
    "src/resolve",
    "src/ses",
    "src/onboard",
    "src/config",
    "src/events/event.ts",
    "providers/registry.ts",
    "providers/describe.ts",
  ],
  "src/compose/temporary-keys.ts": ["src/compose/compose.ts", "src/config", "src/ses"],
  "src/library.ts": [
    DNS,
    ERRORS,
    "src/compose/compose.ts",
    "src/compose/temporary-keys.ts",
    "src/config",
    "src/events/event.ts",
    "src/onboard",
    "providers/registry.ts",
  ],
  "src/cli": ["src", "providers", "yargs"],
  "src/action": ["src", "providers"],
  "providers/describe.ts": [DNS, ERRORS],
  "providers/registry.ts": [DNS, ERRORS, "providers/describe.ts", "providers/cloudflare", "providers/route53"],
  "providers/conformance.ts": ["providers/conformance"],
  "providers/conformance": [DNS, ERRORS],
  "providers/memory": [DNS, ERRORS, "providers/describe.ts", "providers/conformance"],
  "providers/cloudflare": [DNS, ERRORS, "providers/describe.ts", "cloudflare", "undici"],
  "providers/route53": [
    DNS,
    ERRORS,
    "providers/describe.ts",
    "@aws-sdk/client-route-53",
    "@smithy/node-http-handler",
    "https-proxy-agent",
    "proxy-from-env",
  ],
};

/** Edges that are allowed only lazily: what they bring is heavy and most commands never need it. */
const LAZY_ONLY = ["cloudflare", "@aws-sdk/client-route-53", "tencentcloud-sdk-nodejs-ses", "yaml", "zod", "undici", "src/sandbox"];

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: "type" | "static" | "dynamic";
}

const edges = ["src", "providers"].flatMap((folder) => filesBelow(folder)).flatMap(edgesOf);

describe("the dependency table", () => {
  it("sees the code: hundreds of imports, not none", () => {
    expect(edges.length).toBeGreaterThan(200);
  });

  it("has a row for every place", () => {
    const places = [...new Set(edges.map((edge) => placeOf(edge.from)))];
    expect(places.filter((place) => ALLOWED[place] === undefined)).toEqual([]);
  });

  it("is kept by every import", () => {
    const broken = edges.filter((edge) => !isAllowed(edge)).map((edge) => `${edge.from} → ${edge.to}`);
    expect(broken).toEqual([]);
  });

  it("lets nobody but the command line load the sandbox, and that lazily", () => {
    const importers = edges.filter(
      (edge) => placeOf(edge.to) === "src/sandbox" && placeOf(edge.from) !== "src/sandbox" && edge.kind !== "type",
    );
    expect(importers.filter((edge) => placeOf(edge.from) !== "src/cli" || edge.kind !== "dynamic")).toEqual([]);
  });

  it("ships no examples: only tests and the documentation read them", () => {
    const samples = (file: string): boolean => file.startsWith("src/events/samples");
    expect(edges.filter(({ from, to }) => samples(from) && samples(to)).length).toBeGreaterThan(0);
    expect(edges.filter(({ from, to }) => !samples(from) && samples(to))).toEqual([]);
  });

  it("keeps every heavy package behind an import() in the file that needs it, or in files reached only so", () => {
    const reached = reachableStatically("src/cli/main.ts");
    const heavy = edges.filter(
      (edge) =>
        reached.has(edge.from) && edge.kind === "static" && LAZY_ONLY.some((name) => edge.to === name || edge.to.startsWith(`${name}/`)),
    );
    expect(heavy.map((edge) => `${edge.from} → ${edge.to}`)).toEqual([]);
  });

  it("has no circle among files", () => {
    expect(findCircle()).toBeUndefined();
  });

  it("touches `process` only at the edge", () => {
    const users = filesBelow("src")
      .concat(filesBelow("providers"))
      .filter((file) => /\bprocess\.(?:env|argv|exit|std|on|once|cwd)/.test(code(file)));
    expect(users.filter((file) => placeOf(file) !== "src/cli")).toEqual([]);
  });
});

function isAllowed({ from, to }: Edge): boolean {
  const place = placeOf(from);
  if (to.startsWith("node:") || LEAVES.has(to)) return true;
  if (placeOf(to) === place && (to.startsWith("src/") || to.startsWith("providers/"))) return true;
  return (ALLOWED[place] ?? []).some((allowed) => to === allowed || to.startsWith(`${allowed}/`));
}

function reachableStatically(entry: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...edges.filter((edge) => edge.from === file && edge.kind === "static").map((edge) => edge.to));
  }
  return reached;
}

function findCircle(): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    done.add(file);
    for (const edge of edges) {
      if (edge.from !== file || edge.kind !== "static") continue;
      const circle = visit(edge.to, [...path, file]);
      if (circle !== undefined) return circle;
    }
    return undefined;
  };
  return edges.map((edge) => visit(edge.from, [])).find((circle) => circle !== undefined);
}

/** A folder of src/ or providers/, or a file directly in one of them. */
function placeOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function edgesOf(file: string): Edge[] {
  const text = code(file);
  const found = [
    ...matches(text, /^(?:import|export)\s+type\s[^;]*?from\s+"([^"]+)"/gm, "type" as const),
    ...matches(text, /^(?:import|export)\s+(?!type\s)[^;]*?from\s+"([^"]+)"/gm, "static" as const),
    ...matches(text, /^import\s+"([^"]+)"/gm, "static" as const),
    ...matches(text, /\bimport\(\s*"([^"]+)"/g, "dynamic" as const),
  ];
  return found.map(({ specifier, kind }) => ({ from: file, to: targetOf(file, specifier), kind }));
}

function matches<K>(text: string, pattern: RegExp, kind: K): { specifier: string; kind: K }[] {
  return [...text.matchAll(pattern)].map((match) => ({ specifier: match[1] ?? "", kind }));
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(ROOT, resolve(ROOT, dirname(file), specifier));
  return specifier;
}

function code(file: string): string {
  return readFileSync(join(ROOT, file), "utf8")
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}
