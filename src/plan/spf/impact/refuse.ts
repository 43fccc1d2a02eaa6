import { OnboardError } from "../../../errors/onboard-error.ts";
import { addressText } from "./address.ts";
import type { SpfJudgement } from "./evaluate.ts";
import type { Judged, SpfChange } from "./judge.ts";

/** Why a change must not be published, by the first mail that it would harm. */
export function refused({ owner, before = "", after }: SpfChange, fault: Judged): OnboardError {
  const { address, name, ses, term } = fault;
  const results = { before: fault.before.result, after: fault.after.result };
  const facts = { owner, name, address: addressText(address), term, ses, ...results };
  return new OnboardError("SPF_UNMERGEABLE", messageFor(fault, facts.address), {
    hint: hintFor(fault),
    facts: { ...facts, records: { before, after } },
  });
}

function messageFor(fault: Judged, address: string): string {
  const { name, owner, ses, term, kept, after } = fault;
  if (isSesBroken(fault))
    return `Receivers give up on what SES itself asks for at ${owner}${reasonText(fault.wanted)}, so nobody's mail would pass.`;
  if (ses && name === owner)
    return after.result === "permerror"
      ? `Mail that SES sends as ${owner} would not pass SPF: receivers give up on the record of ${owner}${reasonText(after)}.`
      : `Mail that SES sends as ${owner} from ${address} would not pass SPF: ${deciderText(after)} in the record of ${owner} says "${after.result}" before receivers come to SES's term.`;
  const whose = ses ? "of SES" : `by "${term}"`;
  return `With SES's senders in the SPF record of ${owner}, mail of ${name} from ${address} (a sender ${whose}) would be judged "${after.result}"${reasonText(after)}; without them it is "${kept.result}"${reasonText(kept)}.`;
}

function isSesBroken({ wanted }: Judged): boolean {
  return wanted.result === "permerror";
}

function deciderText({ by }: SpfJudgement): string {
  return by === undefined ? "what stands" : `"${by}"`;
}

/** Where receivers give up, and why. */
function reasonText({ broken, why }: SpfJudgement): string {
  const parts = [broken === undefined ? "" : ` at "${broken}"`, why === undefined ? "" : ` (${why})`];
  return parts.join("");
}

function hintFor(fault: Judged): string {
  const { name, owner, ses, after, before } = fault;
  if (isSesBroken(fault))
    return "Run again later; if it stays so, report the broken record to Tencent Cloud's support.";
  if (name !== owner)
    return after.result === "permerror"
      ? `Take an include out of the SPF record of ${name} that is not used any more, or send from another name.`
      : `Decide what the SPF record of ${name} shall say about SES's senders, change it at the DNS host, then run again.`;
  if (before.result === "permerror")
    return `Correct the SPF record of ${owner}, which receivers give up on as it stands, or send from another name.`;
  if (ses && after.result !== "permerror")
    return `Decide what the SPF record of ${owner} shall say about this address, change it at the DNS host, then run again.`;
  return `Take an include out of the SPF record of ${owner} that is not used any more, or send from a subdomain with an SPF record of its own.`;
}
