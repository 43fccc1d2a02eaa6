import { METAS } from "../../../../providers/registry.ts";
import type { ProviderMeta } from "../../../../providers/describe.ts";
import { homeOf } from "../../../compose/find-provider.ts";
import { SITE_NAMES, SITES, type Site } from "../../../config/sites.ts";
import { didYouMean } from "../../../config/suggest.ts";
import { parseSenderDomain, type DomainName } from "../../../dns/domain-name.ts";
import type { Delegation } from "../../../dns/observation.ts";
import { delegatedTo } from "../../../dns/said.ts";
import { isOnboardError, OnboardError, toOnboardError } from "../../../errors/onboard-error.ts";
import { listPhrase, phrase, type Text } from "../../../errors/phrase.ts";
import { findDelegation } from "../../../onboard/diagnose/delegation.ts";
import type { Run } from "../../../onboard/run.ts";
import type { Session } from "../../session/session.ts";
import { recognisedHost } from "../policies.ts";

/** The person at the terminal; undefined where nobody is there, and then nothing is asked. */
export interface Person {
  /** One line, without the spaces around it; "" for none. */
  readonly answer: (question: Text) => Promise<string>;
  readonly tell: (text: Text) => void;
}

export interface Chosen {
  readonly site: Site;
  readonly region: string;
  readonly host: ProviderMeta;
  /** As the config and `--provider` call it. */
  readonly provider: string;
  /** Absent: DNS could not be asked. */
  readonly delegation: Delegation | undefined;
}

/** @throws OnboardError CONFIG_INVALID where nobody names one */
export async function chooseDomain(person: Person | undefined): Promise<DomainName> {
  const missing = new OnboardError("CONFIG_INVALID", phrase`No sender domain is named.`, {
    hint: phrase`Name it: ${{ words: ["init", "mail.example.com"] }}.`,
  });
  if (person === undefined) throw missing;
  return askUntil(person, phrase`Sender domain, like mail.example.com: `, (typed) => {
    if (typed === "") throw missing;
    return parseSenderDomain(typed);
  });
}

/**
 * Site, region and DNS host: as they are given, else as a person says, else as the config and DNS do.
 * @throws OnboardError where nobody is there to tell the host, and DNS does not
 */
export async function choose(run: Run, session: Session, person: Person | undefined): Promise<Chosen> {
  const { options } = session;
  const { ses } = session.config;
  const site =
    person === undefined || options.site !== undefined
      ? ses.site
      : await pick(person, phrase`Site of Tencent Cloud`, SITE_NAMES, ses.site);
  const { regions } = SITES[site];
  const usual = regions.find((region) => region === ses.region) ?? regions[0];
  const region =
    person === undefined || options.region !== undefined
      ? ses.region
      : await pick(person, phrase`Region`, regions, usual);
  return { site, region, ...(await chooseHost(run, session, person)) };
}

async function chooseHost(
  run: Run,
  { options }: Session,
  person: Person | undefined,
): Promise<Pick<Chosen, "host" | "provider" | "delegation">> {
  const looked = await findDelegation(run).catch(toOnboardError);
  run.signal.throwIfAborted();
  const delegation = isOnboardError(looked) ? undefined : looked;
  const { value: given = "auto" } = options.provider ?? {};
  const named = METAS[given];
  if (named === undefined && given !== "auto") throw notBuiltIn(given);
  if (named !== undefined) return { host: named, provider: given, delegation };
  const home = delegation === undefined ? undefined : homeOf(delegation);
  if (home === undefined && person !== undefined) {
    person.tell(
      isOnboardError(looked) ? OnboardError.partsOf(looked).message : phrase`${delegatedTo(looked)}.`,
    );
    const provider = await pick(person, phrase`DNS host`, Object.keys(METAS), undefined);
    return { host: METAS[provider] ?? recognisedHost(looked), provider, delegation };
  }
  const host = home ?? recognisedHost(looked);
  return { host, provider: host.id, delegation };
}

/** An entry of the config is its writer's, with settings that nobody here could write again. */
function notBuiltIn(given: string): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`init writes for the built-in DNS hosts alone, and "${given}" is none of them.`,
    {
      hint: phrase`Write its entry by hand, as config.example.yaml shows, and try it: ${{ command: "doctor" }}.`,
    },
  );
}

/** One of these; an empty line is the usual one. */
function pick<T extends string>(
  person: Person,
  what: Text,
  choices: readonly T[],
  usual: T | undefined,
): Promise<T> {
  if (choices.length === 1 && usual !== undefined) return Promise.resolve(usual);
  const list = listPhrase(choices, ", ");
  const question = usual === undefined ? phrase`${what} (${list}): ` : phrase`${what} (${list}) [${usual}]: `;
  return askUntil(person, question, (typed) => {
    const chosen = typed === "" ? usual : choices.find((one) => one === typed.toLowerCase());
    if (chosen !== undefined) return chosen;
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`"${typed}" is none of ${list}${didYouMean(typed, choices)}.`,
      {
        hint: phrase`Type one of these words.`,
      },
    );
  });
}

/** So often somebody is asked one thing. */
const MOST_TRIES = 3;

async function askUntil<T>(person: Person, question: Text, read: (typed: string) => T): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const typed = await person.answer(question);
    try {
      return read(typed);
    } catch (error) {
      if (tries === MOST_TRIES || typed === "" || !isOnboardError(error)) throw error;
      person.tell(OnboardError.partsOf(error).message);
    }
  }
}
