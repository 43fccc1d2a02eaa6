import type { OnboardEvent } from "../../events/event.ts";
import { recordTitle } from "../words/names.ts";
import type { ServerAddress } from "../../dns/observation.ts";
import { keyText } from "../../dns/rrset.ts";
import { tally, wordOfVerdict, type Tally, type ZoneServers } from "../../events/tally.ts";
import type { DomainState } from "../../events/result.ts";
import type { ServerVerdict } from "../../events/verdict.ts";

// The table that moves on a terminal: live-state.ts folds events, live-view.ts and server-table.ts draw, screen.ts
// writes over itself.

/** What one server was last seen to answer, by record (`TYPE owner`). */
export interface LiveServer {
  readonly at: ServerAddress;
  readonly excluded: boolean;
  readonly verdicts: Readonly<Record<string, ServerVerdict>>;
  /** When it fetches the zone at the latest, in ms since 1970; null: unknown. */
  readonly dueAt: number | null;
}

/** What one domain waits for, by its events so far. */
export interface LiveDomain {
  readonly domain: string;
  readonly rehearsal: boolean;
  /** `others`: until these are planned, too. */
  readonly waiting: "others" | "propagation" | "confirmation" | "nothing";
  /** Nobody has to wait for its plan any more: there is one, or it has ended. */
  readonly isPlanned: boolean;
  /** Column titles by record. */
  readonly titles: Readonly<Record<string, string>>;
  /** Records asked for, in order. */
  readonly records: readonly string[];
  readonly servers: readonly LiveServer[];
  /** Name servers without an address. */
  readonly unresolved: NonNullable<ZoneServers["unresolved"]>;
  readonly startedAt: number;
  readonly budgetMs: number;
  /** When SES is asked next, in ms since 1970; null: it is being asked. */
  readonly askedAgainAt: number | null;
  /** Undefined: it has not ended yet. */
  readonly ended: DomainState | undefined;
}

export function newLiveDomain(domain: string): LiveDomain {
  return {
    domain,
    rehearsal: false,
    waiting: "nothing",
    isPlanned: false,
    titles: {},
    records: [],
    servers: [],
    unresolved: [],
    startedAt: 0,
    budgetMs: 0,
    askedAgainAt: null,
    ended: undefined,
  };
}

/** The state after an event; the same object when nothing changed. */
export function advance(state: LiveDomain, event: OnboardEvent): LiveDomain {
  if (event.type === "run.started" && event.rehearsal === true) return { ...state, rehearsal: true };
  if (event.type === "zone.found" && event.endpoint?.loopback === true) return { ...state, rehearsal: true };
  if (event.type === "result") return { ...state, waiting: "nothing", isPlanned: true, ended: event.state };
  return advanceWait(state, event);
}

function advanceWait(state: LiveDomain, event: OnboardEvent): LiveDomain {
  switch (event.type) {
    case "rrset.planned":
      return {
        ...state,
        titles: { ...state.titles, [keyText(event.record)]: recordTitle(event.record) },
      };
    case "propagation.started":
      return {
        ...state,
        waiting: "propagation",
        records: event.rrsets.map(keyText),
        servers: event.servers.map(newServer),
        unresolved: event.unresolved ?? [],
        startedAt: event.time,
        budgetMs: event.budgetMs,
      };
    case "identity.asked":
      return { ...state, waiting: "confirmation", askedAgainAt: null };
    case "identity.refused":
      return {
        ...state,
        // It is not asked again.
        waiting: event.nextInMs === null ? "nothing" : "confirmation",
        askedAgainAt: event.nextInMs === null ? null : event.time + event.nextInMs,
      };
    case "plan.ready":
      return { ...state, waiting: "others", isPlanned: true };
    case "identity.ready":
    case "propagation.done":
    case "identity.verified":
      return { ...state, waiting: "nothing" };
    default:
      return advanceServers(state, event);
  }
}

function advanceServers(state: LiveDomain, event: OnboardEvent): LiveDomain {
  switch (event.type) {
    case "delegation.changed":
      return {
        ...state,
        servers: event.servers.map(
          (at) => state.servers.find((known) => known.at.address === at.address) ?? newServer(at),
        ),
        unresolved: event.unresolved ?? [],
      };
    case "propagation.observed":
      return withServer(state, event.at, (server) => ({
        ...server,
        excluded: false,
        verdicts: { ...server.verdicts, [keyText(event.rrset)]: event.verdict },
      }));
    case "server.behind":
      return withServer(state, event.at, (server) => ({ ...server, dueAt: event.time + event.dueInMs }));
    case "server.excluded":
      return withServer(state, event.at, (server) => ({ ...server, excluded: true }));
    default:
      return state;
  }
}

function newServer(at: ServerAddress): LiveServer {
  return { at, excluded: false, verdicts: {}, dueAt: null };
}

/** Whether a server serves every record. */
export function servesAll(server: LiveServer, records: readonly string[]): boolean {
  return records.every((record) => server.verdicts[record] === "serves");
}

/** Servers that serve every record, of all: a server is a name, and one that fell silent still counts. */
export function tallyOf({ servers, unresolved, records }: LiveDomain): Tally {
  return tally({ servers: servers.map(({ at }) => at), unresolved }, ({ address }) => {
    const server = servers.find(({ at }) => at.address === address);
    if (server === undefined || server.excluded) return "silent";
    if (servesAll(server, records)) return "agrees";
    const words = Object.values(server.verdicts).map(wordOfVerdict);
    return words.includes("objects") ? "objects" : "silent";
  });
}

function withServer(
  state: LiveDomain,
  { address }: ServerAddress,
  change: (server: LiveServer) => LiveServer,
): LiveDomain {
  return {
    ...state,
    servers: state.servers.map((server) => (server.at.address === address ? change(server) : server)),
  };
}
