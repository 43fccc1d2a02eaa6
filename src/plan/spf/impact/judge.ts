import type { DomainName } from "../../../dns/domain-name.ts";
import type { Lookup } from "../../../dns/observation.ts";
import type { SpfLookup } from "../count.ts";
import type { IpAddress } from "./address.ts";
import { evaluateSpf, type SpfJudgement } from "./evaluate.ts";

/** An SPF record as it stands and as it will stand. */
export interface SpfChange {
  readonly owner: DomainName;
  /** What stands there in effect, be it a wildcard's; undefined: none. Equal to `after`: it stays. */
  readonly before: string | undefined;
  readonly after: string;
  /** What SES asks for: it alone says who SES's senders are. */
  readonly wanted: string;
}

/**
 * DNS without and with what the plan writes. Names of the run's own are answered as the DNS host says, and are not
 * asked of DNS: a name that is asked for before it exists can be remembered as absent.
 */
export interface DnsAround {
  readonly now: SpfLookup;
  /** The same as `now` where nothing is written. */
  readonly later: SpfLookup;
  /** Names whose records may refer to this one, and are judged as well. */
  readonly above: readonly DomainName[];
}

/**
 * DNS before, and after the change; `kept`: as after it, with the former record, so that what this change does shows
 * apart from what others do, like that of an MX; `wanted`: with what SES asks for alone.
 */
export type Worlds = Readonly<Record<"before" | "kept" | "after" | "wanted", SpfLookup>>;

export function worldsOf(
  { owner, before, after, wanted }: SpfChange,
  { now, later }: Pick<DnsAround, "now" | "later">,
): Worlds {
  const own = (record: string): SpfLookup => {
    const rrset = { owner, type: "TXT", ttl: 0, values: [record] };
    return async (): Promise<Lookup> => ({ kind: "answer", rrset, canonicalName: owner });
  };
  const world =
    (text: SpfLookup, beside: SpfLookup): SpfLookup =>
    (question) =>
      question.owner === owner && question.type === "TXT" ? text(question) : beside(question);
  const former = before === undefined ? now : own(before);
  const asBefore = world(former, now);
  return {
    before: asBefore,
    kept: now === later ? asBefore : world(former, later),
    after: before === after && now === later ? asBefore : world(own(after), later),
    wanted: world(own(wanted), later),
  };
}

/** An address, and the term by which it came in. */
export interface Point {
  readonly term: string;
  readonly address: IpAddress;
}

export interface Judged extends Point, Readonly<Record<keyof Worlds, SpfJudgement>> {
  /** Whose record is judged. */
  readonly name: DomainName;
  /** Where the change is. */
  readonly owner: DomainName;
  readonly ses: boolean;
}

export async function judge(point: Point & Pick<Judged, "name" | "owner">, worlds: Worlds): Promise<Judged> {
  const { address, name, owner } = point;
  const mail = { address, domain: name };
  const before = await evaluateSpf(mail, worlds.before);
  const kept = worlds.kept === worlds.before ? before : await evaluateSpf(mail, worlds.kept);
  const after = worlds.after === worlds.before ? before : await evaluateSpf(mail, worlds.after);
  const wanted = await evaluateSpf({ address, domain: owner }, worlds.wanted);
  return { ...point, before, kept, after, wanted, ses: wanted.result === "pass" };
}

/** Whether the change of this record does harm. */
export function isFault(judged: Judged): boolean {
  const { name, owner, kept, after, ses } = judged;
  // What was passed over can only end a judgement earlier: for all other mail it is certain that receivers give up.
  if (kept.result !== "permerror" && after.result === "permerror") return true;
  if (ses && name === owner) return failsForSure(judged);
  if (kept.passedOver.length + after.passedOver.length > 0) return false;
  // Who refers to this record takes SES's senders in by it, and a record that was broken may be mended by it.
  if (ses) return kept.result === "pass" && after.result !== "pass";
  return kept.result !== after.result && (name === owner || kept.result !== "permerror");
}

/**
 * Mail of SES's in the worst case, which is that no term matches that depends on a mail: who has to trust in
 * `exists:%{i}…` has no proof. A failed lookup is no verdict.
 */
export function failsForSure({ after }: Pick<Judged, "after">): boolean {
  return after.result !== "pass" && after.failed === undefined;
}

/** Whether mail is judged otherwise once the plan is carried out, as far as that is known. */
export function isOtherwise({ before, after }: Pick<Judged, "before" | "after">): boolean {
  return before.result !== after.result;
}
