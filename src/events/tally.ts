import type { DomainName } from "../dns/domain-name.ts";
import type { ServerAddress } from "../dns/observation.ts";
import { isAnswer, type ServerVerdict } from "./verdict.ts";

/** How many name servers serve what is wanted, of all that are to be asked. */
export interface Tally {
  readonly agreeing: number;
  readonly asked: number;
}

/** What an address says of what is wanted. `silent`: nothing, be it that it was not asked for all of it yet. */
export type Word = "agrees" | "objects" | "silent";

/** Server names, each once: a server is a name, however many addresses it has. */
export function serverNames(servers: readonly ServerAddress[]): readonly DomainName[] {
  return [...new Set(servers.map(({ server }) => server))];
}

/** All name servers of a zone: those that can be asked, and those whose names lead to no address. */
export interface ZoneServers {
  readonly servers: readonly ServerAddress[];
  readonly unresolved?: readonly DomainName[];
}

/** All servers count, also one without an address. One agrees when one of its addresses does and no other objects. */
export function tally({ servers, unresolved = [] }: ZoneServers, wordOf: (at: ServerAddress) => Word): Tally {
  const names = [...new Set([...serverNames(servers), ...unresolved])];
  const agreeing = names.filter((name) => {
    const words = new Set(servers.filter(({ server }) => server === name).map(wordOf));
    return words.has("agrees") && !words.has("objects");
  });
  return { agreeing: agreeing.length, asked: names.length };
}

/** One address's last answer about one record. */
export function wordOfVerdict(verdict: ServerVerdict | undefined): Word {
  if (verdict === "serves") return "agrees";
  return isAnswer(verdict) ? "objects" : "silent";
}
