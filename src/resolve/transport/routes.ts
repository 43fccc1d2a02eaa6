import type { Clock } from "../../async/clock.ts";
import { isLoopbackAddress } from "../../net/endpoint.ts";
import { familyOf, type Endpoint, type Family } from "./endpoint.ts";

/** Which address families this host has no way out for. */
export interface Routes {
  isMissing(endpoint: Endpoint): boolean;
  noteMissing(endpoint: Endpoint): void;
  /** Families for which no way out was found at some time so far. */
  missing(): readonly Family[];
}

/**
 * Remembered for a while only: a network that was away for a moment must not be given up for the rest of a
 * long wait.
 */
const REMEMBERED_MS = 60_000;

/**
 * Remembered, so that a host without IPv6 does not try it again at every server. Loopback needs no route,
 * so it is always tried.
 */
export function createRoutes(clock: Clock): Routes {
  const missingUntil = new Map<Family, number>();
  return {
    isMissing: (endpoint) =>
      !isLoopbackAddress(endpoint.address) && clock.now() < (missingUntil.get(familyOf(endpoint)) ?? 0),
    noteMissing: (endpoint) => {
      if (!isLoopbackAddress(endpoint.address))
        missingUntil.set(familyOf(endpoint), clock.now() + REMEMBERED_MS);
    },
    missing: () => [...missingUntil.keys()].sort((a, b) => a - b),
  };
}
