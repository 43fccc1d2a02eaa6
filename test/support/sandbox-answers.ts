import { Packet } from "dns2";
import { encodeFailure, encodeReply, encodeUdpReply, findQuestion } from "../../src/sandbox/dns/wire.ts";
import { SERVER_ROLES, zonesOf } from "../../src/sandbox/dns/tree.ts";
import { answerFrom, type DnsAnswer } from "../../src/sandbox/dns/zone.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Question } from "../../src/dns/observation.ts";
import type { Script } from "./dns-server.ts";

// What the sandbox's zones answer, for servers of a test that stand somewhere else.

/** As the sandbox's name server at this address. */
export function nameServerAt({ dns, store }: Pick<Sandbox, "dns" | "store">, address: string): Script {
  const roles = SERVER_ROLES.filter((role) => dns.addresses[role] === address);
  return answering((question) =>
    answerFrom(
      roles.flatMap((role) => zonesOf(role, store, dns.addresses, 0)),
      question,
    ),
  );
}

/** As a resolver that remembers nothing. */
export function resolverOf({ dns, store }: Pick<Sandbox, "dns" | "store">): Script {
  const answer = answering((question) =>
    answerFrom(
      (["root", "tld", "ns1"] as const).flatMap((role) => zonesOf(role, store, dns.addresses, 0)),
      question,
    ),
  );
  return (received) => asResolver(answer(received));
}

function answering(answer: (question: Question) => DnsAnswer): Script {
  return ({ query, via }) => {
    const question = findQuestion(query);
    if (question === undefined) return encodeFailure(query, "REFUSED");
    return (via === "udp" ? encodeUdpReply : encodeReply)(query, answer(question));
  };
}

/** Not with authority, and with the offer of recursion. */
function asResolver(given: ReturnType<Script>): Packet {
  const reply = Packet.parse(given as Buffer);
  Object.assign(reply.header, { aa: 0, ra: 1 });
  return reply;
}
