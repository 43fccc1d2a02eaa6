import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import type { AlidnsAction } from "./causes.ts";
import { translate } from "./errors.ts";

// What this adapter uses of the API (version 2015-01-09).

export type Fields = Readonly<Record<string, unknown>>;
export type Parameters = Readonly<Record<string, string>>;

/** One request, no retry. @throws AlidnsCallError, or the signal's reason at once */
export type AlidnsClient = (
  action: AlidnsAction,
  parameters: Parameters,
  signal: AbortSignal | undefined,
) => Promise<Fields>;

/** The same, admitted first, in English. @throws OnboardError, or the signal's reason at once */
export type AlidnsCall = (action: AlidnsAction, parameters: Parameters) => Promise<Fields>;

/** For one attempt: with the line that it waits in, and its options. */
export type AlidnsCalls = (admit: Admit, options: CallOptions) => AlidnsCall;

export function createCalls(client: AlidnsClient): AlidnsCalls {
  return (admit, { signal }) =>
    async (action, parameters) => {
      await admit(signal);
      signal?.throwIfAborted();
      try {
        // Where no language is named, its messages are Chinese.
        return await client(action, { ...parameters, Lang: "en" }, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw translate(error, action);
      }
    };
}

export function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields;
}

/** The API wraps each list into an object: `{ Record: [] }`. Undefined: there is no such list. */
export function listIn(value: unknown, name: string): readonly unknown[] | undefined {
  const list = fieldsOf(value)[name];
  return Array.isArray(list) ? list : undefined;
}
