import type { DomainName } from "../../dns/domain-name.ts";
import { keyText } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Answer } from "../../events/event.ts";
import type { Identity } from "../../plan/identity.ts";
import { sameRecord, type Requirement } from "../../plan/requirement.ts";
import { type Budget, LEAST_RETRY_MS, momentText } from "../budget.ts";
import type { Planned } from "../publish/plan-records.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { compareSides, isFinal, type OurSide } from "./compare-sides.ts";
import type { SesView } from "../../events/record.ts";

// Step 6: confirm.ts asks SES, compare-sides.ts tells where a "no" lies.

/** Pauses in milliseconds between the questions to SES: at once, then 30, 90, 210, 510 s after the first. */
const PAUSES_MS = [30_000, 60_000, 120_000, 300_000];

export interface Confirmation {
  readonly known: Preflight;
  readonly identity: Identity;
  /**
   * What stands published now and what stood there before, to tell a value that SES refuses from one that it
   * does not see yet.
   */
  readonly planned: Planned;
  readonly budget: Budget;
  /** False: we could not look ourselves, so SES is asked once and its no means little. */
  readonly observable: boolean;
}

/**
 * Step 6: have SES look, until it is satisfied or the budget ends. Never on an identity that is verified:
 * asking could reset it.
 * @throws OnboardError IDENTITY_UNVERIFIED, VERIFICATION_PENDING, NOT_OBSERVABLE
 */
export async function confirm(run: Run, confirmation: Confirmation): Promise<void> {
  if (confirmation.identity.verified) {
    run.emit({
      type: "identity.verified",
      attempt: 0,
      ses: sesViews(confirmation.identity),
      ...answerOf(confirmation.identity),
    });
    return;
  }
  for (let attempt = 1; ; attempt += 1) {
    run.emit({ type: "identity.asked", attempt });
    const identity = await run.identities.verify(run.domain, { signal: run.signal });
    if (identity.verified) {
      run.emit({ type: "identity.verified", attempt, ses: sesViews(identity), ...answerOf(identity) });
      return;
    }
    const ses = compareSides(identity, ourSide(confirmation));
    const pauseMs = PAUSES_MS[Math.min(attempt, PAUSES_MS.length) - 1] ?? Infinity;
    const failure = confirmation.observable ? refusal(ses) : unseen(run.domain);
    const givesUp = failure !== undefined || pauseMs > confirmation.budget.leftMs();
    run.emit({
      type: "identity.refused",
      attempt,
      ses,
      nextInMs: givesUp ? null : pauseMs,
      ...answerOf(identity),
    });
    if (givesUp) throw failure ?? pending(run, ses);
    await run.clock.sleep(pauseMs, { signal: run.signal });
  }
}

/** What SES says of each record, not compared with what the name servers serve. */
export function sesViews(identity: Identity): readonly SesView[] {
  return identity.records.map(({ requirement, status, currentValue }) => ({
    record: requirement,
    status,
    currentValue,
  }));
}

/** What names an answer of SES to Tencent's support. */
export function answerOf({ requestId }: Identity): Answer {
  return requestId === "" ? {} : { requestId };
}

/** What was planned counts as served: the gate is open, or no name server can be asked from here. */
function ourSide({ known, planned, budget }: Confirmation): OurSide {
  const planOf = (requirement: Requirement) =>
    planned.records.find(({ record }) => sameRecord(record, requirement));
  return {
    served: (requirement) => planOf(requirement)?.after ?? null,
    former: (requirement) => planOf(requirement)?.before ?? null,
    isPublished: () => true,
    since: budget.startedAt,
    negativeTtlSeconds: known.delegation.soa?.negativeTtl ?? 0,
  };
}

/** SES sees exactly what is published, and says no: waiting would change nothing. */
function refusal(ses: readonly SesView[]): OnboardError | undefined {
  const refused = ses.filter(isFinal);
  const [first] = refused;
  if (first === undefined) return undefined;
  const names = refused.map(({ record }) => keyText(record)).join(", ");
  const two = refused.find(({ finding }) => finding === "two-spf");
  const message =
    two === undefined
      ? `SES sees the published value and refuses it: ${names}.`
      : `SES sees two SPF records at ${two.record.owner}, and receivers obey neither (RFC 7208 section 4.5).`;
  return new OnboardError("IDENTITY_UNVERIFIED", message, {
    hint: REFUSAL_HINTS[first.finding ?? "refused"],
    facts: { refused },
  });
}

const COMPARE = "Compare the expected with the current value below, mend the record, and run again.";
const REFUSAL_HINTS: Readonly<Record<NonNullable<SesView["finding"]>, string>> = {
  "refused-mx":
    "Consent to SES's mail exchanger beside yours with --mx add, after reading what that means for inbound mail in docs/runbook.md#inbound-mail.",
  "two-spf": "Run again: it joins two SPF records where one is SES's own; else leave one at the DNS host.",
  refused: COMPARE,
  elsewhere: COMPARE,
  unpublished: COMPARE,
  "cached-nothing": COMPARE,
  "cached-old": COMPARE,
};

function pending(run: Run, ses: readonly SesView[]): OnboardError {
  const unmet = ses.filter(({ status }) => !status);
  const again = Math.max(run.clock.now() + LEAST_RETRY_MS, ...unmet.map(({ untilAt }) => untilAt ?? 0));
  const names = unmet.map(({ record }) => keyText(record)).join(", ");
  const what =
    names === ""
      ? "SES accepts each record, but has not verified the identity yet"
      : `SES does not see what is published at ${names} yet`;
  return new OnboardError(
    "VERIFICATION_PENDING",
    `Every name server serves the records, but ${what}; its own cache may take up to two hours.`,
    {
      hint: `Run the same command again after ${momentText(again, run.clock.now())}; it goes on where it stopped.`,
      facts: {
        unmet: unmet.map(({ record }) => record.owner),
        retryAfter: new Date(again).toISOString(),
      },
    },
  );
}

function unseen(domain: DomainName): OnboardError {
  return new OnboardError(
    "NOT_OBSERVABLE",
    `The name servers of ${domain} can't be asked from here, and SES does not see the records yet.`,
    {
      hint: "Open port 53 (UDP and TCP) to the name servers, or run the same command again later.",
    },
  );
}
