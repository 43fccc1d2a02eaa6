import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { createFakes, type Fakes } from "../fakes.ts";

/** A name server beside the two that every zone of the fakes has. */
export const THIRD = serverAt("ns3.dns.test", "192.0.2.3");

/** A domain that was onboarded, with what that took forgotten. */
export async function onboarded(...more: readonly FakeServer[]): Promise<Fakes> {
  const fakes = createFakes();
  fakes.authority.servers.push(...more.map((server) => ({ ...server })));
  await fakes.play(onboardDomain);
  fakes.trace.calls.length = 0;
  fakes.events.length = 0;
  return fakes;
}
