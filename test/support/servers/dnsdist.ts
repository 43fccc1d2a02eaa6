import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemon, type Daemon } from "./daemon.ts";
import { SHARED_V4, type TreeSite } from "./place.ts";
import type { HttpsPlace } from "./recursors.ts";
import { lines } from "./zone-text.ts";

// Faults as networks and broken servers make them, by dnsdist in front of a server that is well.

const OVER_TCP = "TCPRule(true)";
const OVER_UDP = "TCPRule(false)";

/** Condition and action of each fault, for queries to its address. */
const FAULTS = {
  silent: ["AllRule()", "DropAction()"],
  truncating: [OVER_UDP, "TCAction()"],
  tcpOnly: [OVER_UDP, "DropAction()"],
  udpOnly: [OVER_TCP, "DropAction()"],
  servfail: ["AllRule()", "RCodeAction(DNSRCode.SERVFAIL)"],
  refusing: ["AllRule()", "RCodeAction(DNSRCode.REFUSED)"],
  lossy: [`AndRule({${OVER_UDP}, ProbaRule(0.4)})`, "DropAction()"],
  slow: [OVER_UDP, "DelayAction(150)"],
} as const satisfies Readonly<Record<string, readonly [rule: string, action: string]>>;

export type Fault = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly Fault[];

/** dnsdist with one address for each fault, in front of one server. */
export async function startDnsdist(
  place: TreeSite,
  addresses: Readonly<Record<Fault, string>>,
  backend: string,
): Promise<Daemon> {
  const config = lines(
    // No question of its own, neither about its security nor whether the server is up.
    'setSecurityPollSuffix("")',
    'setACL({"127.0.0.0/8"})',
    ...FAULT_NAMES.map((fault) => `addLocal("${addresses[fault]}:${place.port}")`),
    `newServer({address="${backend}:${place.port}", healthCheckMode="up"}):setUp()`,
    ...FAULT_NAMES.map((fault) => ruleFor(addresses[fault], FAULTS[fault])),
  );
  const path = join(place.folder, "dnsdist.conf");
  await writeFile(path, config);
  return startDaemon("dnsdist", ["--supervised", "--disable-syslog", "-C", path], place.folder);
}

function ruleFor(address: string, [rule, action]: readonly [rule: string, action: string]): string {
  const destination = `(function() local own = newNMG(); own:addMask("${address}/32"); return NetmaskGroupRule(own, false) end)()`;
  return `addAction(AndRule({${destination}, ${rule}}), ${action})`;
}

/** dnsdist as a gateway that takes questions by HTTPS at 127.0.0.1, in front of a resolver. */
export async function startHttpsGateway(
  place: TreeSite,
  { port, key, cert }: HttpsPlace,
  resolver: string,
): Promise<Daemon> {
  const config = lines(
    'setSecurityPollSuffix("")',
    'setACL({"127.0.0.0/8"})',
    `addDOHLocal("${SHARED_V4}:${port}", "${cert}", "${key}", "/dns-query")`,
    `newServer({address="${resolver}:${place.port}", healthCheckMode="up"}):setUp()`,
  );
  const path = join(place.folder, "gateway.conf");
  await writeFile(path, config);
  return startDaemon("dnsdist", ["--supervised", "--disable-syslog", "-C", path], place.folder);
}
