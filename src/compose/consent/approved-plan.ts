import { resolve } from "node:path";
import type { OptionName } from "../../config/option-table.ts";
import type { Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { PlanFile } from "../../journal/plan-file.ts";
import { differingParts } from "../../plan/consent/hash-text.ts";
import { untilWritten } from "../../files/pipe.ts";
import type { Plan, PlanSettings } from "../../plan/consent/plan.ts";
import type { Tag } from "../../plan/identity.ts";

/**
 * The plan that `--plan` names.
 * @throws OnboardError CONFIG_INVALID for a file that is none, PLAN_CHANGED when its hash is not that of --plan-hash
 */
export async function readApprovedPlan(
  options: Options,
  cwd: string,
  signal: AbortSignal,
): Promise<PlanFile | undefined> {
  const file = options.plan?.value;
  if (file === undefined) return undefined;
  const { readPlanFile } = await import("../../journal/plan-file.ts");
  const approved = readPlanFile(file, await untilWritten(resolve(cwd, file), signal));
  const hash = options["plan-hash"]?.value;
  if (hash === undefined || hash === approved.hash) return approved;
  throw new OnboardError(
    "PLAN_CHANGED",
    `The plan in ${file} is not the one that was agreed upon: its hash is ${approved.hash}.`,
    {
      hint: "Give the plan file that belongs to this hash, or have the plan in the file approved.",
      facts: { file, agreed: hash, actual: approved.hash, differs: differingParts(hash, approved.hash) },
    },
  );
}

/**
 * The plan whose records `check --dns-only --expect` looks for.
 * @throws OnboardError CONFIG_INVALID for a file that is none, and for an option that nothing comes of
 */
export async function readExpectedPlan(
  options: Options,
  cwd: string,
  signal: AbortSignal,
): Promise<PlanFile | undefined> {
  const file = options.expect?.value;
  const isDnsOnly = options["dns-only"]?.value === true;
  if (file !== undefined && !isDnsOnly) throw onlyBeside("expect", "dns-only");
  if (options.export !== undefined && file === undefined) throw onlyBeside("export", "expect");
  if (file === undefined) return undefined;
  const { readPlanFile } = await import("../../journal/plan-file.ts");
  return readPlanFile(file, await untilWritten(resolve(cwd, file), signal));
}

function onlyBeside(option: "expect" | "export", other: "dns-only" | "expect"): OnboardError {
  return new OnboardError("CONFIG_INVALID", phrase`check takes --${option} only together with --${other}.`, {
    hint: phrase`Give ${{ option: other }} as well, or leave ${{ option }} away.`,
    facts: { option, other },
  });
}

/**
 * The domains of a plan, or those of it that are named.
 * @throws OnboardError PLAN_CHANGED for one that the plan says nothing of
 */
export function domainsOfPlan(
  { plans }: PlanFile,
  named: readonly DomainName[] | undefined,
): readonly DomainName[] {
  const planned = plans.map(({ settings }) => settings.domain);
  const stray = named?.find((domain) => !planned.includes(domain));
  if (stray === undefined) return planned.filter((domain) => named?.includes(domain) ?? true);
  throw new OnboardError("PLAN_CHANGED", `The plan says nothing of ${stray}.`, {
    hint: "Name only domains of the plan, or none for all of them; or plan again.",
    facts: { domain: stray, planned },
  });
}

/**
 * What a plan was made with holds under it, so a flag that says otherwise is a mistake.
 * @param hosts the built-in adapters: another one, or one with a name of the config file, tells what it is called only
 * when it is loaded
 * @throws OnboardError CONFIG_INVALID
 */
export function requireAgreeingFlags(options: Options, { plans }: PlanFile, hosts: readonly string[]): void {
  for (const { settings } of plans) {
    const wrong = SETTINGS.find(({ option, of, given }) => {
      const flag = options[option];
      if (flag === undefined || !("flag" in flag.origin)) return false;
      if (option === "provider" && !hosts.includes(given(options))) return false;
      return given(options) !== of(settings);
    });
    if (wrong === undefined) continue;
    const { option, of, given } = wrong;
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`--${option} ${given(options)} is not what the plan of ${settings.domain} was made with (${of(settings)}).`,
      {
        hint: phrase`Leave ${{ option }} away, or plan again with it.`,
        facts: { option, domain: settings.domain },
      },
    );
  }
}

interface Setting {
  readonly option: OptionName;
  readonly of: (settings: PlanSettings) => string;
  readonly given: (options: Options) => string;
}

const SETTINGS: readonly Setting[] = [
  { option: "mx", of: ({ policy }) => policy.mx, given: ({ mx }) => String(mx?.value) },
  { option: "dmarc", of: ({ policy }) => policy.dmarc, given: ({ dmarc }) => String(dmarc?.value) },
  { option: "ttl", of: ({ policy }) => String(policy.ttl), given: ({ ttl }) => String(ttl?.value) },
  { option: "dkim", of: ({ dkimBits }) => String(dkimBits), given: ({ dkim }) => String(dkim?.value) },
  { option: "tag", of: ({ tags }) => tagWords(tags), given: ({ tag }) => tagWords(tag?.value ?? []) },
  {
    option: "provider",
    of: ({ zone }) => zone.provider,
    given: ({ provider }) => String(provider?.value),
  },
];

function tagWords(tags: readonly Tag[]): string {
  const texts = new Set(tags.map(({ key, value }) => `${key}=${value}`));
  return texts.size === 0 ? "no tag" : [...texts].toSorted().join(",");
}

/** Undefined: no plan was given. */
export function plansIn(approved: PlanFile | undefined): ReadonlyMap<DomainName, Plan> | undefined {
  return approved && new Map(approved.plans.map((plan) => [plan.settings.domain, plan]));
}
