import { portName } from "../../dns/said.ts";
import { listPhrase, phrase, type Fact, type Phrase, type Text } from "../../errors/phrase.ts";
import type { Diagnosis, NeededKeys } from "../../events/diagnosis/diagnosis.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import { listedText, unlistedText } from "../words/identity-words.ts";

// What `doctor` says of each thing that it tried.

export const DIAGNOSIS_TITLES: Readonly<Record<Diagnosis["check"], Text>> = {
  variables: phrase`Variables`,
  settings: phrase`Settings`,
  proxy: phrase`Proxy`,
  clock: phrase`Clock`,
  port53: phrase`Port 53`,
  delegation: phrase`Delegation`,
  servers: phrase`Name servers`,
  dnssec: "DNSSEC",
  ses: phrase`Tencent Cloud SES`,
  quota: phrase`Sender domains`,
  keys: phrase`DNS host keys`,
  provider: phrase`DNS host`,
  records: phrase`Records`,
  rights: phrase`Rights to write`,
};

/** It is no failure, and nothing that is as it should be either. */
export function isOpenFinding(finding: Finding): boolean {
  switch (finding.finding) {
    case "clock":
      return finding.aheadSeconds === null || Math.abs(finding.aheadSeconds) > MOST_SKEW_SECONDS;
    case "port-shut":
    case "unlisted":
    case "no-keys":
      return true;
    default:
      return false;
  }
}

/** A request whose time differs by more is refused (`AuthFailure.SignatureExpire`; API pages, November 2026). */
const MOST_SKEW_SECONDS = 300;

type Words = {
  readonly [Kind in Finding["finding"]]: (finding: Extract<Finding, { readonly finding: Kind }>) => Text;
};

const WORDS: Words = {
  variables: ({ accounts }) => listPhrase(accounts.map(accountText), "; "),
  proxy: ({ url, variable }) => phrase`Tencent Cloud SES is asked through ${url} (${variable})`,
  "no-proxy": () => phrase`Tencent Cloud SES is asked directly: no variable names a proxy for it`,
  clock: ({ aheadSeconds }) => clockText(aheadSeconds),
  "port-open": ({ ports }) => phrase`the root servers answer on ${portName(ports)}`,
  "port-shut": ({ ports }) =>
    phrase`name servers can't be asked from here on ${portName(ports)}: run goes by HTTPS, and check sees only what public resolvers see`,
  zone: ({ apex, nameServers, addresses, enclosing }) =>
    enclosing === undefined
      ? phrase`the zone ${apex} is delegated to ${names(nameServers)} (${addressCount(addresses)})`
      : phrase`no server of ${enclosing} refers to the zone ${apex}: the world comes to it by the servers of ${enclosing}, ${names(nameServers)} (${addressCount(addresses)} of both zones)`,
  "zone-by-resolvers": ({ apex, nameServers }) =>
    phrase`public resolvers say that the zone ${apex} is served by ${names(nameServers)}`,
  servers: ({ apex, agreeing, asked, serving }) => {
    const count = phrase`${apex} is served with authority by ${agreeing} of ${asked} name servers`;
    return serving.length === 0 ? count : phrase`${count}: ${names(serving)}`;
  },
  dnssec: ({ apex, view }) => DNSSEC[view](apex),
  ses: sesText,
  listed: listedText,
  unlisted: unlistedText,
  keys: ({ provider }) => phrase`${provider} takes the credentials`,
  "no-keys": () => phrase`no keys of a DNS host are set; a domain's name servers tell which host it is`,
  "by-hand": ({ apex }) =>
    phrase`${apex} is changed by hand; what stands there is read from its name servers`,
  host: hostText,
  records: recordsText,
  rights: ({ rights, apex, provider }) => RIGHTS[rights](apex, provider),
};

/** A clause without a full stop. */
export function findingText(finding: Finding): Text {
  return (WORDS[finding.finding] as (finding: Finding) => Text)(finding);
}

/** Where keys are made and what they need, each line a sentence. */
export function neededKeysText({ of, variables, madeAt, rights }: NeededKeys): {
  readonly made: Phrase;
  readonly needed: Phrase;
  readonly rights: readonly string[];
} {
  return {
    made: phrase`The keys for ${of} come by ${listPhrase(variables, ", ")}. They are made at ${listPhrase(madeAt, " or ")}`,
    needed: phrase`They need these rights:`,
    rights,
  };
}

