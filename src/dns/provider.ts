import type { DomainName } from "./domain-name.ts";
import type { RRset, RRsetKey, Swap } from "./rrset.ts";

// The contract with a DNS host. providers/conformance.ts holds a case for each promise below, and for these of
// every call: each request awaits the context's `admit` once before it leaves, and has a deadline of its own; pauses
// go through the context's clock and end on abort; a write that was refused (4xx) is not sent again; an error holds
// no secret.

export interface CallOptions {
  /**
   * Abort rejects at once, with the signal's reason. A write that may have arrived is never reported as "not
   * done": where the outcome can't be learned, the error's facts say `mayHaveArrived: true`.
   */
  readonly signal?: AbortSignal;
  /**
   * How long a host that is busy or throttles, or is away and has answered before, is waited out, in milliseconds:
   * what is left of the caller's time budget. Absent: as long as the adapter thinks right. 0: nothing is left, so one
   * that is busy is asked once.
   */
  readonly patienceMs?: number;
  /**
   * Where one that is away is waited for less long: milliseconds since it went, whoever noticed first. Absent: as
   * `patienceMs` says.
   */
  readonly awayMs?: number;
}

export interface Zone {
  readonly apex: DomainName;
  /** The host's own id of the zone. */
  readonly id: string;
  /** The name servers that the host assigned; undefined: the host does not tell. */
  readonly nameServers: readonly DomainName[] | undefined;
  /**
   * Why what is written here would not be served (`pending`, `secondary`, …), in the host's word; undefined:
   * nothing is wrong.
   */
  readonly notServing?: string;
  /** The lowest TTL of this very zone, in seconds, where plans of one host differ. */
  readonly minTtl?: number;
  /**
   * The host lists no right to write beside this zone. Told by `plan`, whose key may be read-only on purpose;
   * what decides is `mayWrite`.
   */
  readonly readOnlyKey?: true;
}

export interface ProviderTraits {
  /** `atomic`: the host itself refuses a stale `before`; `checked`: we re-read just before the write. */
  readonly swap: "atomic" | "checked";
  /**
   * `value`: a write names the values that it adds and removes; `rrset`: it replaces the whole set. Only `rrset`
   * together with `checked` can lose a foreign value that was written between the re-read and the write.
   * Missing means `rrset`.
   */
  readonly writes?: "value" | "rrset";
  readonly batch: "all-or-nothing" | "one-by-one";
  /** Whether a value is changed in place, or is away for a moment. */
  readonly replace: "in-place" | "gap";
  /** The lowest TTL that the host takes, in seconds. */
  readonly minTtl: number;
  /**
   * A listing may be that old after a write, in milliseconds: until it has passed there is no read-back and no
   * second checked swap of that RRset, and a new SPF or DMARC record is looked for again after it.
   */
  readonly readLagMs?: number;
  /** The preferences of MX that this host can hold, and whether it can hold a null MX. Missing: all. */
  readonly mx?: { readonly min: number; readonly max: number; readonly null: boolean };
  /**
   * The most that this host takes, judged before Create. Characters are those of values as a zone file spells them
   * (TXT in quotes, names with their final dot). Missing: not told.
   */
  readonly sizes?: Sizes;
}

export interface Sizes {
  /** Characters of one value that is written. */
  readonly value?: number;
  /** Values of one record set. */
  readonly set?: number;
  /**
   * Values of one write: of the whole batch where it is all or nothing. What it removes and what it puts there are
   * counted together, of a set that is replaced all of them.
   */
  readonly values?: number;
  /** Characters of these. */
  readonly characters?: number;
}

/** What a write left behind, to be asked about later. */
export interface Receipt {
  /** The host's id of the change, where it has one (Route 53: `C2682N5HXP0BZ4`). */
  readonly changeId?: string;
  /** How many RRsets were really written; 0 when everything already stood there. */
  readonly written: number;
}

/** All names at or below `top` but `known`. */
export interface OtherNames {
  readonly top: DomainName;
  readonly known: readonly DomainName[];
}

export interface DnsProvider {
  readonly name: string;
  readonly traits: ProviderTraits;
  /**
   * Nothing is written by it: `apply` is never called, and rejects. A person enters what is planned, and what stands is
   * what every name server of the zone serves.
   */
  readonly byHand?: true;
  /**
   * Where its API is, of a host that anybody may run: part of the plan, since a zone of the same name and id elsewhere
   * is another one. Filled from the settings that are URLs, where an adapter does not tell it.
   */
  readonly endpoint?: string;
  /**
   * The account's public zones with exactly this apex. The caller chooses by name servers, or refuses. What can't
   * be read throws: credentials that are refused are not "no zone".
   * @throws OnboardError CREDENTIALS_REJECTED, RIGHTS_MISSING, API_UNAVAILABLE, API_RATE_LIMITED,
   * API_SURPRISE
   */
  zonesAt(apex: DomainName, options: CallOptions): Promise<readonly Zone[]>;
  /**
   * Every RRset at these owner names, all types, `*` owners too, canonical form; complete, however long the host's
   * listing is. A failed read throws; an empty list means "nothing there".
   * @throws OnboardError as zonesAt
   */
  readRRsets(zone: Zone, owners: readonly DomainName[], options: CallOptions): Promise<readonly RRset[]>;
  /**
   * What the host keeps at these owner names and does not serve, since somebody has paused it. It is absent from
   * readRRsets and is never changed; a person is told of it, since the host may take no second record of the same
   * value. No such function: the host pauses nothing.
   * @throws OnboardError as zonesAt
   */
  pausedAt?(zone: Zone, owners: readonly DomainName[], options: CallOptions): Promise<readonly RRset[]>;
  /**
   * Apply the swaps, all or none where the traits say so. Repeating an applied swap succeeds without a write.
   * @throws OnboardError RRSET_CHANGED when a `before` is stale; CNAME_IN_THE_WAY;
   * RECORD_IN_THE_WAY, also for what is locked; VALUE_REJECTED; and as zonesAt
   */
  apply(zone: Zone, swaps: readonly Swap[], options: CallOptions): Promise<Receipt>;
  /**
   * Whether anything stands at this name or below it, of any type, at another owner than these: it makes the name
   * exist, so no wildcard answers for it (RFC 4592). Asked by `undo`, and where no name server can tell it. Undefined, or
   * no such function: it can't be told.
   * @throws OnboardError as zonesAt
   */
  holdsOthers?(zone: Zone, names: OtherNames, options: CallOptions): Promise<boolean | undefined>;
  /**
   * The host's own word that a change is everywhere, where it has one. Undefined: it can't be learned, which is
   * no end and says nothing about the records.
   */
  settled?(receipt: Receipt, options: CallOptions): Promise<boolean | undefined>;
  /**
   * Whether these places may be written with these credentials. Asked by `run` before Create and by `doctor`,
   * never by `plan` or `check`: their keys may be read-only, and a probe is a write request. A probe can't
   * succeed: it names a value or an id that nobody can have, random and new each time, never one that was read,
   * and it creates nothing. Undefined: it can't be told, which stops nothing. A "no" for which the host gives
   * a reason is better thrown, with the host's words and what mends it; `false` is told in general words.
   * @throws OnboardError RIGHTS_MISSING with the host's own reason; API_RATE_LIMITED where the host won't be asked
   * within `patienceMs`: then nothing is created; what zonesAt throws
   */
  mayWrite?(zone: Zone, places: readonly RRsetKey[], options: CallOptions): Promise<boolean | undefined>;
}
