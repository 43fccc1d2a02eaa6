import type {
  Delegation,
  Heard,
  Observation,
  LameReason,
  Said,
  ServerAddress,
  Unaddressed,
} from "./observation.ts";
import { inEnglish, listPhrase, phrase, type Phrase, type Text } from "../errors/phrase.ts";

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
export function saidOfZone(said: Said): Text {
  switch (said.kind) {
    case "answer":
      return said.withoutAuthority === true
        ? phrase`answers without authority (AA=0): it is not set up as a server of the zone`
        : "";
    case "cname":
      return phrase`has an alias (CNAME to ${said.target}) at the zone's own name, where nothing may stand beside it`;
    case "nodata":
      return said.zone === undefined
        ? phrase`answers for a zone, but has no SOA record at this name`
        : phrase`has no SOA record at this name, and answers for ${said.zone}`;
    case "nxdomain":
      return phrase`says that the zone's own name does not exist (NXDOMAIN)`;
    case "referral":
      return phrase`sends us on to ${listPhrase(said.nameServers, ", ")}: it has given the zone away`;
    case "lame":
      return LAME[said.because](said);
    case "servfail":
      return phrase`fails (SERVFAIL${extended(said)}): it could not load or fetch the zone`;
    case "unreachable":
      return UNREACHABLE[said.because](said.family);
    case "malformed":
      return phrase`sends an answer that can't be read (${said.because})`;
  }
}

/**
 * What each server said of its zone, a server by its name alone where all of its addresses say the same, and those with
 * the same words together. Who serves it as it should is not among them.
 */
export function saidByServers(heard: readonly Heard[]): readonly Phrase[] {
  const byWords = new Map<string, { readonly said: Text; readonly names: Set<string> }>();
  const wordsOf = ({ observation }: Heard): string => inEnglish(saidOfZone(observation));
  for (const one of heard) {
    const words = wordsOf(one);
    const isOne = heard.every((other) => other.at.server !== one.at.server || wordsOf(other) === words);
    const alike = byWords.get(words) ?? { said: saidOfZone(one.observation), names: new Set() };
    alike.names.add(isOne ? one.at.server : addressName(one.at));
    if (words !== "") byWords.set(words, alike);
  }
  return [...byWords.values()].map(({ said, names }) =>
    names.size === 1
      ? phrase`${listPhrase([...names])} ${said}`
      : phrase`each of ${listPhrase([...names], ", ")} ${said}`,
  );
}

type Kind<K extends Said["kind"]> = Extract<Said, { readonly kind: K }>;

const LAME: Readonly<Record<LameReason, (said: Kind<"lame">) => Phrase>> = {
  refused: () =>
    phrase`refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host`,
  notauth: () => phrase`says that it is not responsible (NOTAUTH): it does not hold the zone`,
  "not-authoritative": ({ believed }) =>
    phrase`answers without authority (AA=0): it does not hold the zone itself${taken(believed)}`,
  "upward-referral": () => phrase`sends us back up: it does not know the zone`,
  "zone-above": ({ believed }) =>
    phrase`answers out of a zone above: it does not hold this one${taken(believed)}`,
  "given-away": ({ nameServers = [] }) =>
    phrase`sends us on to ${listPhrase(nameServers, ", ")} for the very zone: it does not hold it`,
  "not-implemented": () => phrase`does not know this kind of question (NOTIMP)`,
};

function taken(believed: Kind<"lame">["believed"]): Text {
  if (believed === undefined) return "";
  return phrase` (resolvers take its ${believed === "nxdomain" ? "NXDOMAIN" : "NODATA"})`;
}

const UNREACHABLE: Readonly<Record<Kind<"unreachable">["because"], (family: 4 | 6) => Phrase>> = {
  timeout: () => phrase`does not answer`,
  refused: () => phrase`takes no questions there (connection refused)`,
  "no-route": (family) => phrase`can't be asked from here (no IPv${family})`,
  reset: () => phrase`breaks the connection off`,
};

function extended({ extendedErrors: [first] }: Kind<"servfail">): Text {
  if (first === undefined) return "";
  return first.text === "" ? phrase`, error ${first.code}` : `, ${first.text}`;
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
export function whyUnaddressed(because: Unaddressed, count = 1): Phrase {
  return WITHOUT_ADDRESS[because][count === 1 ? 0 : 1];
}

const WITHOUT_ADDRESS: Readonly<Record<Unaddressed, readonly [one: Phrase, several: Phrase]>> = {
  alias: [
    phrase`is an alias (CNAME), which the name of a name server must not be`,
    phrase`are aliases (CNAME), which the name of a name server must not be`,
  ],
  "no-glue": [
    phrase`lies in the zone itself, and the zone above gives no address for it (missing glue)`,
    phrase`lie in the zone itself, and the zone above gives no addresses for them (missing glue)`,
  ],
  circular: [
    phrase`needs itself: to find its address, servers have to be asked whose addresses it has`,
    phrase`need each other: to find the address of one, servers have to be asked whose addresses the others have`,
  ],
  unanswered: [
    phrase`has an address that could not be found: no server gave a usable answer`,
    phrase`have addresses that could not be found: no server gave a usable answer`,
  ],
  none: [
    phrase`has no address: there is no such name, or no A or AAAA record at it`,
    phrase`have no address: there are no such names, or no A or AAAA records at them`,
  ],
};
