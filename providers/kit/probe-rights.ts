import type { CallOptions } from "../../src/dns/provider.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";
import type { Persist } from "./persist.ts";

/** How a host tells what comes of a request about a record that nobody can have. */
export interface ProbeWords {
  /** It looked for the record: the key may do this. */
  readonly isNoSuchRecord: (error: OnboardError) => boolean;
  /** The API has no such action, which tells nothing of the key. */
  readonly isNoSuchAction?: (error: OnboardError) => boolean;
}

/**
 * Whether a key may write, by requests that can't succeed. Policies name actions, so a "no" to one says nothing of the
 * next; one "yes" is enough. Undefined: it can't be told.
 * @throws OnboardError RIGHTS_MISSING with the host's own reason, where it refuses all; API_RATE_LIMITED;
 * CREDENTIALS_REJECTED
 */
export async function probeRights(
  probes: readonly ((own: CallOptions) => Promise<unknown>)[],
  { persist, isNoSuchRecord, isNoSuchAction = () => false }: ProbeWords & { readonly persist: Persist },
  options: CallOptions,
): Promise<boolean | undefined> {
  let refusal: OnboardError | undefined;
  for (const probe of probes) {
    const word = await persist(options, probe).then(
      // Who says that it has changed this record is not the host.
      () => undefined,
      (error: unknown) => error,
    );
    options.signal?.throwIfAborted();
    if (!isOnboardError(word)) return undefined;
    // It was waited out for as long as there is patience: the write would meet the same.
    if (word.code === "API_RATE_LIMITED" || word.code === "CREDENTIALS_REJECTED") throw word;
    if (isNoSuchRecord(word)) return true;
    if (isNoSuchAction(word)) continue;
    if (word.code !== "RIGHTS_MISSING") return undefined;
    refusal = word;
  }
  if (refusal === undefined) return undefined;
  throw refusal;
}
