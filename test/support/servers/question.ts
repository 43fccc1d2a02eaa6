import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import { createAsk } from "../../../src/resolve/transport/ask.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import type { Daemon } from "./daemon.ts";

const settings = { clock: systemClock, onQuery: () => {} };
const ask = createAsk({ ...settings, timing: { udpMs: 300, tcpMs: 300, questionMs: 800 } });
/** A resolver that meets dead and lame servers on its way takes its time. */
const askPatiently = createAsk({ ...settings, timing: { udpMs: 8_000, tcpMs: 1_000, questionMs: 9_000 } });

/** What an authoritative server says (RD=0). */
export async function askServer(server: Endpoint, owner: string, type: string): Promise<Observation> {
  const { observation } = await ask(server, { owner: parseDomainName(owner), type }, {});
  return observation;
}

/** What a recursive resolver says (RD=1). */
export async function askRecursor(recursor: Endpoint, owner: string, type: string): Promise<Observation> {
  const { observation } = await askPatiently(
    recursor,
    { owner: parseDomainName(owner), type },
    { recursive: true },
  );
  return observation;
}

const PATIENCE_MS = 20_000;
const PAUSE_MS = 10;

/**
 * Asks until the answer is the wanted one. @throws Error with the server's log after a long while, or as soon
 * as it has ended by itself
 */
export async function waitFor(daemon: Daemon, look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await look())) {
    daemon.assertRuns();
    if (Date.now() > giveUpAt) throw new Error(`the server does not answer as it should:\n${daemon.log()}`);
    await systemClock.sleep(PAUSE_MS);
  }
}
