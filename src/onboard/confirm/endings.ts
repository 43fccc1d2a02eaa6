import type { DomainName } from "../../dns/domain-name.ts";
import { keyText } from "../../dns/rrset.ts";
import { addressName, portName, saidByServers } from "../../dns/said.ts";
import type { Hint } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";
import type { SesFinding, SesView } from "../../events/record.ts";
import type { Tally } from "../../events/tally.ts";
import type { Identity } from "../../plan/identity.ts";
import { momentText } from "../../async/wait-words.ts";
import { LEAST_RETRY_MS } from "../budget.ts";
import type { HeardOfRecord } from "../propagate/propagate.ts";
import type { Run } from "../run.ts";
import { isFinal } from "./compare-sides.ts";

// How a run ends that SES does not confirm.

/** SES sees exactly what is published, and says no: waiting would change nothing. */
export function refusal(ses: readonly SesView[]): OnboardError | undefined {
  const refused = ses.filter(isFinal);
  const [first] = refused;
  if (first === undefined) return undefined;
  return new OnboardError("IDENTITY_UNVERIFIED", refusalSentence(refused), {
    hint: refusalHint(first),
    facts: { refused },
  });
}

function refusalSentence(refused: readonly SesView[]): Phrase {
  const two = refused.find(({ finding }) => finding === "two-spf");
  if (two !== undefined)
    return phrase`SES sees two SPF records at ${two.record.owner}, and receivers obey neither (RFC 7208 section 4.5).`;
  const namesOf = (views: readonly SesView[]) => views.map(({ record }) => keyText(record)).join(", ");
  const absent = refused.filter(({ finding }) => finding === "refused-no-mx");
  const seen = refused.filter((view) => !absent.includes(view));
  return listPhrase(
    [
      seen.length === 0 ? [] : phrase`SES sees the published value and refuses it: ${namesOf(seen)}.`,
      absent.length === 0
        ? []
        : phrase`SES insists on its own MX, and none is published: ${namesOf(absent)}.`,
    ].flat(),
    " ",
  );
}

const COMPARE = phrase`Compare the expected with the current value below, mend the record, and run again.`;
const REFUSAL_HINTS: Readonly<Record<SesFinding, Hint>> = {
  "refused-mx": phrase`Read what SES's mail exchanger beside yours means for inbound mail in docs/runbook.md#inbound-mail, then consent to it: ${{ command: "run", options: { mx: ["add"] } }}.`,
  "refused-no-mx": phrase`Read what SES's mail exchanger behind the name's own address means for inbound mail in docs/runbook.md#inbound-mail, then consent to it: ${{ command: "run", options: { mx: ["add"] } }}.`,
  "refused-null-mx": phrase`No MX can stand beside a null MX. Read docs/runbook.md#inbound-mail, then put SES's mail exchanger in its place: ${{ command: "run", options: { mx: ["replace"] } }}.`,
  "two-spf": phrase`Run again: it joins two SPF records where one is SES's own; else leave one at the DNS host.`,
  refused: COMPARE,
  elsewhere: COMPARE,
  unpublished: COMPARE,
  "cached-nothing": COMPARE,
  "cached-old": COMPARE,
};

function refusalHint({ finding = "refused" }: SesView): Hint {
  return REFUSAL_HINTS[finding];
}

/** @param served undefined: no name server was asked */
export function pending(run: Run, ses: readonly SesView[], served: Tally | undefined): OnboardError {
  const unmet = ses.filter(({ status }) => !status);
  const again = Math.max(run.clock.now() + LEAST_RETRY_MS, ...unmet.map(({ untilAt }) => untilAt ?? 0));
  return new OnboardError("VERIFICATION_PENDING", pendingSentence(run.domain, ses, served), {
    hint: phrase`It goes on where it stopped. After ${momentText(again, run.clock.now())} run ${{ again: true }}.`,
    facts: {
      unmet: unmet.map(({ record }) => record.owner),
      retryAfter: new Date(again).toISOString(),
    },
  });
}

function pendingSentence(domain: DomainName, ses: readonly SesView[], served: Tally | undefined): Phrase {
  if (ses.length === 0)
    return phrase`SES asks for no record, so nothing was published, and it has not verified ${domain}; its console may say why.`;
  const names = ses.filter(({ status }) => !status).map(({ record }) => keyText(record));
  const what =
    names.length === 0
      ? phrase`SES accepts each record, but has not verified the identity yet`
      : phrase`SES does not see what is published at ${listPhrase(names, ", ")} yet`;
  const lead =
    served === undefined
      ? ""
      : phrase`${served.agreeing} of ${served.asked} name servers serve the records, but `;
  return phrase`${lead}${what}; its own cache may take up to two hours.`;
}

/** @param silent what each server said */
export function unseen(
  { domain, records }: Identity,
  silent: readonly HeardOfRecord[],
  portsAsked: readonly number[],
): OnboardError {
  const names = records.filter(({ status }) => !status).map(({ requirement }) => keyText(requirement));
  const what =
    names.length === 0
      ? phrase`has not verified the identity`
      : phrase`does not accept ${listPhrase(names, ", ")}`;
  const answering = silent.filter(({ hasAnswered }) => hasAnswered);
  if (answering.length > 0) return unanswered(answering, what);
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`No name server of ${domain} can be asked from here${saidBy(silent)}, and SES ${what} yet.`,
    {
      hint: phrase`Open ${portName(portsAsked)} (UDP and TCP) to the name servers, or run later ${{ again: true }}.`,
    },
  );
}

/** The time ends before SES may be asked for what nobody has seen served. */
export function tooSoon(
  { clock }: Run,
  {
    identity: { domain },
    silent,
    until,
  }: {
    readonly identity: Identity;
    readonly silent: readonly HeardOfRecord[];
    /** Milliseconds since 1970. */
    readonly until: number;
  },
): OnboardError {
  const answering = silent.filter(({ hasAnswered }) => hasAnswered);
  return new OnboardError(
    "NOT_OBSERVABLE",
    answering.length === 0
      ? phrase`The records of ${domain} are written, but no name server can be asked from here${saidBy(silent)}, and SES is not asked within a minute of that.`
      : phrase`The records of ${domain} are written. ${serversIn(answering)} answered for the zone, but then not for ${namesIn(answering)} when asked from here, and SES is not asked within a minute of the write.`,
    {
      hint: phrase`It goes on where it stopped. After ${momentText(until, clock.now())} run ${{ again: true }}.`,
      facts: { retryAfter: new Date(until).toISOString() },
    },
  );
}

function saidBy(silent: readonly HeardOfRecord[]): Phrase | "" {
  return silent.length === 0 ? "" : phrase` (${listPhrase(saidByServers(silent), "; ")})`;
}

/** Servers that answer for the zone are in reach: what is dropped is the question for a record. */
function unanswered(silent: readonly HeardOfRecord[], what: Phrase): OnboardError {
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`${serversIn(silent)} answered for the zone, but then not for ${namesIn(silent)} when asked from here, and SES ${what} yet.`,
    {
      hint: phrase`Find out whether such a question is dropped (a filter of names, TCP that is closed), or run later ${{ again: true }}.`,
    },
  );
}

function serversIn(heard: readonly HeardOfRecord[]): string {
  return [...new Set(heard.map(({ at }) => addressName(at)))].join(", ");
}

function namesIn(heard: readonly HeardOfRecord[]): string {
  return [...new Set(heard.map(({ rrset }) => keyText(rrset)))].join(", ");
}
