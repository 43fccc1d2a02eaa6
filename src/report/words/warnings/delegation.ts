import { keyText } from "../../../dns/rrset.ts";
import { addressName, saidOfZone, whyUnaddressed } from "../../../dns/said.ts";
import { inEnglish } from "../../../errors/phrase.ts";
import { reasonWords } from "../../../plan/delegation/dnssec-reasons.ts";
import type { DelegationWarning } from "../../../plan/delegation/warning.ts";
import { countWords, listWords } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

type Of<K extends DelegationWarning["warning"]> = Extract<DelegationWarning, { readonly warning: K }>;

export const DELEGATION_SENTENCES: SentencesOf<DelegationWarning> = {
  "delegation-differs": differs,
  "half-moved": halfMoved,
  "server-without-address": withoutAddress,
  "not-all-asked": notAllAsked,
  "server-lame": ({ owner, at, said }) =>
    `${addressName(at)} is named as a server of ${owner} and ${inEnglish(saidOfZone(said))}. Correct the delegation, or that server.`,
  "undelegated-server": ({ owner, at, said }) =>
    `${addressName(at)}, which only the zone ${owner} names as its server and the zone above does not, ${inEnglish(saidOfZone(said))}. Take it out of the zone's NS records, or have it serve the zone; nothing waits for it.`,
  "server-silent": silent,
  "record-unanswered": ({ owner, servers, rrset }) =>
    `${listWords(servers.map(addressName))} answered for the zone ${owner}, but then not for ${keyText(rrset)} when asked from here; nothing waits for ${servers.length === 1 ? "it" : "them"}. Find out whether such a question is dropped (a filter of names, TCP that is closed), or the server is gone.`,
  "without-authority": ({ owner, servers }) =>
    `${listWords(servers.map(addressName))} ${servers.length === 1 ? "serves" : "serve"} the records of ${owner} without authority (AA=0), and no server does with it. Resolvers take that today; have the DNS host set the zone up on its servers.`,
  "zone-not-cut": ({ owner, enclosing, nameServers }) =>
    `${owner} is a zone, but no server of ${enclosing} refers to it: the world comes to it by the servers of ${enclosing} (${listWords(nameServers)}), so they have to serve the records as well. Have ${owner} delegated by NS records in ${enclosing}, or merge the two zones.`,
  "parents-disagree": ({ owner, without }) =>
    `${listWords(without.map(addressName))} of the zone above ${owner} ${without.length === 1 ? "does" : "do"} not know of its delegation, although others do, so a part of the world does not find ${owner}. Have the zone above served alike by all of its servers.`,
  "alias-at-apex": ({ owner, target }) =>
    `The servers of the zone ${owner} answer for its own name with an alias (CNAME to ${target}), where no record may stand beside one: resolvers may take every other record there for missing. Put address records in its place.`,
  "family-missing": ({ family }) =>
    `This machine has no IPv${family}; servers are asked by IPv${family === 6 ? 4 : 6} alone, which is enough.`,
  "dnssec-unknown": ({ owner }) =>
    `No public resolver told that it has validated the zone ${owner}, so it is not known whether the zone passes DNSSEC validation. Ask a resolver that validates: dig +dnssec SOA ${owner}.`,
  "fails-validation": ({ owner, type, resolvers, extendedErrors }) =>
    `${listWords(resolvers)} ${resolvers.length === 1 ? "refuses" : "refuse"} ${keyText({ owner, type })} by DNSSEC, though name servers serve it${inEnglish(reasonWords(extendedErrors))}: receivers that validate may not see it. Have the DNS host sign the zone again, with its proofs of absence (PowerDNS: pdnsutil rectify-zone).`,
};

function differs({ owner, onlyParent, onlyZone }: Of<"delegation-differs">): string {
  const lists = [
    ...titledNames("only the parent", onlyParent),
    ...titledNames("only the zone", onlyZone),
  ].join("; ");
  return `The parent of ${owner} and the zone itself name different servers (${lists}). All of them are watched; make both lists the same, at the registrar or at the DNS host.`;
}

function halfMoved({ owner, notAtHost, notDelegated, otherCopy }: Of<"half-moved">): string {
  const lists = [
    ...titledNames("live, but not the DNS host's", notAtHost),
    ...titledNames("the DNS host's, but not live", notDelegated),
    ...titledNames("with another copy of the zone", otherCopy),
  ].join("; ");
  return otherCopy.length === 0
    ? `The zone ${owner} is not delegated to just the servers that the DNS host names as its own (${lists}). No other copy of the zone was seen. If the zone is on the move, finish that; a secondary, or another name of the same server, may stay.`
    : `The zone ${owner} seems half moved (${lists}). Finish the move, or a part of the world will not see the records.`;
}

function silent({ owner, servers, whole }: Of<"server-silent">): string {
  const one = servers.length === 1;
  const it = one ? "it" : "them";
  const hosts = new Set(servers.map(({ server }) => server)).size === 1 ? "the server" : "the servers";
  const who = `${listWords(servers.map(addressName))} of ${owner} ${one ? "does" : "do"} not answer from here`;
  return whole
    ? `${who}; nothing waits for ${it}. Find out whether ${one ? "it is" : "they are"} gone, or closed to this machine alone.`
    : `${who}, though ${hosts} can be asked at another address; nothing waits for ${it}. Have the ${one ? "address" : "addresses"} answer, or take ${it} out of the records of ${hosts}.`;
}

function withoutAddress({ owner, servers, because }: Of<"server-without-address">): string {
  const [names, one] = [listWords(servers), servers.length === 1];
  const why =
    because === undefined
      ? `${one ? "has" : "have"} no address`
      : inEnglish(whyUnaddressed(because, servers.length));
  return `${names} of ${owner} ${why}, so nobody can ask there. Correct the delegation at the registrar.`;
}

function notAllAsked({ owner, asked, servers, addresses }: Of<"not-all-asked">): string {
  const [one, single] = [asked === 1, servers + addresses === 1];
  const beyond = [
    ...(addresses === 0 ? [] : [addressesWords(addresses)]),
    ...(servers === 0 ? [] : [countWords(servers, "name server")]),
  ];
  return `${addressesWords(asked)} of the name servers of ${owner} ${one ? "is" : "are"} asked; ${listWords(beyond)} beyond ${single ? "is" : "are"} left out, and what is served there is not seen. Name fewer servers, at fewer addresses.`;
}

function addressesWords(count: number): string {
  return countWords(count, "address", "addresses");
}

function titledNames(title: string, servers: readonly string[]): readonly string[] {
  return servers.length === 0 ? [] : [`${title}: ${listWords(servers)}`];
}
