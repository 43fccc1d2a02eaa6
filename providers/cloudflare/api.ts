import type { CallOptions } from "../../src/dns/provider.ts";
import type { AdapterContext } from "../describe.ts";
import type { Doing } from "./causes.ts";
import { translate } from "./errors.ts";
import type { RecordBatch } from "./batch.ts";

/** What this adapter uses of Cloudflare's SDK. */
export interface CloudflareClient {
  readonly zones: {
    list(params: { name: string }, options: CallOptions): PromiseLike<Page>;
    get(params: { zone_id: string }, options: CallOptions): PromiseLike<unknown>;
  };
  readonly dns: {
    readonly records: {
      list(params: RecordQuery, options: CallOptions): PromiseLike<Page>;
      batch(params: RecordBatch & { zone_id: string }, options: CallOptions): PromiseLike<unknown>;
    };
  };
}

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
  { zones, dns: { records } }: CloudflareClient,
  { admit }: Pick<AdapterContext, "admit">,
): CloudflareClient {
  const worded = async <T>(doing: Doing, options: CallOptions, call: () => PromiseLike<T>): Promise<T> => {
    await admit(options.signal);
    return inWords(doing, options, call);
  };
  return {
    zones: {
      list: (params, options) => worded("find the zone", options, () => zones.list(params, options)),
      get: (params, options) => worded("read the zone", options, () => zones.get(params, options)),
    },
    dns: {
      records: {
        list: (params, options) => worded("read records", options, () => records.list(params, options)),
        batch: (params, options) => worded("write records", options, () => records.batch(params, options)),
      },
    },
  };
}

async function inWords<T>(doing: Doing, { signal }: CallOptions, call: () => PromiseLike<T>): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    signal?.throwIfAborted();
    throw translate(error, doing);
  }
}
