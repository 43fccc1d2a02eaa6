import { homeOf } from "../../../compose/find-provider.ts";
import { DEFAULT_FILE } from "../../../config/load.ts";
import { TENCENT as VENDOR } from "../../../config/accounts/known-secrets.ts";
import { TENCENT } from "../../../config/accounts/variables.ts";
import { readOptions } from "../../../config/sources/options.ts";
import { parseSenderDomain, type DomainName } from "../../../dns/domain-name.ts";
import { inLanguage, type Language, type Text } from "../../../errors/phrase.ts";
import { customaryRequirements } from "../../../plan/consent/customary.ts";
import { keyOf } from "../../../dns/rrset.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../../../report/color.ts";
import { fileLines, setUpLines, type SetUp } from "../../../report/init/lines.ts";
import { hanging } from "../../../report/layout.ts";
import { linesFor, wordFor } from "../../../report/words/commands/command-line.ts";
import { oneLine } from "../../../report/words/one-line.ts";
import { flagsOf, type Arguments, type CommandContext } from "../../command.ts";
import type { Io } from "../../io.ts";
import { legible } from "../../legible.ts";
import { operandsOf } from "../../operands.ts";
import { languageFor } from "../../session/language.ts";
import { openSession, startedBy } from "../../session/session.ts";
import { policyOfHost, policyOfSes } from "../account-policies.ts";
import { keysOfHost, keysOfSes } from "../needed-keys.ts";
import { writtenAt } from "../policies.ts";
import { choose, chooseDomain, type Chosen, type Person } from "./choose.ts";
import { settle } from "./files.ts";
import { RELEASE, withReleaseOf, WORKFLOW, workflowFor } from "./workflow.ts";

// `init`: init.ts (what is told and written), choose.ts (who is asked what), files.ts, workflow.ts.

/** Of the workflow; the second one writes. */
const ENVIRONMENTS = ["ses-onboard-plan", "ses-onboard"];
const DEFAULT_COLUMNS = 80;

/** Tells what keys a domain needs and where they go, and writes a config and a workflow. DNS is asked, and no API. */
export async function init({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const flags = flagsOf(given);
  const options = readOptions(flags, io.env);
  const language = await languageFor(options, io);
  const person = personAt(io, language);
  const [named] = operandsOf(given, "domain").map(parseSenderDomain);
  const domain = named ?? (await chooseDomain(person));
  await openSession(io, { command: "init", flags, domains: [domain], triesEach: true }, async (session) => {
    if (session.invalid !== undefined) throw session.invalid;
    const started = startedBy(io, [domain]);
    const run = session.composition.runFor(domain, { emit: () => {}, started, wordFor, language });
    const chosen = await choose(run, session, person);
    const { site, region, host, provider, delegation } = chosen;
    const style = {
      colors: wantsColor({ choice: undefined, env: io.env, isTTY: io.stdout.isTTY })
        ? ANSI_COLORS
        : NO_COLORS,
      width: io.stdout.columns || DEFAULT_COLUMNS,
      wordOf: (text: Text) => inLanguage(text, language),
    };
    const lineOf = (command: string, options = {}) =>
      linesFor({ ...started, command, operands: [domain] }, [domain], { command, options }).join("");
    const stdout = legible(io.stdout, io);
    const tell = (lines: readonly string[]) => void stdout.write(`${lines.join("\n")}\n`);
    tell(setUpLines({ domain, ...setUpOf(domain, chosen), doctor: lineOf("doctor") }, style));
    const workflow = workflowFor(host, provider);
    const files = [
      { path: DEFAULT_FILE, text: configFor(delegation?.apex ?? domain, chosen) },
      {
        path: `.github/workflows/${WORKFLOW}`,
        text: workflow,
        filledAs: (there: string) => withReleaseOf(there, workflow),
      },
    ].map((file) => settle(file, io.cwd, options.overwrite?.value === true));
    const again = { site: [site], region: [region], provider: [provider], overwrite: ["true"] };
    tell(fileLines(files, lineOf("init", again), style));
    finish(0);
  });
}

/** What was not given is asked on stderr, as every question is. */
function personAt(io: Io, language: Language | undefined): Person | undefined {
  const { ask, signal } = io;
  if (ask === undefined) return undefined;
  return {
    answer: async (question) => (await ask(inLanguage(question, language), signal)).trim(),
    tell: (text) => {
      const told = hanging("", oneLine(inLanguage(text, language)), io.stderr.columns || DEFAULT_COLUMNS);
      legible(io.stderr, io).write(`${told.join("\n")}\n`);
    },
  };
}

/** The accounts of the domain, with the keys that become secrets. */
function setUpOf(
  domain: DomainName,
  { site, region, host, delegation }: Chosen,
): Omit<SetUp, "domain" | "doctor"> {
  const place = {
    apex: delegation?.apex,
    nameServers: delegation?.parentNameServers ?? [],
    written: writtenAt(domain, customaryRequirements(domain).map(keyOf)),
  };
  const ofSes = { policy: policyOfSes(site), keys: keysOfSes(site) };
  const borrows = host.vendor === VENDOR ? { borrows: TENCENT } : {};
  const ofHost = { policy: policyOfHost(host, place, site), keys: keysOfHost(host), ...borrows };
  const accounts = host.byHand === true ? [ofSes] : [ofSes, ofHost];
  const own = accounts.filter((account) => !("borrows" in account));
  return {
    site,
    region,
    host: host.title,
    zone: delegation === undefined ? undefined : { ...delegation, servedBy: homeOf(delegation)?.title },
    accounts,
    secrets: own.flatMap(({ keys }) => keys.variables),
    environments: ENVIRONMENTS,
    release: RELEASE,
  };
}

/** @param match the zone where it is known, since all below it is at the same host */
function configFor(match: DomainName, { site, region, provider }: Chosen): string {
  return [
    "# Written by `ses-onboard init`. config.example.yaml has every setting. No secret stands here.",
    "ses:",
    `  site: ${site}`,
    `  region: ${region}`,
    "domains:",
    `  - match: ${match}`,
    `    provider: ${provider}`,
    "",
  ].join("\n");
}
