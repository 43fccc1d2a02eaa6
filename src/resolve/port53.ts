import type { DomainName } from "../dns/domain-name.ts";
import type { Transport } from "../dns/observation.ts";
import { findCauseOf, notObservableEither, type Cause } from "./tree/not-observable.ts";

/** What was found out about port 53, for all that one process asks. A view is what is seen by certain transports. */
export interface Port53<View> {
  /** By the transports that are to be trusted, as far as known. */
  view(): View;
  /**
   * A walk from the roots. Where something answers by UDP in the place of name servers it is taken again by TCP, with
   * which fewer interfere; where that is clean, UDP is left alone from then on.
   * @throws what the walk throws; NOT_OBSERVABLE at once where port 53 was given up
   */
  walk<T>(name: DomainName, walk: (view: View) => Promise<T>): Promise<T>;
  /** Why it is of no use, since a walk has found that and none has passed. */
  cause(): Cause | undefined;
  /** Resolvers answer by HTTPS: if it is of no use, it is left alone for good. */
  noteReplaced(): void;
  /** In words: it is left alone. */
  givenUp(): string | undefined;
}

/** @param viewBy by these transports; what one view remembers is not mixed with another's */
export function createPort53<View>(
  viewBy: (transports: readonly Transport[]) => View,
  transports: readonly Transport[],
): Port53<View> {
  const hasBoth = transports.includes("udp") && transports.includes("tcp");
  const first = viewBy(transports);
  let trusted = first;
  let cause: Cause | undefined;
  let isGivenUp = false;

  async function walkByTcp<T>(walk: (view: View) => Promise<T>, intercepted: unknown): Promise<T> {
    const byTcp = trusted === first ? viewBy(transports.filter((one) => one !== "udp")) : trusted;
    try {
      const walked = await walk(byTcp);
      trusted = byTcp;
      return walked;
    } catch (error) {
      if (findCauseOf(error) !== undefined) throw intercepted;
      // It came down to what it was to find out, and that is bad news.
      trusted = byTcp;
      throw error;
    }
  }

  async function walkAsTrusted<T>(walk: (view: View) => Promise<T>): Promise<T> {
    const view = trusted;
    try {
      return await walk(view);
    } catch (error) {
      const isByUdp = view === first && hasBoth && findCauseOf(error)?.because === "intercepted";
      if (isByUdp) return walkByTcp(walk, error);
      throw error;
    }
  }

  return {
    view: () => trusted,
    async walk(name, walk) {
      if (isGivenUp && cause !== undefined) throw notObservableEither(name, cause);
      try {
        const walked = await walkAsTrusted(walk);
        cause = undefined;
        return walked;
      } catch (error) {
        cause = findCauseOf(error) ?? cause;
        throw error;
      }
    },
    cause: () => cause,
    noteReplaced: () => {
      isGivenUp ||= cause !== undefined;
    },
    givenUp: () =>
      isGivenUp && cause !== undefined
        ? `port ${cause.ports.join(", ")} is ${cause.because} from here`
        : undefined,
  };
}
