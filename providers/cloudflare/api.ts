import { FIRST_ANSWER_MS } from "../../src/async/retry.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import type { AdapterContext } from "../describe.ts";
import type { Doing } from "./causes.ts";
import { translate } from "./errors.ts";
import type { RecordBatch } from "./batch.ts";

/** What this adapter uses of Cloudflare's SDK. */
export interface CloudflareClient {
  /** Milliseconds for one request. Absent: as long as it takes. */
  readonly timeout?: number;
  readonly zones: {
    list(params: { name: string }, options: RequestOptions): PromiseLike<Page>;
    get(params: { zone_id: string }, options: RequestOptions): PromiseLike<unknown>;
  };
  readonly dns: {
    readonly records: {
      list(params: RecordQuery, options: RequestOptions): PromiseLike<Page>;
      batch(params: RecordBatch & { zone_id: string }, options: RequestOptions): PromiseLike<unknown>;
    };
  };
}

/** `timeout`: in the place of the client's own, in milliseconds. */
export type RequestOptions = CallOptions & { readonly timeout?: number };

export interface Page {
  readonly result: readonly unknown[];
  readonly result_info: unknown;
}

export interface NameFilter {
  exact?: string;
  endswith?: string;
}

export interface RecordQuery {
  zone_id: string;
  name?: NameFilter;
  per_page: number;
  page: number;
  order: "name";
}

/**
 * The same calls, each one request that is admitted first: the SDK's own deadline would count the wait. What
 * they throw is an OnboardError, or the signal's reason when it aborted.
 */
export function inOurWords(
  { timeout = Infinity, zones, dns: { records } }: CloudflareClient,
  { admit }: Pick<AdapterContext, "admit">,
): CloudflareClient {
  const worded = async <T>(doing: Doing, options: CallOptions, call: Call<T>): Promise<T> => {
    await admit(options.signal);
    // One that hangs is waited for no longer than one that fails at once, but for as long as a first answer may take.
    const mostMs = Math.max(options.awayMs ?? Infinity, FIRST_ANSWER_MS);
    return inWords(doing, mostMs < timeout ? { ...options, timeout: mostMs } : options, call);
  };
  return {
    zones: {
      list: (params, options) => worded("find the zone", options, (own) => zones.list(params, own)),
      get: (params, options) => worded("read the zone", options, (own) => zones.get(params, own)),
    },
    dns: {
      records: {
        list: (params, options) => worded("read records", options, (own) => records.list(params, own)),
        batch: (params, options) => worded("write records", options, (own) => records.batch(params, own)),
      },
    },
  };
}

type Call<T> = (options: RequestOptions) => PromiseLike<T>;

async function inWords<T>(doing: Doing, { signal, timeout }: RequestOptions, call: Call<T>): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await call({
      // The SDK (7.3.0) leaves a listener on the signal for each request, and Node warns from the eleventh on.
      ...(signal === undefined ? {} : { signal: AbortSignal.any([signal]) }),
      ...(timeout === undefined ? {} : { timeout }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw translate(error, doing);
  }
}
