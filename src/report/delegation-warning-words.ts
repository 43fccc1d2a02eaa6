import type { Warning } from "../events/event.ts";
import { listWords } from "./words.ts";

const NAMES = ["delegation-differs", "half-moved", "server-without-address", "server-lame", "family-missing"] as const;

type Name = (typeof NAMES)[number];
type DelegationWarning = Extract<Warning, { readonly warning: Name }>;
type Of<N extends Name> = Extract<Warning, { readonly warning: N }>;

export function isDelegationWarning(warning: Warning): warning is DelegationWarning {
  return NAMES.some((name) => name === warning.warning);
}

/** What is odd about who serves a zone, and who mends it. */
export function delegationWarningWords(warning: DelegationWarning): string {
  switch (warning.warning) {
    case "delegation-differs":
      return differs(warning);
    case "half-moved":
      return halfMoved(warning);
    case "server-without-address":
      return `${listWords(warning.servers)} of ${warning.owner} ${warning.servers.length === 1 ? "has" : "have"} no address (missing glue, or a name that is gone), so nobody can ask there. Correct the delegation at the registrar.`;
    case "server-lame":
      return `${warning.server} (${warning.address}) is named as a server of ${warning.owner} but ${warning.because === "lame" ? "does not serve it" : "fails on it (SERVFAIL)"}. Correct the delegation, or that server.`;
    case "family-missing":
      return `This machine has no IPv${warning.family}; servers are asked by IPv${warning.family === 6 ? 4 : 6} alone, which is enough.`;
  }
}

function differs({ owner, onlyParent, onlyZone }: Of<"delegation-differs">): string {
  const lists = [...named("only the parent", onlyParent), ...named("only the zone", onlyZone)].join("; ");
  return `The parent of ${owner} and the zone itself name different servers (${lists}). All of them are watched; make both lists the same, at the registrar or at the DNS host.`;
}

function halfMoved({ owner, notAtHost, notDelegated }: Of<"half-moved">): string {
  const lists = [...named("live, but not the DNS host's", notAtHost), ...named("the DNS host's, but not live", notDelegated)].join("; ");
  return `The zone ${owner} seems half moved (${lists}). Finish the move, or a part of the world will not see the records.`;
}

function named(title: string, servers: readonly string[]): readonly string[] {
  return servers.length === 0 ? [] : [`${title}: ${listWords(servers)}`];
}
