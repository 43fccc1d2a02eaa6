import type { Delegation } from "../../dns/observation.ts";
import { delegatedTo } from "../../dns/said.ts";
import { listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";
import type { NeededKeys } from "../../events/diagnosis/diagnosis.ts";
import type { AccountPolicy } from "../../events/diagnosis/policy.ts";
import type { DiagnosisStyle } from "../diagnosis/lines.ts";
import { policyLines } from "../diagnosis/policy-lines.ts";
import { neededKeysText } from "../diagnosis/words.ts";
import { hanging } from "../layout.ts";
import { oneLine } from "../words/one-line.ts";
import { shorten } from "../words/words.ts";

// What `init` tells: keys and policies, then the repository's secrets, then its files.

/** The domain, its account and its host. */
export interface SetUp {
  readonly domain: string;
  readonly site: string;
  readonly region: string;
  readonly host: string;
  /** Who serves the zone; absent: no name server could be asked. */
  readonly zone?: SeenZone | undefined;
  readonly accounts: readonly NeededAccount[];
  /** Variables of the keys, which become secrets of the repository. */
  readonly secrets: readonly string[];
  /** Of the workflow, each with keys of its own. */
  readonly environments: readonly string[];
  /** What the workflow calls the release. */
  readonly release: string;
  /** The command that tries the keys. */
  readonly doctor: string;
}

interface SeenZone extends Pick<Delegation, "apex" | "parentNameServers" | "enclosing"> {
  /** The DNS host whose name servers they are, of those that are known here. */
  readonly servedBy?: string | undefined;
}

interface NeededAccount {
  readonly policy?: AccountPolicy | undefined;
  readonly keys: NeededKeys;
  /** Whose keys it takes where it has none of its own. */
  readonly borrows?: string;
}

export interface FileOutcome {
  readonly path: string;
  readonly state: "written" | "unchanged" | "replaced" | "kept";
  /** Lines of the file as it is that are not to be written, and the other way round. */
  readonly onlyThere: readonly string[];
  readonly onlyHere: readonly string[];
}

type Style = Pick<DiagnosisStyle, "wordOf" | "width" | "colors">;

export function setUpLines(setUp: SetUp, style: Style): readonly string[] {
  const { domain, site, region, host, accounts, environments, release, doctor } = setUp;
  const [tell, title] = [teller(style), titler(style)];
  return [
    ...tell(phrase`${domain}: Tencent Cloud SES, site ${site}, region ${region}; DNS host ${host}.`),
    ...tell(zoneText(setUp)),
    ...title(1, phrase`Make the keys, each with these rights and no more`),
    ...accounts.flatMap((account) => ["", ...accountLines(account, style)]),
    ...title(2, phrase`Try them here`),
    ...tell(phrase`Set these variables, then run:`),
    command(doctor),
    ...title(3, phrase`Give them to the repository, for the workflow`),
    ...tell(
      phrase`First make its environments ${listPhrase(environments, " and ")} (docs/github-action.md): the first one plans with keys that read, the second one asks somebody and writes. Each secret is asked for when its line runs:`,
    ),
    ...repositoryLines(setUp).map(command),
    ...tell(phrase`In the workflow replace ${release} by the repository and the full SHA of a release.`),
    ...tell(phrase`A role in the place of stored keys: docs/github-action.md.`),
  ];
}

function zoneText({ zone, host }: SetUp): Phrase {
  if (zone === undefined)
    return phrase`No name server could be asked from here, so it is not known whether the zone is at ${host}.`;
  if (zone.servedBy === undefined) return phrase`${delegatedTo(zone)}.`;
  return zone.servedBy === host
    ? phrase`${delegatedTo(zone)}: ${host}.`
    : phrase`${delegatedTo(zone)}: that is ${zone.servedBy}, not ${host}.`;
}

function accountLines({ policy, keys, borrows }: NeededAccount, style: Style): readonly string[] {
  const tell = teller(style);
  const { made } = neededKeysText(keys);
  return [
    ...(policy === undefined ? [] : policyLines(policy, style)),
    ...tell(
      borrows === undefined
        ? phrase`${made}.`
        : phrase`The keys for ${borrows} are taken at ${keys.of}, too; a zone in another account needs ${listPhrase(keys.variables, ", ")}.`,
    ),
  ];
}

/** Lines for a shell. A secret's value is asked for, so that it is not kept in the shell's history. */
function repositoryLines({ secrets, environments, site, region }: SetUp): readonly string[] {
  return [
    ...environments.flatMap((environment) =>
      secrets.map((secret) => `gh secret set ${secret} --env ${environment}`),
    ),
    `gh variable set SES_ONBOARD_SITE --body ${site}`,
    `gh variable set TENCENTCLOUD_REGION --body ${region}`,
  ];
}

/** @param again the command that writes what is kept now */
export function fileLines(files: readonly FileOutcome[], again: string, style: Style): readonly string[] {
  const tell = teller(style);
  const isKept = files.some(({ state }) => state === "kept");
  return [
    ...titler(style)(4, phrase`Files`),
    ...files.flatMap((file) => outcomeLines(file, style)),
    ...(isKept ? [...tell(phrase`To have them as they would be written:`), command(again)] : []),
  ];
}

const OUTCOMES: Readonly<Record<FileOutcome["state"], (path: string) => Phrase>> = {
  written: (path) => phrase`${path} is written`,
  unchanged: (path) => phrase`${path} is there already, as it would be written`,
  replaced: (path) => phrase`${path} is written anew; lines that went and came:`,
  kept: (path) => phrase`${path} is kept as it is; lines that would go and come:`,
};

/** What differs is seen by its first lines. */
const MOST_LINES = 8;

function outcomeLines({ path, state, onlyThere, onlyHere }: FileOutcome, style: Style): readonly string[] {
  const { colors, wordOf, width } = style;
  const mark = state === "kept" ? colors.yellow("!") : colors.green("✔");
  const [first = "", ...more] = hanging("  ", wordOf(OUTCOMES[state](path)), width);
  const signed = [...onlyThere.map((line) => `- ${line}`), ...onlyHere.map((line) => `+ ${line}`)];
  const left = signed.length - MOST_LINES;
  return [
    `${mark} ${first.trimStart()}`,
    ...more,
    ...signed.slice(0, MOST_LINES).map((line) => shorten(`    ${oneLine(line)}`, width)),
    ...(left > 0 ? hanging("    ", wordOf(phrase`… and ${left} more`), width) : []),
  ];
}

function teller({ wordOf, width }: Style): (text: Phrase) => readonly string[] {
  return (text) => hanging("", wordOf(text), width);
}

function titler({ wordOf, width, colors }: Style): (step: number, text: Phrase) => readonly string[] {
  return (step, text) => ["", ...hanging(`${step}. `, wordOf(text), width).map(colors.bold)];
}

function command(line: string): string {
  return `    ${line}`;
}
