import { isRegExp } from "node:util/types";
import type { DnsProvider, ProviderTraits, Sizes } from "../src/dns/provider.ts";
import {
  GRADES,
  type CredentialVariable,
  type LeastRights,
  type ProviderMeta,
  type Right,
  type Setting,
} from "./describe.ts";

// What a module written elsewhere must be before it is believed, told field by field: without this a missing
// one would be a TypeError in the middle of a run. By hand and not with zod, which costs more to load than a run
// without a config file.

/** What is wrong with a value that stands at this path, as clauses. */
type Demand = (value: unknown, path: string) => readonly string[];

/** Each field of `T`: a new one does not compile until it is asked for here. */
type Fields<T> = Readonly<Record<keyof Required<T>, Demand>>;

/** The clauses say what is missing or wrong: `meta.traits.swap must be "atomic" or "checked"`. */
export function faultsOfModule(module: unknown): readonly string[] {
  const { meta, createProvider } = fieldsOf(module);
  return [...record(META)(meta, "meta"), ...callable(createProvider, "createProvider")];
}

/** The same of what `createProvider` made. */
export function faultsOfProvider(provider: unknown): readonly string[] {
  return record(PROVIDER)(provider, "createProvider()");
}

/** What may be left away by who writes no types. */
type Written = Partial<ProviderMeta> & Pick<ProviderMeta, "id" | "settings" | "traits">;

/** The metadata with everything that the types promise. */
export function completeMeta(meta: Written): ProviderMeta {
  const { id, title = id, rights = [], nameServers = [], isConfigured = () => false, url = "" } = meta;
  const settings = meta.settings.map((setting) => ({ ...NO_SUMMARY, ...setting }));
  return { ...meta, title, settings, rights, nameServers, isConfigured, url };
}

const NO_SUMMARY = { summary: "" };

const text: Demand = (value, path) =>
  typeof value === "string" && value !== "" ? [] : [`${path} must be text`];
const anyText: Demand = (value, path) => (typeof value === "string" ? [] : [`${path} must be text`]);
const yesOrNo: Demand = (value, path) =>
  typeof value === "boolean" ? [] : [`${path} must be true or false`];
const callable: Demand = (value, path) => (typeof value === "function" ? [] : [`${path} must be a function`]);
const pattern: Demand = (value, path) => (isRegExp(value) ? [] : [`${path} must be a regular expression`]);

function atLeast(least: number): Demand {
  return (value, path) =>
    typeof value === "number" && value >= least ? [] : [`${path} must be a number from ${least} on`];
}

function oneOf(...choices: readonly string[]): Demand {
  const named = choices.map((choice) => `"${choice}"`).join(" or ");
  return (value, path) => (choices.some((choice) => choice === value) ? [] : [`${path} must be ${named}`]);
}

function maybe(demand: Demand): Demand {
  return (value, path) => (value === undefined ? [] : demand(value, path));
}

function listOf(demand: Demand): Demand {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, index) => demand(one, `${path}[${index}]`))
      : [`${path} must be a list`];
}

function record<T>(fields: Fields<T>): Demand {
  return (value, path) =>
    Object(value) === value
      ? Object.entries<Demand>(fields).flatMap(([key, demand]) =>
          demand(fieldsOf(value)[key], `${path}.${key}`),
        )
      : [`${path} must be an object`];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}

const TRAITS: Demand = record<ProviderTraits>({
  swap: oneOf("atomic", "checked"),
  writes: maybe(oneOf("value", "rrset")),
  batch: oneOf("all-or-nothing", "one-by-one"),
  replace: oneOf("in-place", "gap"),
  minTtl: atLeast(0),
  readLagMs: maybe(atLeast(0)),
  mx: maybe(record<NonNullable<ProviderTraits["mx"]>>({ min: atLeast(0), max: atLeast(0), null: yesOrNo })),
  sizes: maybe(
    record<Sizes>({
      value: maybe(atLeast(1)),
      set: maybe(atLeast(1)),
      values: maybe(atLeast(1)),
      characters: maybe(atLeast(1)),
    }),
  ),
});

const SETTING: Demand = record<Setting>({
  // In the config it stands beside `type`.
  name: (value, path) =>
    value === "type" ? [`${path} must be another word than "type"`] : text(value, path),
  summary: maybe(anyText),
  secret: yesOrNo,
  required: yesOrNo,
  env: maybe(text),
  otherEnv: maybe(text),
});

const CREDENTIAL: Demand = record<CredentialVariable>({
  env: text,
  summary: anyText,
  secret: yesOrNo,
  way: oneOf("keys", "role"),
  action: maybe(text),
});

const META: Fields<ProviderMeta> = {
  id: text,
  title: maybe(text),
  settings: listOf(SETTING),
  secretVariables: maybe(listOf(text)),
  vendor: maybe(text),
  endpointHosts: maybe(listOf(pattern)),
  endpointVariables: maybe(listOf(text)),
  credentials: maybe(listOf(CREDENTIAL)),
  keysAt: maybe(listOf(anyText)),
  rights: maybe(listOf(anyText)),
  leastRights: maybe(
    record<LeastRights>({
      rights: listOf(
        record<Right>({
          actions: listOf(text),
          on: oneOf("zone", "account"),
          reads: (value, path) => (value === undefined || value === true ? [] : text(value, path)),
          note: maybe(text),
        }),
      ),
      language: oneOf("CAM", "RAM", "IAM", "token"),
      zone: text,
      pastedAt: listOf(text),
    }),
  ),
  traits: TRAITS,
  byHand: maybe(yesOrNo),
  rate: maybe(record<NonNullable<ProviderMeta["rate"]>>({ perSecond: moreThanNothing, burst: atLeast(1) })),
  nameServers: maybe(listOf(pattern)),
  isConfigured: maybe(callable),
  askedAt: maybe(callable),
  url: maybe(anyText),
  page: maybe(anyText),
  grade: maybe(oneOf(...GRADES)),
};

function moreThanNothing(value: unknown, path: string): readonly string[] {
  return typeof value === "number" && value > 0 ? [] : [`${path} must be a number above 0`];
}

const PROVIDER: Fields<DnsProvider> = {
  name: text,
  traits: TRAITS,
  byHand: maybe(yesOrNo),
  endpoint: maybe(text),
  zonesAt: callable,
  readRRsets: callable,
  apply: callable,
  settled: maybe(callable),
  mayWrite: maybe(callable),
  pausedAt: maybe(callable),
  holdsOthers: maybe(callable),
};
