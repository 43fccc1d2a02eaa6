import type { DomainName } from "../../../dns/domain-name.ts";
import { addressText } from "./address.ts";
import type { PassedOver } from "./check.ts";
import type { SpfResult } from "./evaluate.ts";
import type { Judged } from "./judge.ts";
import { MOST_RECORDS, type Reach } from "./networks.ts";
import { MOST_ADDRESSES } from "./points.ts";

/** Addresses of one term that are judged alike. */
export interface ImpactRow {
  /** Whose record was judged. */
  readonly name: DomainName;
  /** The term that names them, or whose networks they border on. */
  readonly term: string;
  readonly addresses: readonly string[];
  readonly before: SpfResult;
  readonly after: SpfResult;
  /** They are SES's. */
  readonly ses: boolean;
}

export function notProvedOf(
  judged: readonly Judged[],
  reached: readonly Reach[],
  isCut: boolean,
): readonly PassedOver[] {
  const all = judged.flatMap(({ before, after }) => [...before.passedOver, ...after.passedOver]);
  const terms = new Map(all.map((one) => [one.term, one]));
  const records = `more than ${MOST_RECORDS} records would have to be read`;
  const addresses = `more than ${MOST_ADDRESSES} addresses would have to be judged`;
  return [
    ...terms.values(),
    ...(reached.some((reach) => reach.isCut) ? [{ term: "…", because: records }] : []),
    ...(isCut ? [{ term: "…", because: addresses }] : []),
  ];
}

/** Addresses of one term that are judged alike make a row. */
export function rowsOf(judged: readonly Judged[]): readonly ImpactRow[] {
  const rows = new Map<string, ImpactRow>();
  for (const { name, term, address, before, after, ses } of judged) {
    const key = JSON.stringify([name, term, before.result, after.result, ses]);
    const addresses = [...(rows.get(key)?.addresses ?? []), addressText(address)];
    rows.set(key, { name, term, addresses, before: before.result, after: after.result, ses });
  }
  return [...rows.values()];
}
