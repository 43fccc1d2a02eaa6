import { didYouMean } from "../../config/suggest.ts";
import { findDuration } from "../../config/sources/duration.ts";
import { findDomainName } from "../../dns/domain-name.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase, type Text } from "../../errors/phrase.ts";
import type { SandboxOptions } from "../../sandbox/sandbox.ts";
import type { SesProfile } from "../../sandbox/ses/attributes.ts";
import type { ZoneSettings } from "../../sandbox/zone-store.ts";
import type { Arguments } from "../command.ts";
import {
  ALIDNS_ACTIONS,
  CLOUDFLARE_PERMISSIONS,
  DNSPOD_ACTIONS,
  ROUTE53_ACTIONS,
  SES_ACTIONS,
} from "../commands/sandbox-choices.ts";

/**
 * What a sandbox is asked to be.
 * @throws OnboardError CONFIG_INVALID, naming the option that is wrong
 */
export async function sandboxOptionsOf(given: Arguments): Promise<SandboxOptions> {
  return {
    profile: textOf(given, "profile") as SesProfile,
    quota: quotaOf(given),
    lagMs: durationOf(given, "lag"),
    settleMs: durationOf(given, "settle"),
    zones: await zonesOf(given),
    sesActions: rightsOf(given, "ses-actions", SES_ACTIONS),
    route53: route53Of(given),
    cloudflare: cloudflareOf(given),
    dnspod: {
      listLagMs: durationOf(given, "list-lag"),
      actions: rightsOf(given, "dnspod-actions", DNSPOD_ACTIONS),
    },
    alidns: { actions: rightsOf(given, "alidns-actions", ALIDNS_ACTIONS) },
  };
}

function cloudflareOf(given: Arguments): SandboxOptions["cloudflare"] {
  const permissions = rightsOf(given, "cloudflare-permissions", CLOUDFLARE_PERMISSIONS);
  return permissions === undefined ? {} : { permissions: permissions.map((permission) => `#${permission}`) };
}

function route53Of(given: Arguments): SandboxOptions["route53"] {
  const actions = rightsOf(given, "route53-actions", ROUTE53_ACTIONS);
  return {
    busyMs: durationOf(given, "busy"),
    ...(actions === undefined ? {} : { rights: { actions: actions.map((action) => `route53:${action}`) } }),
  };
}

async function zonesOf(given: Arguments): Promise<readonly ZoneSettings[]> {
  const { EXAMPLE_ZONES, LINE_SHAPE, parseRecordLine, withRecord } = await import("../../sandbox/sandbox.ts");
  const zones = given["zone"] === undefined ? EXAMPLE_ZONES : textsOf(given, "zone").map(zoneOf);
  return textsOf(given, "record").reduce<readonly ZoneSettings[]>((before, line) => {
    const record = parseRecordLine(line);
    const after = "wrong" in record ? record : withRecord(before, record);
    if (!("wrong" in after)) return after;
    throw wrongOption("record", phrase`"${line}" can't be placed: ${after.wrong}`, {
      hint: phrase`Write it as '${LINE_SHAPE}', like 'mail.example.test 300 TXT "v=spf1 -all"', at a name of a zone (--zone adds one).`,
    });
  }, zones);
}

function zoneOf(text: string): ZoneSettings {
  const apex = findDomainName(text);
  if (apex !== undefined) return { apex };
  throw wrongOption("zone", phrase`"${text}" is no domain name`);
}

/** A list of rights, with commas between; undefined: all. */
function rightsOf(given: Arguments, option: string, known: readonly string[]): readonly string[] | undefined {
  const rights = textOf(given, option)
    ?.split(",")
    .map((right) => right.trim());
  const strange = rights?.find((right) => !known.includes(right));
  if (strange === undefined) return rights;
  const problem = phrase`"${strange}" is not one of ${listPhrase(known, ", ")}${didYouMean(strange, known)}`;
  throw wrongOption(option, problem);
}

function durationOf(given: Arguments, option: string): number {
  const text = textOf(given, option) ?? "";
  const ms = findDuration(text);
  if (ms !== undefined) return ms;
  throw wrongOption(option, phrase`"${text}" is not a duration like 500ms or 5s`);
}

function quotaOf(given: Arguments): number {
  const text = textOf(given, "quota") ?? "";
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw wrongOption("quota", phrase`"${text}" is not a whole number`);
}

/**
 * An option that is no list.
 * @throws OnboardError CONFIG_INVALID when it is given twice
 */
export function textOf(given: Arguments, option: string): string | undefined {
  const value = given[option];
  if (value === undefined || typeof value === "string") return value;
  throw wrongOption(option, phrase`it is given twice`);
}

function textsOf(given: Arguments, option: string): readonly string[] {
  return (given[option] as readonly string[] | undefined) ?? [];
}

function wrongOption(
  option: string,
  problem: Text,
  { hint = phrase`Correct --${option}.` } = {},
): OnboardError {
  return new OnboardError("CONFIG_INVALID", phrase`--${option}: ${problem}.`, { hint });
}
