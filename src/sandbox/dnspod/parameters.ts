import type { Parameters } from "../tencent/api3.ts";
import { TencentFault } from "../tencent/faults.ts";

// The gateway looks at the types of parameters before the product sees them.

/** @throws TencentFault InvalidParameter for one that is no text */
export function textOf(given: Parameters, name: string): string | undefined {
  const value = given[name];
  if (value === undefined || typeof value === "string") return value;
  throw wrongType(name);
}

/** @throws TencentFault InvalidParameter for one that is no whole number from 0 on */
export function numberOf(given: Parameters, name: string): number | undefined {
  const value = given[name];
  if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0))
    return value as number | undefined;
  throw wrongType(name);
}

/** A list of Key and Value. @throws TencentFault InvalidParameter */
export function pairsOf(given: Parameters, name: string): Readonly<Record<string, string>> {
  const list = given[name];
  if (!Array.isArray(list) || !list.every(isPair)) throw wrongType(name);
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

function isPair(value: unknown): value is { readonly Key: string; readonly Value: string } {
  const { Key, Value } = (value ?? {}) as { readonly Key?: unknown; readonly Value?: unknown };
  return typeof Key === "string" && typeof Value === "string";
}

/** How the gateway says that a value is not what its parameter takes. */
export function wrongType(name: string): TencentFault {
  return new TencentFault("InvalidParameter", `The value type of parameter \`${name}\` is not valid.`);
}
