import type { DnsProvider } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { Clock } from "../../src/async/clock.ts";
import type { Authority } from "../../src/dns/authority.ts";
import { meta } from "./meta.ts";
import { readNames } from "./read-names.ts";

// For whoever lets nobody write, and for every host without an adapter. Read adapter.ts, read-names.ts (what stands),
// ask-all.ts (every server, and all must say the same).

/**
 * A DNS host of which nothing is known but its name servers. It reads what they serve and writes nothing: `byHand` tells
 * the run to ask a person.
 */
export function createManualProvider({
  authority,
  clock,
}: {
  readonly authority: Pick<Authority, "delegation" | "observe">;
  readonly clock: Clock;
}): DnsProvider {
  return {
    name: meta.id,
    traits: meta.traits,
    byHand: true,
    async zonesAt(apex, options) {
      const delegation = await authority.delegation(apex, options);
      // The zone has no other id than its name, and no other servers than those that the world is sent to.
      return delegation.apex === apex ? [{ apex, id: apex, nameServers: undefined }] : [];
    },
    async readRRsets({ apex }, owners, { signal = new AbortController().signal }) {
      const delegation = await authority.delegation(apex, { signal });
      return readNames({ authority, clock, delegation, signal }, owners);
    },
    apply: ({ apex }) => Promise.reject(writesNothing(apex)),
  };
}

function writesNothing(apex: string): OnboardError {
  return new OnboardError(
    "UNEXPECTED",
    phrase`A write into ${apex} was begun, although a person changes that zone by hand.`,
    {
      hint: phrase`Report this; nothing was written.`,
      facts: { apex, written: false },
    },
  );
}
