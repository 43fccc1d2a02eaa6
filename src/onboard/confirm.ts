import type { DomainName } from "../dns/domain-name.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { RecordPlan, SesView } from "../events.ts";
import type { Identity, IdentityRecord } from "../plan/identity.ts";
import type { Budget } from "./budget.ts";
import type { Planned } from "./plan-records.ts";
import type { Run } from "./ports.ts";
import type { Ground } from "./preflight.ts";

/** Pauses in milliseconds between the questions to SES: at once, then 30, 90, 210, 510 s after the first. */
const PAUSES_MS = [30_000, 60_000, 120_000, 300_000];

export interface Confirmation {
  readonly ground: Ground;
  readonly identity: Identity;
  /** What stands published now, to tell a value that SES refuses from one that it does not see yet. */
  readonly planned: Planned;
  readonly budget: Budget;
  /** False: we could not look ourselves, so SES is asked once and its no means little. */
  readonly observable: boolean;
}

/**
 * Step 6: have SES look, until it is satisfied or the budget ends. Never on an identity that is verified: asking could reset it.
 * @throws OnboardError IDENTITY_UNVERIFIED, VERIFICATION_PENDING, NOT_OBSERVABLE
 */
export async function confirm(run: Run, confirmation: Confirmation): Promise<void> {
  if (confirmation.identity.verified) {
    run.emit({ type: "identity.verified", attempt: 0, ses: sesViews(confirmation.identity) });
    return;
  }
  for (let attempt = 1; ; attempt += 1) {
    run.emit({ type: "identity.asked", attempt });
    const identity = await run.identities.verify(run.domain, { signal: run.signal });
    if (identity.verified) {
      run.emit({ type: "identity.verified", attempt, ses: sesViews(identity) });
      return;
    }
    const pauseMs = PAUSES_MS[Math.min(attempt, PAUSES_MS.length) - 1] ?? Infinity;
    const failure = confirmation.observable ? refusal(confirmation, identity) : unseen(run.domain);
    const givesUp = failure !== undefined || pauseMs > confirmation.budget.leftMs();
    run.emit({ type: "identity.refused", attempt, ses: sesViews(identity), nextInMs: givesUp ? null : pauseMs });
    if (givesUp) throw failure ?? pending(run, confirmation, identity);
    await run.clock.sleep(pauseMs, { signal: run.signal });
  }
}

export function sesViews(identity: Identity): readonly SesView[] {
  return identity.records.map(({ requirement: { purpose, owner, type, expected }, status, currentValue }) => ({
    purpose,
    owner,
    rrtype: type,
    expected,
    status,
    currentValue,
  }));
}

/** SES sees exactly what is published, and says no: waiting would change nothing. */
function refusal({ planned }: Confirmation, identity: Identity): OnboardError | undefined {
  const refused = identity.records.filter((record) => !record.status && seesWhatStands(record, planned));
  if (refused.length === 0) return undefined;
  const names = refused.map(({ requirement }) => `${requirement.type} ${requirement.owner}`).join(", ");
  const mx = refused.some(({ requirement }) => requirement.purpose === "mx");
  return new OnboardError("IDENTITY_UNVERIFIED", `SES sees the published value and does not accept it: ${names}.`, {
    hint: mx
      ? "Consent to SES's mail exchanger beside yours with --mx add, after reading what that means for inbound mail in docs/runbook.md#inbound-mail."
      : "Compare the expected with the current value below, mend the record, and run again.",
    facts: { refused: refused.map((record) => ({ ...record.requirement, currentValue: record.currentValue })) },
  });
}

function seesWhatStands({ requirement, currentValue }: IdentityRecord, { records }: Planned): boolean {
  const { owner, type, purpose } = requirement;
  const isThis = (record: RecordPlan) => record.owner === owner && record.type === type && record.purpose === purpose;
  // Nothing stands there and nothing shall: an address record that receives the mail stays without an MX.
  if (records.some((record) => isThis(record) && record.after === null)) return currentValue === "";
  if (currentValue === "") return false;
  const published = records.flatMap((record) => record.after ?? []);
  const values = published.filter((rrset) => rrset.owner === owner && rrset.type === type).flatMap((rrset) => rrset.values);
  return values.some((value) => comparable(value) === comparable(currentValue));
}

/** SES's spelling of an MX has no preference and may have a final dot; white space never decides. */
function comparable(value: string): string {
  return value
    .replace(/^\d+\s+(?=\S+$)/, "")
    .replace(/\.$/, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

function pending(run: Run, confirmation: Confirmation, identity: Identity): OnboardError {
  const unmet = identity.records.filter((record) => !record.status).map((record) => record.requirement.owner);
  const again = new Date(run.clock.now() + (confirmation.ground.delegation.soa?.negativeTtl ?? 0) * 1000);
  return new OnboardError(
    "VERIFICATION_PENDING",
    `Every name server serves the records, but SES does not see ${unmet.join(", ") || "them"} yet; its own cache may take up to two hours.`,
    {
      hint: `Run the same command again after ${again.toISOString().slice(11, 16)} UTC; it goes on where it stopped.`,
      facts: { unmet, retryAfter: again.toISOString() },
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
