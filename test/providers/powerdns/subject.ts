import { onTestFinished } from "vitest";
import type { AdapterContext } from "../../../providers/adapter.ts";
import type { ConformanceSubject } from "../../../providers/conformance.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";
import { PowerDnsProvider, type PowerDnsLimits } from "./adapter.ts";
import { FakePowerDns, KEY } from "./fake.ts";
import { startFront } from "./front.ts";

export const apex = parseDomainName("example.test");

type Make = new (context: AdapterContext, limits: PowerDnsLimits) => PowerDnsProvider;

/** The adapter, or another in its place, with the fake at the other end. */
export async function openPowerDns(
  readLagMs?: number,
  Provider: Make = PowerDnsProvider,
  whenDone: (close: () => void) => void = onTestFinished,
): Promise<ConformanceSubject> {
  const { url, side, close } = await startFront(new FakePowerDns(apex, readLagMs ?? 0));
  whenDone(close);
  return subjectAt({ url, host: side, readLagMs, Provider });
}

interface Place {
  readonly url: string;
  readonly host: ConformanceSubject["host"];
  readonly readLagMs?: number | undefined;
  readonly Provider?: Make;
}

export function subjectAt({ url, host, readLagMs, Provider = PowerDnsProvider }: Place): ConformanceSubject {
  const context: AdapterContext = {
    settings: { url, key: KEY },
    env: {},
    credentialChain: "env",
    userAgent: "ses-onboard/test",
    clock: NO_PAUSE,
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  };
  return {
    apex,
    host,
    secrets: [KEY],
    createProvider: ({ requestMs, key: _key, ...given } = {}) =>
      new Provider({ ...context, ...given }, { requestMs, readLagMs }),
  };
}
