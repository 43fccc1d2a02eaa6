import type { Source } from "../../files/pipe.ts";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { findSenderDomain, parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { OwnSettings } from "../config.ts";
import { problemsOf, type SchemaProblem } from "../issues.ts";
import { configInvalid, standingPlace } from "../problem.ts";
import { OWN_SETTINGS } from "../schema.ts";
import { placed, readYaml, type YamlSource } from "./yaml-source.ts";

// The list that `--file` names: sender domains, each by its name or with settings of its own. Imported only
// when there is one.

export interface ListedDomain extends OwnSettings {
  readonly domain: DomainName;
}

/**
 * The lists of a folder in the order of their names, or the one of a file.
 * @param file as the user wrote it; errors name it so
 * @throws OnboardError CONFIG_INVALID with everything that is wrong in a file, and for a folder without a list
 */
export function readDomainLists(file: string, path: Source): readonly ListedDomain[] {
  if (typeof path !== "string" || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    return readDomainsFile(file, path);
  const names = readdirSync(path)
    // As a shell's *.yaml leaves out what begins with a dot.
    .filter((name) => /^[^.].*\.ya?ml$/is.test(name))
    .toSorted();
  if (names.length > 0) return names.flatMap((name) => readDomainsFile(join(file, name), join(path, name)));
  throw new OnboardError(
    "CONFIG_INVALID",
    phrase`The folder ${file} holds no list of domains: no *.yaml, no *.yml.`,
    {
      hint: phrase`Put a list into it, like \`- mail.example.com\` in ${join(file, "domains.yaml")}.`,
      facts: { file },
    },
  );
}

/** An account creates about ten for ever; beyond a thousand times as many it is another kind of list. */
const MOST_DOMAINS = 10_000;

const CORRECT = "Correct the list: a YAML list of domain names, like `- mail.example.com`.";

export function readDomainsFile(file: string, path: Source): readonly ListedDomain[] {
  const source = readYaml({ file, path, kind: "list of domains", option: "file", hint: CORRECT });
  const entries: readonly unknown[] = Array.isArray(source.value) ? source.value : [];
  if (entries.length === 0) throw configInvalid(placed([noDomain(source)], source), NO_DOMAIN_HINT);
  if (entries.length > MOST_DOMAINS)
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`The list of domains ${file} has ${entries.length} entries, and ${MOST_DOMAINS} are the most.`,
      {
        hint: phrase`Make several lists of it, and a command for each.`,
        facts: { file, entries: entries.length },
      },
    );
  const problems = entries.flatMap((entry, index) => problemsOfEntry(entry, index));
  // Two lines that say the same are often one that was copied and not yet changed.
  const domains = entries.map(nameOf);
  const firsts = new Map(domains.map((domain, index) => [domain, index] as const).toReversed());
  const twice = domains.flatMap((domain, index) =>
    domain === undefined ? [] : problemsOfTwin(domain, index, firsts.get(domain) ?? index),
  );
  const all = placed([...problems, ...twice], source);
  if (all.length > 0) throw configInvalid(all, CORRECT);
  return entries.map((entry, index) => {
    if (typeof entry === "string") return { domain: parseSenderDomain(entry) };
    const own = parseEntry(entry);
    const chosen = (["mx", "dmarc"] as const).filter((key) => own[key] !== undefined);
    if (chosen.length === 0) return own;
    return {
      ...own,
      from: Object.fromEntries(chosen.map((key) => [key, standingPlace(source.locate([index, key]))])),
    };
  });
}

const listedSchema = z.strictObject({ domain: z.string(), ...OWN_SETTINGS });

function parseEntry(entry: unknown): ListedDomain {
  const { domain, ...own } = listedSchema.parse(entry);
  return { domain: parseSenderDomain(domain), ...own };
}

/** Who took the last domain out of a list may expect that this takes it away somewhere else, too. */
const NO_DOMAIN_HINT =
  "Write a domain a line, like `- mail.example.com`. Taking one out of the list changes nothing at SES or in DNS; `undo` puts records back.";

function noDomain({ value, holds }: YamlSource): SchemaProblem {
  const isList = Array.isArray(value) || value === undefined || value === null;
  const named = isList ? "the list names no domain" : "there must be a list of domain names, one a line";
  const said = {
    nothing: "the list is empty",
    "only comments": "there are only comments in the list, and no domain",
    values: named,
  };
  return { path: [], at: "value", problem: said[holds] };
}

function problemsOfEntry(entry: unknown, index: number): readonly SchemaProblem[] {
  const at = "value";
  if (typeof entry === "string") return problemsOfName(entry, [index]);
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return [
      { path: [index], at, problem: phrase`this is neither a domain name nor a mapping with the key domain` },
    ];
  }
  // Named like in the config file, and found without its first part.
  const problems = problemsOf(listedSchema, entry, ["domains", index]).map((one) => ({
    ...one,
    path: one.path.slice(1),
  }));
  const name: unknown = "domain" in entry ? entry.domain : undefined;
  return [...problems, ...(typeof name === "string" ? problemsOfName(name, [index, "domain"]) : [])];
}

function problemsOfName(text: string, path: SchemaProblem["path"]): readonly SchemaProblem[] {
  const fault = faultOf(text);
  return fault === undefined ? [] : [{ path, at: "value", problem: fault }];
}

function problemsOfTwin(domain: DomainName, index: number, first: number): readonly SchemaProblem[] {
  return first === index
    ? []
    : [
        {
          path: [index],
          at: "value",
          problem: phrase`${domain} stands there already, as number ${first + 1}`,
        },
      ];
}

function nameOf(entry: unknown): DomainName | undefined {
  const text: unknown =
    typeof entry === "object" && entry !== null && "domain" in entry ? entry.domain : entry;
  return typeof text === "string" && faultOf(text) === undefined ? parseSenderDomain(text) : undefined;
}

function faultOf(text: string): string | undefined {
  try {
    parseSenderDomain(text);
    return undefined;
  } catch (error) {
    if (isOnboardError(error)) return `${error.message.replace(/\.$/, "")}${meantBy(text)}`;
    throw error;
  }
}

function meantBy(text: string): string {
  const meant = findSenderDomain(text);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
