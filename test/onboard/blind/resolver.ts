import { Packet } from "dns2";
import { replyTo } from "../../support/dns-reply.ts";
import { startDohServer, type DohServer } from "../../support/doh-server.ts";
import { serveZones, type TestZone } from "../../support/dns-zones.ts";

/** A resolver by HTTPS that remembers what is not there, as every resolver does (RFC 2308). */
export interface TestResolver extends DohServer {
  /** Every question that came, like `NS example.test`, in order. */
  readonly asked: () => readonly string[];
  /** Whether it would say now that there is no such record, although there is one. */
  readonly remembersNo: (owner: string, type: string) => boolean;
}

/** Aliases that it follows. */
const MOST_ALIASES = 8;

/** @param zones of the world, as they stand now; of several that hold a name the deepest answers */
export async function startResolver(zones: () => readonly TestZone[]): Promise<TestResolver> {
  const asked: string[] = [];
  // For the length of a test.
  const absent = new Set<string>();
  const remembersNo = (owner: string, type: string): boolean =>
    absent.has(owner) || absent.has(`${type} ${owner}`);

  function resolve(query: Packet, owner: string, type: string, hops = 0): Packet {
    const no = { authoritative: false, recursionAvailable: true } as const;
    if (absent.has(owner)) return replyTo(query, { ...no, rcode: Packet.RCODE.NXDOMAIN });
    if (absent.has(`${type} ${owner}`)) return replyTo(query, no);
    const step = Packet.parse(query.toBuffer());
    Object.assign(step.questions[0] ?? {}, { name: owner });
    const said = serveZones(zones())({ query: step, octets: Buffer.alloc(0), via: "udp" }) as Packet;
    const { answers, authorities } = said;
    const target = answers.find((one) => one.type === Packet.TYPE.CNAME && type !== "CNAME")?.domain;
    if (target !== undefined && hops < MOST_ALIASES) {
      const behind = resolve(query, target.toLowerCase(), type, hops + 1);
      return replyTo(query, {
        ...no,
        rcode: behind.header.rcode,
        answers: [...answers, ...behind.answers],
        authorities: behind.authorities,
      });
    }
    const isReferral = said.header.aa === 0;
    if (isReferral) return replyTo(query, { ...no, rcode: Packet.RCODE.SERVFAIL });
    if (said.header.rcode === Packet.RCODE.NXDOMAIN) absent.add(owner);
    else if (answers.length === 0) absent.add(`${type} ${owner}`);
    return replyTo(query, { ...no, rcode: said.header.rcode, answers, authorities });
  }

  const server = await startDohServer(({ query }) => {
    const [question] = query.questions;
    if (question === undefined) return undefined;
    const owner = question.name.toLowerCase();
    const type = Packet.typeName(question.type);
    asked.push(`${type} ${owner}`);
    return resolve(query, owner, type);
  });
  return Object.assign(server, { asked: () => asked, remembersNo });
}
