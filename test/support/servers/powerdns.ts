import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { DomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, keyText, sameKey, type RRset } from "../../../src/dns/rrset.ts";
import { toHostRRset, toRRset, type HostRRset } from "../../providers/powerdns/adapter.ts";
import { PREFIX, type Answer, type ApiRequest, type PowerDnsHost } from "../../providers/powerdns/front.ts";
import { startDaemon } from "./daemon.ts";
import { findTreeSite } from "./place.ts";
import { lines } from "./zone-text.ts";

// A real PowerDNS (Debian's 4.7, LMDB) with its HTTP API on loopback.

export interface PowerDnsServer {
  /** A zone that holds its SOA and NS only, whatever stood there before. */
  readonly openZone: (apex: DomainName) => Promise<PowerDnsHost>;
  readonly close: () => Promise<void>;
}

const READY_WITHIN_MS = 10_000;

export async function startPowerDns(key: string): Promise<PowerDnsServer> {
  const site = await findTreeSite();
  const address = site.address(1);
  const config = lines(
    "launch=lmdb",
    `lmdb-filename=${join(site.folder, "pdns.lmdb")}`,
    "lmdb-shards=1",
    // A zone is made for each case, and has to be there at once.
    "zone-cache-refresh-interval=0",
    `local-address=${address}`,
    `local-port=${site.port}`,
    "api=yes",
    `api-key=${key}`,
    "webserver=yes",
    `webserver-address=${address}`,
    `webserver-port=${site.port + 1}`,
    "webserver-allow-from=127.0.0.0/8",
    `socket-dir=${site.folder}`,
    "disable-syslog=yes",
    "security-poll-suffix=",
  );
  await writeFile(join(site.folder, "pdns.conf"), config);
  const daemon = startDaemon("pdns_server", [`--config-dir=${site.folder}`, "--daemon=no"], site.folder);
  const ask = createAsk(`http://${address}:${site.port + 1}`, key);
  try {
    await ready(ask, daemon.assertRuns);
  } catch (error) {
    await daemon.stop();
    throw new Error(daemon.log(), { cause: error });
  }
  return {
    openZone: (apex) => openZone(ask, apex),
    close: async () => {
      await daemon.stop();
      await site.clear();
    },
  };
}

type Ask = (request: Omit<ApiRequest, "key"> & Partial<ApiRequest>) => Promise<Answer>;

function createAsk(base: string, ownKey: string): Ask {
  return async ({ method, url, text, key = ownKey }) => {
    const headers = { "x-api-key": key };
    const body = method === "GET" || method === "DELETE" ? {} : { body: text };
    const response = await fetch(`${base}${url}`, { method, headers, ...body });
    const said = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return {
      status: response.status,
      ...(isJson && said !== "" ? { body: JSON.parse(said) as unknown } : {}),
    };
  };
}

async function ready(ask: Ask, assertRuns: () => void): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    assertRuns();
    const answer = await ask({ method: "GET", url: `${PREFIX}/zones`, text: "" }).catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > until) throw new Error("PowerDNS does not answer");
    await delay(50);
  }
}

async function openZone(ask: Ask, apex: DomainName): Promise<PowerDnsHost> {
  const url = `${PREFIX}/zones/${apex}.`;
  await ask({ method: "DELETE", url, text: "" });
  const made = { name: `${apex}.`, kind: "Native", nameservers: ["ns1.dns-host.test."] };
  await demand(ask({ method: "POST", url: `${PREFIX}/zones`, text: JSON.stringify(made) }));
  const read = async (): Promise<readonly RRset[]> => {
    const { body } = await demand(ask({ method: "GET", url, text: "" }));
    const all = (body as { rrsets: readonly HostRRset[] }).rrsets.flatMap(toRRset);
    // The zone's own; each change counts the SOA's serial up.
    return all.filter(({ owner, type }) => owner !== apex || (type !== "SOA" && type !== "NS"));
  };
  const states: (readonly RRset[])[] = [[]];
  const seedAll = async (rrsets: readonly RRset[]): Promise<void> => {
    const changes = rrsets.map((rrset) => ({
      ...toHostRRset(rrset),
      changetype: rrset.values.length === 0 ? "DELETE" : "REPLACE",
    }));
    await demand(ask({ method: "PATCH", url, text: JSON.stringify({ rrsets: changes }) }));
    const others = (states.at(-1) ?? []).filter((other) => !rrsets.some((rrset) => sameKey(other, rrset)));
    states.push([...others, ...rrsets.filter(({ values }) => values.length > 0)]);
  };
  return {
    peek: async (owner, type) => findRRset(await read(), owner, type),
    history: () => states,
    seed: (rrset) => seedAll([rrset]),
    seedAll,
    async answer(request) {
      const answer = await ask(request);
      if (request.method !== "PATCH" || answer.status >= 400) return answer;
      const now = await read();
      if (textOf(now) !== textOf(states.at(-1) ?? [])) states.push(now);
      return answer;
    },
  };
}

/** The API lists in an order of its own. */
function textOf(rrsets: readonly RRset[]): string {
  const texts = rrsets.map((rrset) => `${keyText(rrset)} ${rrset.ttl} ${rrset.values.toSorted().join("|")}`);
  return texts.toSorted().join("\n");
}

async function demand(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status < 400) return answer;
  throw new Error(`PowerDNS refuses: ${answer.status} ${JSON.stringify(answer.body)}`);
}
