import type { DomainName } from "../../../src/dns/domain-name.ts";
import { quoteTxt, unquoteTxt } from "../../../src/dns/presentation.ts";
import type { CallOptions, DnsProvider } from "../../../src/dns/provider.ts";
import { canonicalValue } from "../../../src/dns/rdata.ts";
import { keyOfSwap, sameRRset, type RRset, type RRType, type Swap } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { WRITER } from "./zone-files.ts";
import { runProgram } from "./command.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import { lines } from "./zone-text.ts";

// A DNS host that is a name server: it reads by zone transfer and writes by dynamic update, whose
// prerequisites (RFC 2136 section 2.4) make the server itself refuse a stale `before`.

export interface Rfc2136Options {
  readonly primary: Endpoint;
  readonly apexes: readonly DomainName[];
  readonly onCall?: () => void;
}

export function createRfc2136Provider({ primary, apexes, onCall = () => {} }: Rfc2136Options): DnsProvider {
  const transfer = (zone: DomainName, options: CallOptions) => {
    onCall();
    return transferZone(primary, zone, options);
  };
  return {
    name: "rfc2136",
    traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
    zonesAt: async (apex) => (apexes.includes(apex) ? [{ apex, id: apex, nameServers: undefined }] : []),
    readRRsets: async ({ apex }, owners, options) =>
      (await transfer(apex, options)).filter(({ owner }) => owners.includes(owner)),
    async apply({ apex }, swaps, options) {
      const existing = await transfer(apex, options);
      const open = swaps.filter((swap) => !sameRRset(findAt(existing, swap), swap.after));
      if (open.length === 0) return { written: 0 };
      onCall();
      await update(primary, apex, open, options);
      return { written: open.length };
    },
  };
}

async function transferZone(
  { address, port }: Endpoint,
  zone: DomainName,
  { signal }: CallOptions,
): Promise<readonly RRset[]> {
  const args = [
    `@${address}`,
    "-p",
    String(port),
    "+noall",
    "+answer",
    "+onesoa",
    "+tries=1",
    "+time=5",
    zone,
    "AXFR",
  ];
  const { status, stdout } = await runProgram("dig", args, { signal });
  const records = stdout.split("\n").flatMap(recordOf);
  // A transfer that was refused ends with status 0 and a comment.
  if (status === 0 && records.some(({ type }) => type === "SOA")) return rrsetsOf(records);
  throw new OnboardError("API_UNAVAILABLE", `${zone} can't be transferred from ${address}.`, {
    hint: "Look into the log of the name server.",
    facts: { stdout },
  });
}

function recordOf(line: string): readonly RRset[] {
  const [, owner, ttl, type, rdata] = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  if (owner === undefined || type === undefined || rdata === undefined) return [];
  const value = type === "TXT" ? unquoteTxt(rdata) : canonicalValue(type, rdata);
  return [
    { owner: owner.toLowerCase().replace(/\.$/, "") as DomainName, type, ttl: Number(ttl), values: [value] },
  ];
}

function rrsetsOf(records: readonly RRset[]): readonly RRset[] {
  const isFirst = ({ owner, type }: RRset, index: number) =>
    index === records.findIndex((one) => one.owner === owner && one.type === type);
  return records.filter(isFirst).map((first) => ({
    ...first,
    values: records
      .filter(({ owner, type }) => owner === first.owner && type === first.type)
      .flatMap(({ values }) => values),
  }));
}

function findAt(rrsets: readonly RRset[], swap: Swap): RRset | undefined {
  const place = keyOfSwap(swap);
  return rrsets.find(({ owner, type }) => owner === place.owner && type === place.type);
}

async function update(
  { address, port }: Endpoint,
  zone: DomainName,
  swaps: readonly Swap[],
  { signal }: CallOptions,
): Promise<void> {
  const script = lines(
    `server ${address} ${port}`,
    `zone ${zone}.`,
    ...swaps.flatMap(prerequisites),
    ...swaps.flatMap(changes),
    "send",
  );
  const key = `${WRITER.algorithm}:${WRITER.name}:${WRITER.secret}`;
  const { status, stderr } = await runProgram("nsupdate", ["-y", key], { input: script, signal });
  if (status === 0) return;
  const isStale = /NXRRSET|YXRRSET/.test(stderr);
  throw new OnboardError(isStale ? "RRSET_CHANGED" : "API_UNAVAILABLE", `The update of ${zone} failed.`, {
    hint: "Run the same command again.",
    facts: { stderr },
  });
}

function prerequisites(swap: Swap): readonly string[] {
  const { owner, type } = keyOfSwap(swap);
  if (swap.before === undefined) return [`prereq nxrrset ${owner}. ${type}`];
  return swap.before.values.map((value) => `prereq yxrrset ${owner}. ${type} ${rdataOf(type, value)}`);
}

function changes(swap: Swap): readonly string[] {
  const { owner, type } = keyOfSwap(swap);
  const added = (swap.after?.values ?? []).map(
    (value) => `update add ${owner}. ${swap.after?.ttl} ${type} ${rdataOf(type, value)}`,
  );
  return swap.before === undefined ? added : [`update delete ${owner}. ${type}`, ...added];
}

function rdataOf(type: RRType, value: string): string {
  if (type === "TXT") return quoteTxt(value);
  return ["MX", "CNAME", "NS"].includes(type) ? `${value}.`.replace("..", ".") : value;
}