/** Checks that were left out, since one before them failed. */
export function untriedText(checks: readonly Diagnosis["check"][]): Phrase {
  const titles = checks.map((check): Fact => DIAGNOSIS_TITLES[check]);
  return phrase`not tried, since what failed comes before it: ${listPhrase(titles, ", ")}`;
}

type Account = Extract<Finding, { readonly finding: "variables" }>["accounts"][number];

function accountText({ of, names: given, borrows }: Account): Phrase {
  if (given.length > 0) return phrase`${of}: ${listPhrase(given, ", ")}`;
  return borrows === undefined ? phrase`${of}: none` : phrase`${of}: those of ${borrows}`;
}

function clockText(aheadSeconds: number | null): Phrase {
  if (aheadSeconds === null)
    return phrase`Tencent Cloud SES did not tell the time, so this machine's clock was compared with nothing`;
  const seconds = Math.abs(aheadSeconds);
  const differs = phrase`this machine's clock and that of Tencent Cloud SES differ by ${seconds} s`;
  return seconds > MOST_SKEW_SECONDS
    ? phrase`${differs}; it refuses more than ${MOST_SKEW_SECONDS} s, so set the clock right`
    : phrase`${differs} (up to ${MOST_SKEW_SECONDS} s are taken)`;
}

const DNSSEC: Readonly<
  Record<Extract<Finding, { readonly finding: "dnssec" }>["view"], (apex: string) => Phrase>
> = {
  unsigned: (apex) =>
    phrase`nobody validates ${apex}: the zone above holds no key of it (DS) of a known kind`,
  untold: (apex) =>
    phrase`no public resolver told that it has validated ${apex}, so it is not known whether the zone passes DNSSEC validation`,
  passes: (apex) => phrase`the public resolvers that were asked do not refuse ${apex} for its DNSSEC`,
};

function sesText({ domain, identity }: Extract<Finding, { readonly finding: "ses" }>): Phrase {
  if (domain === null || identity === null)
    return phrase`SES takes the credentials; the rights to create and verify can't be tried without effect`;
  if (identity === "none") return phrase`SES takes the credentials; ${domain} is not created yet`;
  return identity === "verified"
    ? phrase`SES takes the credentials; ${domain} exists and is verified`
    : phrase`SES takes the credentials; ${domain} exists and is not verified yet`;
}

/** That it serves the zone is said only where each of its servers is delegated, and was seen to serve it. */
function hostText(found: Extract<Finding, { readonly finding: "host" }>): Phrase {
  const { provider, apex, id, nameServers: all, delegated, serving } = found;
  const holds = phrase`${provider} holds the zone ${apex} (${id})`;
  if (all === null)
    return phrase`${holds}; it does not tell on which name servers, so it is not known whether these serve it`;
  if (serving === null) return phrase`${holds}; it can't be seen from here whether its name servers serve it`;
  if (serving === all && delegated === all) return phrase`${holds} and serves it`;
  return phrase`${holds}; name servers that it has for it: ${all}, of these delegated: ${delegated}, seen to serve it: ${serving}`;
}

function recordsText({ domain, types, changes }: Extract<Finding, { readonly finding: "records" }>): Phrase {
  const there =
    types.length === 0
      ? phrase`nothing stands at ${domain}`
      : phrase`records of the types ${listPhrase(types, ", ")} stand at ${domain}`;
  if (changes === 0) return phrase`${there}; no change is known so far`;
  return phrase`${there}; changes known so far, with nothing in their way: ${changes}`;
}

const RIGHTS: Readonly<
  Record<
    Extract<Finding, { readonly finding: "rights" }>["rights"],
    (apex: string, provider: string) => Phrase
  >
> = {
  held: (apex) => phrase`these credentials may write in ${apex}`,
  "by-hand": () => phrase`none is needed: a person enters the records`,
  "nothing-to-write": (apex) =>
    phrase`nothing is left to be written in ${apex}; the host did not tell whether these credentials may write`,
  untellable: (apex, provider) =>
    phrase`the right to write in ${apex} can't be tried without effect at ${provider}`,
  untold: (apex, provider) => phrase`${provider} did not tell whether these credentials may write in ${apex}`,
};

function names(given: readonly string[]): Phrase {
  return listPhrase(given, ", ");
}

function addressCount(count: number): Phrase {
  return count === 1 ? phrase`1 address` : phrase`${count} addresses`;
}
