import type { Clock } from "../../async/clock.ts";
import type { Transport } from "../../dns/observation.ts";
import type { Endpoint } from "./endpoint.ts";

/** Which addresses have let questions go unanswered, by each transport. Shared by all that one process asks. */
export interface Silence {
  /** Whether it was silent by this transport a moment ago. */
  isSilentBy(endpoint: Endpoint, transport: PlainTransport): boolean;
  /** Whether it was silent a moment ago by every transport there is. */
  isSilent(endpoint: Endpoint): boolean;
  /** Whether anything came from it a moment ago. False of one that was never asked. */
  isAnswering(endpoint: Endpoint): boolean;
  /**
   * Only after two datagrams, or a whole try by TCP, that really left. It does not count when an answer to another
   * question has come since: servers drop single kinds of questions, and are well.
   */
  noteSilent(endpoint: Endpoint, transport: PlainTransport, askedAt: number): void;
  /**
   * Any answer, be it a refusal, ends its transport's silence; that of an address that was silent by every transport
   * ends as a whole.
   */
  noteAnswer(endpoint: Endpoint, transport: PlainTransport): void;
}

export type PlainTransport = Exclude<Transport, "doh">;

/** Long enough for a whole preflight and its gate, short enough that a server which was restarted is found again. */
const REMEMBERED_MS = 60_000;
/** Each domain of a list may bring a dozen of its own. */
const MOST_REMEMBERED = 10_000;
const BOTH: readonly PlainTransport[] = ["udp", "tcp"];

/** When what came last or stayed away last, by a transport of an address. */
interface Known {
  readonly answeredAt?: number;
  readonly silentSince?: number;
}

export function createSilence(clock: Clock, transports: readonly Transport[] = BOTH): Silence {
  const known = new Map<string, Known>();
  const used = BOTH.filter((transport) => transports.includes(transport));
  const keyOf = ({ address, port }: Endpoint, transport: PlainTransport): string =>
    `${address} ${port} ${transport}`;
  const of = (endpoint: Endpoint, transport: PlainTransport): Known =>
    known.get(keyOf(endpoint, transport)) ?? {};
  const isLately = (at: number | undefined): boolean => at !== undefined && clock.now() - at < REMEMBERED_MS;
  const note = (endpoint: Endpoint, transport: PlainTransport, what: Known): void => {
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= MOST_REMEMBERED) known.delete(oldest);
    known.set(keyOf(endpoint, transport), what);
  };
  const isSilentBy: Silence["isSilentBy"] = (endpoint, transport) =>
    isLately(of(endpoint, transport).silentSince);
  const isSilent: Silence["isSilent"] = (endpoint) =>
    used.length > 0 && used.every((transport) => isSilentBy(endpoint, transport));
  return {
    isSilentBy,
    isSilent,
    isAnswering: (endpoint) => used.some((transport) => isLately(of(endpoint, transport).answeredAt)),
    noteSilent(endpoint, transport, askedAt) {
      const { answeredAt } = of(endpoint, transport);
      if (answeredAt === undefined || answeredAt <= askedAt)
        note(endpoint, transport, { ...of(endpoint, transport), silentSince: clock.now() });
    },
    noteAnswer(endpoint, transport) {
      if (isSilent(endpoint)) for (const each of used) note(endpoint, each, {});
      note(endpoint, transport, { answeredAt: clock.now() });
    },
  };
}
