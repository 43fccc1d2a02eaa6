import type { Mistake } from "../plan/mistake.ts";
import type { Consented } from "../plan/consent/consented.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { Observation, ServerAddress } from "../dns/observation.ts";
import type { RRset, RRsetKey } from "../dns/rrset.ts";
import type { AccountName, IdentityList } from "../plan/identity.ts";
import type { Requirement, StandingConsent } from "../plan/requirement.ts";
import type { Warning } from "../plan/warning.ts";
import type { RecordAction, RecordPlan } from "../plan/record-plan.ts";
import type { AskedElsewhere, OwnEndpoint } from "./endpoint.ts";
import type { FoundByCheck, SesView } from "./record.ts";
import type { StartedCommand } from "./started.ts";
import type { ServerVerdict } from "./verdict.ts";
import type { DomainResult } from "./result.ts";

// Everything that can happen, as facts: no sentence, no colour, no secret. Every event survives JSON. Names
// say the unit: …Ms, …Seconds, …At (ms since 1970).

/** An answer of SES. */
export interface Answer {
  /** Tencent's id of the request: its support asks for it. */
  readonly requestId?: string;
}

export type EventBody =
  | ({
      readonly type: "run.started";
      readonly version: string;
      readonly site: string;
      readonly region: string;
      /** `user@host`, or on a runner the person and the job's address: absent where nobody says. */
      readonly by?: string;
      /** Of Tencent Cloud: absent where the settings hold keys and no name. */
      readonly account?: AccountName;
      /** `undo --dry-run` writes nothing. */
      readonly dryRun?: true;
      /** `check --dns-only`: name servers alone are asked. */
      readonly dnsOnly?: true;
      /**
       * The config file that lies there, as it was named, and whether it was read: where the program was told to read
       * none but a named one, it was not. Absent: there is none.
       */
      readonly config?: { readonly file: string; readonly read: boolean };
      /** Of the consents in force, those that no option of this command gave: absent where there are none. */
      readonly standing?: readonly StandingConsent[];
    } & AskedElsewhere &
      StartedCommand)
  | {
      readonly type: "delegation.found";
      readonly apex: DomainName;
      readonly nameServers: readonly DomainName[];
      readonly negativeTtlSeconds: number | null;
    }
  /** Name servers can't be asked from here; who serves the zone was looked up over HTTPS. */
  | {
      readonly type: "port53.unusable";
      readonly because: "intercepted" | "blocked";
      /** At which they were asked: 53 alone, but for a setting. */
      readonly ports: readonly number[];
    }
  | {
      readonly type: "zone.found";
      readonly provider: string;
      readonly apex: DomainName;
      readonly id: string;
      readonly nameServers: readonly DomainName[];
      /** Absent: its API is asked where its vendor keeps it, or what it asks is not known. */
      readonly endpoint?: OwnEndpoint;
      /** A person enters what is planned, and what stands is read from the name servers. */
      readonly byHand?: true;
    }
  /** Whether these credentials may write there, asked before anything is created. Null: it can't be told. */
  | {
      readonly type: "rights.found";
      readonly provider: string;
      readonly apex: DomainName;
      readonly mayWrite: boolean | null;
    }
  | { readonly type: "identity.found"; readonly exists: boolean; readonly verified: boolean }
  /** What SES lists of the account, before it is asked for one more. */
  | ({ readonly type: "identities.listed" } & IdentityList)
  /** SES does not list them, and why; only a limit in the config needs it. */
  | { readonly type: "identities.unlisted"; readonly code: string; readonly reason: string }
  | ({
      readonly type: "identity.ready";
      readonly created: boolean;
      readonly verified: boolean;
      readonly ses: readonly SesView[];
    } & Answer)
  | ({
      readonly type: "rrset.planned";
      /**
       * A value is changed at a host without compare-and-swap: what somebody makes of this very value between
       * our re-read and our write is lost.
       */
      readonly unguarded?: true;
      /** `check` alone, which plans nothing: how what stands there compares with what SES asks for. */
      readonly found?: FoundByCheck;
    } & RecordPlan)
  | {
      readonly type: "plan.ready";
      readonly planHash: string;
      readonly creates: boolean;
      readonly changes: number;
    }
  /** Before anything of the plan is created or written; not told where there is nothing to do. */
  | ({ readonly type: "consent.given" } & Consented)
  | { readonly type: "warning.raised"; readonly warning: Warning }
  | {
      readonly type: "rrset.written";
      readonly rrset: RRsetKey;
      readonly action: RecordAction;
      readonly before: RRset | null;
      readonly after: RRset | null;
      /** The DNS host's own id of the change, where it has one (Route 53). */
      readonly changeId?: string;
      /** Until when receivers may hold what stood there, by its TTL; absent: nothing did. */
      readonly formerUntilAt?: number;
    }
  /** Nothing was written: a person is asked to enter it, and from now on it is looked for. */
  | {
      readonly type: "rrset.requested";
      readonly rrset: RRsetKey;
      readonly action: RecordAction;
      readonly before: RRset | null;
      readonly after: RRset | null;
    }
  /** What a person has entered is served, and is not what was asked for. Each mistake is told once. */
  | {
      readonly type: "rrset.mistyped";
      readonly at: ServerAddress;
      readonly rrset: RRsetKey;
      readonly mistake: Mistake;
    }
  | {
      readonly type: "rrset.kept";
      readonly rrset: RRsetKey;
      readonly action: RecordAction;
    }
  /** Somebody else wrote between our reading and our write; we read and plan again. */
  | {
      readonly type: "race.lost";
      readonly attempt: number;
      /** An answer to our write was lost: all of it may stand there, a part of it, or nothing. */
      readonly mayHaveArrived?: true;
      /** Our write was carried out, and theirs stands beside it. */
      readonly beside?: {
        readonly rrset: RRsetKey;
        readonly ours: readonly string[];
        readonly theirs: readonly string[];
      };
    }
  | {
      readonly type: "propagation.started";
      readonly servers: readonly ServerAddress[];
      /** Name servers without an address: they count, and can't be asked. Absent where there are none. */
      readonly unresolved?: readonly DomainName[];
      readonly rrsets: readonly RRsetKey[];
      readonly budgetMs: number;
    }
  | {
      readonly type: "propagation.observed";
      readonly at: ServerAddress;
      readonly rrset: RRsetKey;
      readonly verdict: ServerVerdict;
      /** Since the first write, or since propagation began when nothing was written. */
      readonly sinceWriteMs: number;
      /** How long a cache that asks now may keep this answer, by its TTLs; null: it does not say. */
      readonly expiresInMs: number | null;
      /**
       * When a secondary that is behind fetches the zone by itself at the latest (SOA REFRESH), from now on;
       * absent: unknown.
       */
      readonly dueInMs?: number;
      readonly observation: Observation;
    }
  /**
   * `private`: only the zone itself names it as its server, and its address is none that the world can reach, so it is
   * not asked.
   */
  | {
      readonly type: "server.excluded";
      readonly at: ServerAddress;
      readonly because: ServerVerdict | "private";
    }
  /** The zone was delegated otherwise meanwhile. */
  | {
      readonly type: "delegation.changed";
      readonly apex: DomainName;
      readonly nameServers: readonly DomainName[];
      /** Where only addresses have changed, the same names. */
      readonly before: readonly DomainName[];
      /** Who counts from now on, with what was said before. */
      readonly servers: readonly ServerAddress[];
      /** As in `propagation.started`. */
      readonly unresolved?: readonly DomainName[];
    }
  /**
   * A secondary that has not fetched the new version of the zone yet; it does so at the latest in `dueInMs`
   * (SOA REFRESH).
   */
  | {
      readonly type: "server.behind";
      readonly at: ServerAddress;
      readonly serial: number;
      readonly newestSerial: number;
      readonly dueInMs: number;
    }
  | {
      readonly type: "propagation.progress";
      readonly elapsedMs: number;
      readonly agreeing: number;
      readonly asked: number;
      readonly laggards: readonly ServerAddress[];
      /** Where a person enters them: how many records all servers serve that can be asked, of how many. */
      readonly seen?: { readonly records: number; readonly of: number };
    }
  | {
      readonly type: "host.settled";
      readonly provider: string;
      /** Null: the host could not be asked, or did not know. */
      readonly settled: boolean | null;
      readonly elapsedMs: number;
    }
  | {
      readonly type: "propagation.done";
      readonly agreeing: number;
      readonly asked: number;
      readonly elapsedMs: number;
      readonly queries: number;
    }
  | {
      readonly type: "resolver.observed";
      readonly resolver: string;
      readonly rrset: RRsetKey;
      readonly verdict: ServerVerdict;
      readonly expiresInMs: number | null;
    }
  | { readonly type: "identity.asked"; readonly attempt: number }
  | ({
      readonly type: "identity.verified";
      readonly attempt: number;
      readonly ses: readonly SesView[];
    } & Answer)
  | ({
      readonly type: "identity.refused";
      readonly attempt: number;
      readonly ses: readonly SesView[];
      readonly nextInMs: number | null;
      /** What it asks for now and did not before; published before it is asked again. */
      readonly added?: readonly Requirement[];
    } & Answer)
  | {
      readonly type: "api.retried";
      readonly api: string;
      readonly attempt: number;
      readonly nextInMs: number;
      readonly code: string;
      /** It has answered before and is away: how much longer it is waited for at most. */
      readonly untilMs?: number;
    }
  | DomainResult;

/** One event: what happened, when (milliseconds since 1970), and for which domain. */
export type OnboardEvent = EventBody & { readonly time: number; readonly domain: DomainName };

/** Told of each event; never awaited, can't veto. */
export type Reporter = (event: OnboardEvent) => void;
