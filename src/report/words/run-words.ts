import type { ErrorCode } from "../../errors/codes.ts";
import type { DomainResult } from "../../events/result.ts";
import type { StandingConsent } from "../../plan/requirement.ts";
import type { EventOf } from "../../events/events-of.ts";
import { endpointWords, rehearsalLead } from "./rehearsal-words.ts";
import { settingWords } from "./commands/command-line.ts";
import { durationWords, listWords } from "./words.ts";

// How a domain's turn begins and ends.

const COMMAND_WORDS = { run: "onboarding", plan: "planning", check: "checking" } as const;

export function startedWords(event: EventOf<"run.started">): string {
  const { command, dryRun, dnsOnly, domain, site, region, version, endpoints = [] } = event;
  const program = `(ses-onboard ${version}${configWords(event)})${elsewhereWords(event)}${standingWords(event)}`;
  const lead = rehearsalLead(event);
  if (dnsOnly === true) return `${lead}checking what name servers serve of ${domain} ${program}`;
  if (command !== "undo") {
    const given = settingWords(event);
    const allowed = given === "" ? "" : `, with ${given}`;
    const ses = endpoints.some(({ of }) => of === "ses") ? "SES" : "Tencent Cloud SES";
    return `${lead}${COMMAND_WORDS[command]} ${domain} at ${ses}, site ${site}, region ${region}${allowed} ${program}`;
  }
  const what = `putting back what stood there before ${domain} was onboarded`;
  return `${lead}${what}${dryRun === true ? ", in a dry run that writes nothing" : ""}; the identity at SES stays ${program}`;
}

/** Where it asks, where that is not where everybody does. */
function elsewhereWords(event: EventOf<"run.started">): string {
  const where = endpointWords(event);
  const sandbox = event.sandbox === true ? "; in a sandbox of its own" : "";
  return `${sandbox}${where === undefined ? "" : `; asks ${where}`}`;
}

function configWords({ config }: EventOf<"run.started">): string {
  if (config === undefined) return "";
  return config.read
    ? `, config file ${config.file}`
    : `; ${config.file} lies here and is not read, since nothing names it`;
}

function standingWords({ standing = [] }: EventOf<"run.started">): string {
  return standing.length === 0 ? "" : `; standing consents: ${consentsWords(standing)}`;
}

/** `--mx replace (ses-onboard.yaml:12)`: what nobody typed for this run, and where it can be taken away. */
export function consentsWords(standing: readonly StandingConsent[]): string {
  return standing.map(({ option, value, from }) => `--${option} ${value} (${from})`).join(", ");
}

export function delegationWords(event: EventOf<"delegation.found">): string {
  const { apex, nameServers, negativeTtlSeconds } = event;
  const memory =
    negativeTtlSeconds === null
      ? ""
      : `; a "no such name" of this zone lasts ${durationWords(negativeTtlSeconds * 1000)} in caches`;
  // Who is named is seen here; who serves it is seen later.
  const servers = nameServers.length === 1 ? "server" : "servers";
  return `the zone ${apex} has the name ${servers} ${listWords(nameServers)}${memory}`;
}

export function unusableWords({ because, ports }: EventOf<"port53.unusable">): string {
  const port = `${ports.length === 1 ? "port" : "ports"} ${listWords(ports.map(String))}`;
  const is = ports.length === 1 ? "is" : "are";
  return `name servers can't be asked from here (${port} ${is} ${because}); who serves the zone was looked up over HTTPS`;
}

/** How a result's state reads after the domain's name; a code that says more of it goes before. */
export function stateWords(state: DomainResult["state"], code?: ErrorCode): string {
  const isOwn = state === "pending" || state === "drifted";
  return (isOwn && code !== undefined ? CODE_WORDS[code] : undefined) ?? STATE_WORDS[state];
}

const CODE_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  NOT_PROPAGATED: "is not served everywhere yet",
  NOT_OBSERVABLE: "can't be seen from here",
  IDENTITY_MISSING: "has no identity at Tencent Cloud SES",
};

const STATE_WORDS: Readonly<Record<DomainResult["state"], string>> = {
  verified: "is verified at Tencent Cloud SES",
  published: "is published, by the word of its name servers",
  pending: "is not verified yet",
  failed: "failed",
  planned: "is planned; nothing was written",
  drifted: "is not as it should be",
  interrupted: "was interrupted",
  undone: "is as it was before, at the DNS host",
};

export function rightsWords({ provider, apex, mayWrite }: EventOf<"rights.found">): string {
  if (mayWrite === null) return `${provider} did not tell whether these credentials may write in ${apex}`;
  return `${provider} says that these credentials may ${mayWrite ? `write in ${apex}` : `not write all that is asked for in ${apex}`}`;
}
