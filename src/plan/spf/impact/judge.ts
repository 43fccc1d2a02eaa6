import type { DomainName } from "../../../dns/domain-name.ts";
import type { RRset } from "../../../dns/rrset.ts";
import { OnboardError } from "../../../errors/onboard-error.ts";
import type { SpfLookup } from "../count.ts";
import { addressText, type IpAddress } from "./address.ts";
import { evaluateSpf, type SpfJudgement } from "./evaluate.ts";

/** An SPF record that SES's senders are joined into. */
export interface SpfChange {
  readonly owner: DomainName;
  /** What stands there in effect, be it a wildcard's. */
  readonly before: string;
  readonly after: string;
  /** What SES asks for: it alone says who SES's senders are. */
  readonly wanted: string;
  /**
   * What stands in the zone, as the DNS host says. Nothing at `owner` is asked of DNS: a name that is asked for before
   * it exists can be remembered as absent. Records of other names here that refer to `owner` are judged as well.
   */
  readonly rrsets: readonly RRset[];
}

/** DNS with the former record, with the new one, and with what SES asks for alone. */
export type Worlds = Readonly<Record<"before" | "after" | "wanted", SpfLookup>>;

/** An address, and the term by which it came in. */
export interface Point {
  readonly term: string;
  readonly address: IpAddress;
}

export interface Judged extends Point {
  /** Whose record is judged. */
  readonly name: DomainName;
  /** Where the change is. */
  readonly owner: DomainName;
  readonly before: SpfJudgement;
  readonly after: SpfJudgement;
  readonly ses: boolean;
}

export async function judge(point: Point & Pick<Judged, "name" | "owner">, worlds: Worlds): Promise<Judged> {
  const { address, name, owner } = point;
  const before = await evaluateSpf({ address, domain: name }, worlds.before);
  const after = await evaluateSpf({ address, domain: name }, worlds.after);
  const wanted = await evaluateSpf({ address, domain: owner }, worlds.wanted);
  return { ...point, before, after, ses: wanted.result === "pass" };
}

/** Where something was passed over there is no verdict. */
export function isFault({ name, owner, before, after, ses }: Judged): boolean {
  if (before.passedOver.length + after.passedOver.length > 0) return false;
  if (!ses) return before.result !== after.result;
  if (name === owner) return after.result !== "pass";
  // Who refers to this record takes SES's senders in by it; a limit that is passed breaks the referring one.
  return after.result === "permerror" && before.result !== "permerror";
}

export function changed({ owner, before, after }: SpfChange, fault: Judged): OnboardError {
  const { address, name, ses, term } = fault;
  const [was, is] = [resultText(fault.before), resultText(fault.after)];
  const results = { before: fault.before.result, after: fault.after.result };
  const facts = { owner, name, address: addressText(address), term, ses, ...results };
  const whose = ses ? "a sender of SES" : `a sender by "${term}"`;
  return new OnboardError(
    "SPF_UNMERGEABLE",
    `With SES's senders in the SPF record of ${owner}, receivers would judge mail of ${name} from ${facts.address} (${whose}) ${is}; without them it is ${was}.`,
    { hint: hintFor(fault), facts: { ...facts, records: { before, after } } },
  );
}

function resultText({ result, broken }: SpfJudgement): string {
  return broken === undefined ? result : `${result} (at "${broken}")`;
}

function hintFor({ name, owner, ses, after, before }: Judged): string {
  if (name !== owner)
    return `Take an include out of the SPF record of ${name} that is not used any more, or send from another name.`;
  if (before.result === "permerror")
    return `Correct the SPF record of ${owner}, which receivers give up on as it stands, or send from another name.`;
  if (ses && after.result !== "permerror")
    return `Decide what the SPF record of ${owner} shall say about this address, change it at the DNS host, then run again.`;
  return `Take an include out of the SPF record of ${owner} that is not used any more, or send from a subdomain with an SPF record of its own.`;
}
