import type { Source } from "../../files/pipe.ts";
import type { ProviderMeta } from "../../../providers/describe.ts";
import { kindOfName, NO_MODULE_NAME } from "../../../providers/module-name.ts";
import { problemsOf, type Path, type SchemaProblem } from "../issues.ts";
import { configInvalid, type ConfigProblem, type Origin } from "../problem.ts";
import { configSchema, entrySchema, openEntrySchema, type FileConfig } from "../schema.ts";
import { didYouMean } from "../suggest.ts";
import { placed, readYaml, type Placed } from "./yaml-source.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";

// Reads and judges the config, a file or a value. Imported only when there is one: yaml and zod cost more than
// 100 ms together.

type Metas = Readonly<Record<string, ProviderMeta>>;

export interface LoadedFile {
  /** Absent: a program gave it as a value. */
  readonly file?: string;
  readonly config: FileConfig;
  /** Where a value stands, for complaints that only the whole configuration can have. */
  readonly locate: (path: Path) => Origin;
  /** An entry under `providers` against what its adapter says of itself, once that is known. */
  readonly judgeEntry: (name: string, meta: ProviderMeta) => readonly ConfigProblem[];
}

/**
 * @param file as the user wrote it; errors name it so
 * @throws OnboardError CONFIG_INVALID with everything that is wrong in the file
 */
export function readConfigFile(file: string, path: Source, metas: Metas): LoadedFile {
  const source = readYaml({ file, path, kind: "config file", option: "config" });
  return { file, ...judged(source, metas) };
}

/**
 * The same of a value that says what a file would.
 * @throws OnboardError CONFIG_INVALID with everything that is wrong in it
 */
export function judgeConfig(value: unknown, metas: Metas, types: readonly string[]): LoadedFile {
  return judged({ value, locate: (path) => ({ setting: ["config", ...path].join(".") }) }, metas, types);
}

/** @param types of adapters that a program has loaded itself: these are judged by what they say of themselves later */
function judged(source: Placed, metas: Metas, types: readonly string[] = []): LoadedFile {
  const value = source.value ?? {};
  const problems = [
    ...problemsOf(configSchema(openEntrySchema), value),
    ...entryProblems(value, metas, types),
  ];
  if (problems.length > 0) throw configInvalid(placed(problems, source));
  const config = configSchema(openEntrySchema).parse(value);
  return {
    config,
    locate: source.locate,
    judgeEntry(name, meta) {
      const { type, ...given } = config.providers?.[name] ?? { type: meta.id };
      // Each setting of an adapter written elsewhere may be a reference, whose shape was judged before.
      const references = meta.settings.filter((setting) => isSecretRef(given[setting.name]));
      const others = Object.entries(given).filter(
        ([key]) => !references.some((setting) => setting.name === key),
      );
      const entry = { type, ...Object.fromEntries(others) };
      return placed(problemsOf(entrySchema(meta, type), entry, ["providers", name]), source);
    },
  };
}

/**
 * Each entry under `providers` against its adapter's metadata; of one whose adapter is written elsewhere only
 * the shape, until that is loaded.
 */
function entryProblems(config: unknown, metas: Metas, types: readonly string[]): readonly SchemaProblem[] {
  return Object.entries(mapping(mapping(config)["providers"])).flatMap(([name, entry]) => {
    const path = ["providers", name];
    if (name === "auto")
      return [
        { path, at: "key", problem: phrase`a provider can't be called "auto", which means "recognise it"` },
      ];
    // An object has no entry of that name in most hands, zod's among them: it would be dropped in silence.
    if (name === "__proto__")
      return [{ path, at: "key", problem: phrase`a provider can't be called "${name}"` }];
    const { type } = mapping(entry);
    if (typeof type !== "string") return [];
    const meta = Object.hasOwn(metas, type) ? metas[type] : undefined;
    if (meta !== undefined) return problemsOf(entrySchema(meta), entry, path);
    const kind = kindOfName(type);
    if (kind === "neither")
      return [{ path: [...path, "type"], at: "value", problem: phrase`this type ${NO_MODULE_NAME}` }];
    if (kind !== "word" || types.includes(type)) return foreignProblems(mapping(entry), path);
    const known = [...Object.keys(metas), ...types];
    const problem = phrase`unknown provider type "${type}"${didYouMean(type, known) || phrase` (it knows ${listPhrase(known, ", ")}, modules and packages)`}`;
    return [{ path: [...path, "type"], at: "value", problem }];
  });
}

function foreignProblems(entry: Readonly<Record<string, unknown>>, path: Path): readonly SchemaProblem[] {
  return Object.entries(entry)
    .filter(([, value]) => typeof value !== "string" && !isSecretRef(value))
    .map(([key]) => ({
      path: [...path, key],
      at: "value",
      problem: phrase`${[...path, key].join(".")} must be text, { env: NAME } or { file: PATH }`,
    }));
}

function isSecretRef(value: unknown): boolean {
  const entries = Object.entries(mapping(value));
  return (
    entries.length === 1 &&
    entries.every(
      ([key, inner]) => ["env", "file"].includes(key) && typeof inner === "string" && inner !== "",
    )
  );
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
