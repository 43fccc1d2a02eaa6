import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { Received, Script } from "../../support/dns-server.ts";
import {
  claimingAuthority,
  DENYING,
  FAILING,
  hijackingNo,
  PORTAL,
  REFUSING,
} from "../../support/interceptors.ts";
import { resolverOf } from "../../support/sandbox-answers.ts";

// What networks do to port 53: the rows.

/** Where a question was on its way to. */
export interface Way {
  readonly sandbox: Sandbox;
  readonly address: string;
  /** What would be answered there. */
  readonly right: Script;
}

/** What comes of a question by UDP and by TCP: what is written there is what happens, else the way's own answer. */
type Fate = "open" | "dropped" | "closed" | ((way: Way) => Script);

export interface Port53 {
  readonly title: string;
  readonly udp: Fate;
  readonly tcp: Fate;
  /** What can be seen of name servers, by one way at least. */
  readonly shows: "all" | "what is there" | "nothing";
}

const answering = (script: Script) => (): Script => script;
const hidden = { shows: "nothing" } as const;
const seen = { shows: "all" } as const;

export const PORT53: readonly Port53[] = [
  { title: "open", udp: "open", tcp: "open", ...seen },
  { title: "closed", udp: "closed", tcp: "closed", ...hidden },
  { title: "dropped", udp: "dropped", tcp: "dropped", ...hidden },
  { title: "UDP dropped", udp: "dropped", tcp: "open", ...seen },
  { title: "UDP answered by a resolver that refuses", udp: answering(REFUSING), tcp: "open", ...seen },
  { title: "TCP dropped", udp: "open", tcp: "dropped", ...seen },
  both("a resolver answers in each server's place", ({ sandbox }) => resolverOf(sandbox)),
  both("a resolver answers in each server's place, as if with authority", ({ sandbox }) =>
    claimingAuthority(resolverOf(sandbox)),
  ),
  both("a resolver refuses", answering(REFUSING)),
  both("a resolver fails", answering(FAILING)),
  both("a gateway is every name, with authority", answering(PORTAL)),
  both("a firewall denies the top-level domain", answering(DENYING)),
  both("roots pass, a resolver refuses in the place of registries", ({ sandbox, address, right }) =>
    address === sandbox.dns.addresses.root ? right : REFUSING,
  ),
  { ...both("every “no” becomes an address", ({ right }) => hijackingNo(right)), shows: "what is there" },
];

function both(title: string, fate: (way: Way) => Script): Port53 {
  return { title, udp: fate, tcp: fate, ...hidden };
}

/** The answer that comes of a question. */
export function scriptOf({ udp, tcp }: Port53, way: Way): Script {
  const fates = { udp, tcp };
  return (received: Received) => {
    const fate = fates[received.via];
    if (fate === "open") return way.right(received);
    return typeof fate === "string" ? undefined : fate(way)(received);
  };
}
