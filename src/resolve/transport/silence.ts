import type { Clock } from "../../async/clock.ts";
import type { Transport } from "../../dns/observation.ts";
import type { Endpoint } from "./endpoint.ts";

/** Which addresses have let questions go unanswered, by each transport. Shared by all that one process asks. */
export interface Silence {
  /** Whether it was silent by this transport a moment ago. */
  isSilentBy(endpoint: Endpoint, transport: Transport): boolean;
  /** Whether it was silent a moment ago by UDP and by TCP. */
  isSilent(endpoint: Endpoint): boolean;
  /** Only after two datagrams, or a whole try by TCP, that really left. */
  noteSilent(endpoint: Endpoint, transport: Transport): void;
  /** Any answer, be it a refusal, ends it for all transports. */
  noteAnswer(endpoint: Endpoint): void;
}

/** Long enough for a whole preflight and its gate, short enough that a server which was restarted is found again. */
const REMEMBERED_MS = 60_000;
/** Each domain of a list may bring a dozen of its own. */
const MOST_REMEMBERED = 10_000;

export function createSilence(clock: Clock): Silence {
  const until = new Map<string, number>();
  const keyOf = ({ address, port }: Endpoint, transport: Transport): string =>
    `${address} ${port} ${transport}`;
  const isSilentBy: Silence["isSilentBy"] = (endpoint, transport) =>
    clock.now() < (until.get(keyOf(endpoint, transport)) ?? 0);
  return {
    isSilentBy,
    isSilent: (endpoint) => isSilentBy(endpoint, "udp") && isSilentBy(endpoint, "tcp"),
    noteSilent(endpoint, transport) {
      const [oldest] = until.keys();
      if (oldest !== undefined && until.size >= MOST_REMEMBERED) until.delete(oldest);
      until.set(keyOf(endpoint, transport), clock.now() + REMEMBERED_MS);
    },
    noteAnswer(endpoint) {
      for (const transport of ["udp", "tcp"] as const) until.delete(keyOf(endpoint, transport));
    },
  };
}
