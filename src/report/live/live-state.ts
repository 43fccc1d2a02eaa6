import type { OnboardEvent } from "../../events/event.ts";
import { purposeWord } from "../words/sentence.ts";
import type { RecordPlan } from "../../events/record.ts";
import type { ServerVerdict } from "../../events/verdict.ts";

/** What one server was last seen to answer, by record (`TYPE owner`). */
export interface LiveServer {
  readonly server: string;
  readonly address: string;
  readonly excluded: boolean;
  readonly verdicts: Readonly<Record<string, ServerVerdict>>;
  /** When it fetches the zone at the latest, in ms since 1970; null: unknown. */
  readonly dueAt: number | null;
}

/** What one domain waits for, as far as events told. */
export interface LiveDomain {
  readonly domain: string;
  readonly waiting: "propagation" | "confirmation" | "nothing";
  /** Column titles by record. */
  readonly titles: Readonly<Record<string, string>>;
  /** Records asked for, in order. */
  readonly records: readonly string[];
  readonly servers: readonly LiveServer[];
  readonly startedAt: number;
  readonly budgetMs: number;
  /** When SES is asked next, in ms since 1970; null: it is being asked. */
  readonly askedAgainAt: number | null;
}

export function newLiveDomain(domain: string): LiveDomain {
  return {
    domain,
    waiting: "nothing",
    titles: {},
    records: [],
    servers: [],
    startedAt: 0,
    budgetMs: 0,
    askedAgainAt: null,
  };
}

/** The state after an event; the same object when nothing changed. */
export function advance(state: LiveDomain, event: OnboardEvent): LiveDomain {
  switch (event.type) {
    case "rrset.planned":
      return {
        ...state,
        titles: { ...state.titles, [keyOf(event.record.type, event.record.owner)]: titleOf(event.record) },
      };
    case "propagation.started":
      return {
        ...state,
        waiting: "propagation",
        records: event.records.map(({ type, owner }) => keyOf(type, owner)),
        servers: event.servers.map(({ server, address }) => ({
          server,
          address,
          excluded: false,
          verdicts: {},
          dueAt: null,
        })),
        startedAt: event.at,
        budgetMs: event.budgetMs,
      };
    case "propagation.observed":
      return withServer(state, event.address, (server) => ({
        ...server,
        verdicts: { ...server.verdicts, [keyOf(event.rrtype, event.owner)]: event.verdict },
      }));
    case "server.behind":
      return withServer(state, event.address, (server) => ({ ...server, dueAt: event.at + event.dueInMs }));
    case "server.excluded":
      return withServer(state, event.address, (server) => ({ ...server, excluded: true }));
    case "identity.asked":
      return { ...state, waiting: "confirmation", askedAgainAt: null };
    case "identity.refused":
      return {
        ...state,
        waiting: "confirmation",
        askedAgainAt: event.nextInMs === null ? null : event.at + event.nextInMs,
      };
    case "propagation.done":
    case "identity.verified":
    case "result":
      return { ...state, waiting: "nothing" };
    default:
      return state;
  }
}

/** Whether a server serves every record. */
export function agrees(server: LiveServer, records: readonly string[]): boolean {
  return records.every((record) => server.verdicts[record] === "serves");
}

function keyOf(type: string, owner: string): string {
  return `${type} ${owner}`;
}

function titleOf({ purpose, type }: RecordPlan): string {
  return purpose === "other" ? type : purposeWord(purpose);
}

function withServer(
  state: LiveDomain,
  address: string,
  change: (server: LiveServer) => LiveServer,
): LiveDomain {
  return {
    ...state,
    servers: state.servers.map((server) => (server.address === address ? change(server) : server)),
  };
}
