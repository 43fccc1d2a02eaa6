import { admitAll } from "../../../../src/async/rate-limit.ts";
import { systemClock, type Clock } from "../../../../src/async/clock.ts";
import { isAtOrBelow, type DomainName } from "../../../../src/dns/domain-name.ts";
import type { EventBody } from "../../../../src/events/event.ts";
import type { Run } from "../../../../src/onboard/run.ts";
import type { Identity, Identities } from "../../../../src/plan/identity.ts";
import { DEFAULT_TIMING } from "../../../../src/resolve/transport/by-transport.ts";
import { PowerDnsProvider } from "../../../providers/powerdns/adapter.ts";
import type { ServedSes } from "../real-ses.ts";
import { createServerRun } from "../server-run.ts";
import type { SignedWorld } from "./world.ts";

// The straight line in a world of signed zones.

export const VALIDATORS = ["unbound", "knotResolver"] as const;
export type Validator = (typeof VALIDATORS)[number];

export interface SignedSite {
  readonly world: SignedWorld;
  readonly ses: ServedSes;
  /** Where SES looks records up. */
  readonly looksAt: { address: string };
}

export interface SignedRunOptions {
  /** By which resolver SES looks records up. */
  readonly sees?: "careless" | "unbound" | "knot";
  /** Which resolvers are asked. */
  readonly by?: readonly (Validator | "careless" | "wrongClock" | "stranger")[];
  readonly waitMs?: number;
  readonly identities?: Identities;
  readonly clock?: Clock;
}

export function createSignedRun(
  { world, ses, looksAt }: SignedSite,
  domain: DomainName,
  {
    sees = "careless",
    by = VALIDATORS,
    waitMs = 20_000,
    identities = ses.identities,
    clock,
  }: SignedRunOptions,
): { readonly run: Run; readonly events: readonly EventBody[] } {
  looksAt.address = world[sees];
  const events: EventBody[] = [];
  const tree = { port: world.port, roots: world.roots, addressOf: () => world.knot };
  const base = createServerRun(tree, domain, {
    identities,
    resolvers: by.map((one) => world[one]),
    waitMs,
    // A resolver that tries everything before it refuses takes its time, here as well.
    timing: DEFAULT_TIMING,
    emit: (event) => events.push(event),
    ...(clock && { clock }),
  });
  const isAtPowerDns = world.powerDns.zones.some((zone) => isAtOrBelow(domain, zone));
  const run = isAtPowerDns ? { ...base, findProvider: async () => powerDns(world) } : base;
  return { run, events };
}

function powerDns({ powerDns: { url, key } }: SignedWorld) {
  const context = {
    settings: { url, key },
    env: {},
    credentialChain: "env",
    userAgent: "ses-onboard/test",
    clock: systemClock,
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  } as const;
  return new PowerDnsProvider(context, {});
}

/** All that SES asks for, as lines of a zone file. */
export async function recordsAskedFor(
  identities: Identities,
  domain: DomainName,
): Promise<readonly string[]> {
  const { records } = await identities.ensure(domain, { dkimBits: 1024 });
  return records.map(lineOf);
}

function lineOf({ requirement: { owner, type, expected } }: Identity["records"][number]): string {
  if (type !== "TXT") return `${owner}. 60 IN ${type} ${/^\d/.test(expected) ? "" : "10 "}${expected}.`;
  const strings = expected.match(/.{1,200}/g) ?? [];
  return `${owner}. 60 IN TXT ${strings.map((one) => `"${one}"`).join(" ")}`;
}
