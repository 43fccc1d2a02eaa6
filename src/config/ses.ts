import type { Tag } from "../plan/identity.ts";
import type { SesConfig, SesCredentials } from "./config.ts";
import { refuseElsewhere, TENCENT_HOSTS } from "./accounts/endpoints.ts";
import { faultOfSource, OWN_VARIABLE, TENCENT } from "./accounts/known-secrets.ts";
import { originOf, type Loading } from "./loading.ts";
import { resolveRole } from "./role.ts";
import { readSecret } from "./sources/secret.ts";
import { siteOfRegion, SITES, type Site } from "./sites.ts";
import {
  readEnvironmentCredentials,
  readProfileCredentials,
  type FoundCredentials,
} from "./tencent-credentials.ts";
import { listPhrase, phrase } from "../errors/phrase.ts";

/**
 * Site, region, endpoint and keys. A region that the site does not have is refused, never corrected by
 * guessing.
 */
export function resolveSes(loading: Loading): SesConfig {
  const { settings } = loading;
  const site: Site = settings.site?.value ?? "international";
  const ambientRegion = loading.sources.env["TENCENTCLOUD_REGION"] || undefined;
  const region = settings.region?.value ?? ambientRegion ?? SITES[site].regions[0];
  checkRegion(loading, site, region);
  const given = settings["ses-endpoint"];
  if (given !== undefined)
    refuseElsewhere(loading, { text: given.value, origin: given.origin }, TENCENT_HOSTS);
  const endpoint = given?.value ?? SITES[site].endpoint;
  const credentials = resolveCredentials(loading);
  const role = "missing" in credentials ? resolveRole(loading, site) : undefined;
  return {
    site,
    region,
    endpoint,
    credentials,
    tags: resolveTags(loading),
    domainLimit: settings["domain-limit"]?.value,
    ...("missing" in credentials ? { role } : {}),
    account: accountName(credentials, role),
  };
}

/** Keys alone tell nothing, and SES has no call that would. */
function accountName(credentials: SesConfig["credentials"], role: SesConfig["role"]): SesConfig["account"] {
  const [, uin] = /^qcs::cam::uin\/(\d+):/.exec(role?.arn ?? "") ?? [];
  if (uin !== undefined) return { uin };
  const profile = "missing" in credentials ? undefined : credentials.profile;
  return profile === undefined ? undefined : { profile };
}

/** A key says one thing: two values for one would make it a matter of luck which of them SES keeps. */
function resolveTags({ settings, problems }: Loading): readonly Tag[] {
  const { tag } = settings;
  if (tag === undefined) return [];
  const twice = tag.value.find(({ key }, index) => tag.value.findIndex((other) => other.key === key) < index);
  if (twice !== undefined)
    problems.push({ origin: tag.origin, problem: phrase`the tag "${twice.key}" is given twice` });
  if (tag.value.length > MOST_TAGS)
    problems.push({ origin: tag.origin, problem: phrase`more than ${MOST_TAGS} tags are given` });
  return tag.value;
}

/** Of one resource (Tencent Cloud's tag page, read in November 2026). */
const MOST_TAGS = 50;

function checkRegion(loading: Loading, site: Site, region: string): void {
  const { regions } = SITES[site];
  if (regions.includes(region)) return;
  const other = siteOfRegion(region);
  const elsewhere = other === undefined ? "" : `; ${region} belongs to the site ${other}`;
  loading.problems.push({
    origin: loading.settings.region?.origin ?? { variable: "TENCENTCLOUD_REGION" },
    problem: phrase`the site ${site} has SES in ${listPhrase(regions, ", ")} and not in "${region}"${elsewhere}`,
  });
}

function resolveCredentials(loading: Loading): SesConfig["credentials"] {
  const found = findCredentials(loading);
  if ("problem" in found) {
    loading.problems.push(found);
    return { missing: [] };
  }
  if ("secretId" in found)
    for (const value of [found.secretId, found.secretKey, found.token]) if (value) loading.secrets.add(value);
  return found;
}

/**
 * What names its source comes before what merely lies around: a profile given as option, the config's
 * secrets, the config's profile; then the environment's variables, then the profile `default`.
 */
function findCredentials(loading: Loading): FoundCredentials {
  const { options, settings, file, sources } = loading;
  if (options.profile !== undefined) return profileOf(options.profile.value, loading);
  const ses = file?.config.ses;
  if (ses?.secretId !== undefined || ses?.secretKey !== undefined) return configured(loading);
  if (settings.profile !== undefined) return profileOf(settings.profile.value, loading);
  const found = readEnvironmentCredentials({ ...sources });
  const nothingSet = "missing" in found && found.missing.length === 2;
  return nothingSet ? (readProfileCredentials("default", { ...sources }) ?? found) : found;
}

function profileOf(profile: string, { sources }: Loading): FoundCredentials {
  return (
    readProfileCredentials(profile, { ...sources }) ?? {
      missing: [`the profile [${profile}] in ~/.tencentcloud/credentials`],
    }
  );
}

function configured(loading: Loading): FoundCredentials {
  const ses = loading.file?.config.ses ?? {};
  const values: Partial<Record<keyof SesCredentials, string>> = {};
  const missing: string[] = [];
  for (const key of ["secretId", "secretKey", "token"] as const) {
    const ref = ses[key];
    if (ref === undefined && key === "token") continue;
    const foreign = ref && faultOfSource(ref, TENCENT, loading);
    if (foreign !== undefined)
      return { origin: originOf(loading, ["ses", key]), problem: foreign, hint: OWN_VARIABLE };
    const secret =
      ref === undefined ? { missing: `ses.${key}` } : readSecret(ref, loading.sources.env, loading.directory);
    if ("problem" in secret) return { origin: originOf(loading, ["ses", key]), problem: secret.problem };
    if ("missing" in secret) missing.push(secret.missing);
    else values[key] = secret.value;
  }
  const { secretId, secretKey, token } = values;
  return secretId === undefined || secretKey === undefined || missing.length > 0
    ? { missing }
    : { secretId, secretKey, token };
}
