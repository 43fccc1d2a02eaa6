import type {
  Delegation,
  Heard,
  Observation,
  LameReason,
  Said,
  ServerAddress,
  Unaddressed,
} from "./observation.ts";
import { phrase, type Phrase } from "../errors/phrase.ts";

/** `ns1.example.com (192.0.2.1)`. */
export function addressName({ server, address }: ServerAddress): string {
  return `${server} (${address})`;
}

/** `port 53`: where these questions went. */
export function portName(ports: Iterable<number>): Phrase {
  const each = [...new Set(ports)].toSorted((one, other) => one - other).join(", ");
  return each.includes(",") ? phrase`ports ${each}` : phrase`port ${each}`;
}

/** Without how long it took, which is another one each time. */
export function saidOf({ transport: _transport, roundTripMs: _took, ...said }: Observation): Said {
  return said;
}

/**
 * What a server said when it was asked for its zone, as a predicate after the server's name, and what that means. One
 * wording for errors, warnings, doctor and check. Empty where it serves the zone as it should.
 */
export function saidOfZone(said: Said): string {
  switch (said.kind) {
    case "answer":
      return said.withoutAuthority === true
        ? "answers without authority (AA=0): it is not set up as a server of the zone"
        : "";
    case "cname":
      return `has an alias (CNAME to ${said.target}) at the zone's own name, where nothing may stand beside it`;
    case "nodata":
      return said.zone === undefined
        ? "answers for a zone, but has no SOA record at this name"
        : `has no SOA record at this name, and answers for ${said.zone}`;
    case "nxdomain":
      return "says that the zone's own name does not exist (NXDOMAIN)";
    case "referral":
      return `sends us on to ${said.nameServers.join(", ")}: it has given the zone away`;
    case "lame":
      return LAME[said.because](said);
    case "servfail":
      return `fails (SERVFAIL${extended(said)}): it could not load or fetch the zone`;
    case "unreachable":
      return UNREACHABLE[said.because](said.family);
    case "malformed":
      return `sends an answer that can't be read (${said.because})`;
  }
}

/**
 * What each server said of its zone, a server by its name alone where all of its addresses say the same, and those with
 * the same words together. Who serves it as it should is not among them.
 */
export function saidByServers(heard: readonly Heard[]): readonly string[] {
  const byWords = new Map<string, Set<string>>();
  for (const { at, observation } of heard) {
    const words = saidOfZone(observation);
    const isOne = heard.every(
      (other) => other.at.server !== at.server || saidOfZone(other.observation) === words,
    );
    const name = isOne ? at.server : addressName(at);
    if (words !== "") byWords.set(words, (byWords.get(words) ?? new Set()).add(name));
  }
  return [...byWords].map(
    ([words, names]) => `${names.size === 1 ? "" : "each of "}${[...names].join(", ")} ${words}`,
  );
}

type Kind<K extends Said["kind"]> = Extract<Said, { readonly kind: K }>;

const LAME: Readonly<Record<LameReason, (said: Kind<"lame">) => string>> = {
  refused: () =>
    "refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host",
  notauth: () => "says that it is not responsible (NOTAUTH): it does not hold the zone",
  "not-authoritative": ({ believed }) =>
    `answers without authority (AA=0): it does not hold the zone itself${taken(believed)}`,
  "upward-referral": () => "sends us back up: it has never heard of the zone",
  "zone-above": ({ believed }) => `answers out of a zone above: it does not hold this one${taken(believed)}`,
  "given-away": ({ nameServers = [] }) =>
    `sends us on to ${nameServers.join(", ")} for the very zone: it does not hold it`,
  "not-implemented": () => "does not know this kind of question (NOTIMP)",
};

function taken(believed: Kind<"lame">["believed"]): string {
  if (believed === undefined) return "";
  return ` (resolvers take its ${believed === "nxdomain" ? "NXDOMAIN" : "NODATA"})`;
}

const UNREACHABLE: Readonly<Record<Kind<"unreachable">["because"], (family: 4 | 6) => string>> = {
  timeout: () => "does not answer",
  refused: () => "has nobody who takes questions there (connection refused)",
  "no-route": (family) => `can't be asked from here (no IPv${family})`,
  reset: () => "breaks the connection off",
};

function extended({ extendedErrors: [first] }: Kind<"servfail">): string {
  if (first === undefined) return "";
  return first.text === "" ? `, error ${first.code}` : `, ${first.text}`;
}

/** To whom the world is sent for a zone, as a clause. */
export function delegatedTo({
  apex,
  parentNameServers,
  enclosing,
}: Pick<Delegation, "apex" | "parentNameServers" | "enclosing">): Phrase {
  const servers = parentNameServers.length === 0 ? phrase`no name server` : parentNameServers.join(", ");
  return enclosing === undefined
    ? phrase`${apex} is delegated to ${servers}`
    : phrase`${apex} names ${servers} as its servers, and no server of ${enclosing.apex} refers to it`;
}

/** Why so many names of servers lead to no address, as a predicate after them. */
export function whyUnaddressed(because: Unaddressed, count = 1): string {
  return WITHOUT_ADDRESS[because][count === 1 ? 0 : 1];
}

const WITHOUT_ADDRESS: Readonly<Record<Unaddressed, readonly [one: string, several: string]>> = {
  alias: [
    "is an alias (CNAME), which the name of a name server must not be",
    "are aliases (CNAME), which the name of a name server must not be",
  ],
  "no-glue": [
    "lies in the zone itself, and the zone above gives no address for it (missing glue)",
    "lie in the zone itself, and the zone above gives no addresses for them (missing glue)",
  ],
  circular: [
    "needs itself: to find its address, servers have to be asked whose addresses it has",
    "need each other: to find the address of one, servers have to be asked whose addresses the others have",
  ],
  unanswered: [
    "has an address that could not be found: no server gave a usable answer",
    "have addresses that could not be found: no server gave a usable answer",
  ],
  none: [
    "has no address: there is no such name, or no A or AAAA record at it",
    "have no address: there are no such names, or no A or AAAA records at them",
  ],
};
