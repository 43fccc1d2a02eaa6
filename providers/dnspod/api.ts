import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import { translate } from "./errors.ts";

// What this adapter uses of DNSPod's API (version 2021-03-23).

export type DnspodAction =
  | "DescribeDomainList"
  | "DescribeRecordList"
  | "DescribeRecord"
  | "CreateRecord"
  | "ModifyRecord"
  | "ModifyRecordFields"
  | "DeleteRecord";

export type Fields = Readonly<Record<string, unknown>>;

/** One request by the SDK, no retry. @throws TencentCallError, or the signal's reason at once */
export type DnspodClient = (
  action: DnspodAction,
  parameters: Fields,
  signal: AbortSignal | undefined,
) => Promise<unknown>;

/** The same, admitted first. @throws OnboardError, or the signal's reason at once */
export type DnspodCall = (action: DnspodAction, parameters: Fields) => Promise<Fields>;

export function inOurWords(client: DnspodClient, admit: Admit, { signal }: CallOptions): DnspodCall {
  return async (action, parameters) => {
    await admit(signal);
    signal?.throwIfAborted();
    try {
      return fieldsOf(await client(action, parameters, signal));
    } catch (error) {
      signal?.throwIfAborted();
      throw translate(error, action);
    }
  };
}

export function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields;
}
