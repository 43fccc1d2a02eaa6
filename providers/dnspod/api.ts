import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions, Zone } from "../../src/dns/provider.ts";
import type { DnspodAction } from "./causes.ts";
import { apiCodeOf, translate } from "./errors.ts";

// What this adapter uses of DNSPod's API (version 2021-03-23).

export type Fields = Readonly<Record<string, unknown>>;

/** One request by the SDK, no retry. @throws TencentCallError, or the signal's reason at once */
export type DnspodClient = (
  action: DnspodAction,
  parameters: Fields,
  signal: AbortSignal | undefined,
) => Promise<unknown>;

/** The same, admitted first. @throws OnboardError, or the signal's reason at once */
export type DnspodCall = (action: DnspodAction, parameters: Fields) => Promise<Fields>;

/** For one attempt: with the line that it waits in, and its options. */
export type DnspodCalls = (admit: Admit, options: CallOptions) => DnspodCall;

/** Parameters that the pages of the international site leave out (2025), and that can be done without. */
const OPTIONAL: Readonly<Partial<Record<DnspodAction, string>>> = {
  DescribeRecordList: "ErrorOnEmpty",
  CreateRecord: "Remark",
  ModifyRecord: "Remark",
};

/** One for each adapter: it remembers which parameters this API does not know. */
export function createCalls(client: DnspodClient): DnspodCalls {
  const leftOut = new Set<DnspodAction>();
  return (admit, { signal }) => {
    const send: DnspodCall = async (action, parameters) => {
      await admit(signal);
      signal?.throwIfAborted();
      try {
        return fieldsOf(await client(action, parameters, signal));
      } catch (error) {
        signal?.throwIfAborted();
        throw translate(error, action);
      }
    };
    return async (action, parameters) => {
      const { [OPTIONAL[action] ?? ""]: optional, ...others } = parameters;
      if (leftOut.has(action)) return send(action, others);
      return send(action, parameters).catch((error: unknown) => {
        if (optional === undefined || apiCodeOf(error) !== "UnknownParameter") throw error;
        leftOut.add(action);
        return send(action, others);
      });
    };
  };
}

/** The API goes by the id, and wants the name all the same. */
export function parametersOf({ apex, id }: Zone): Fields {
  return { Domain: apex, DomainId: Number(id) };
}

export function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields;
}
