// For hosts that change a record in place, and keep its id and what is noted beside it.

/**
 * Which old record becomes which new value: like goes to like (SPF to SPF), so that its comment stays true.
 */
export function pairUp<HostRecord extends { readonly value: string }>(
  gone: readonly HostRecord[],
  fresh: readonly string[],
): ReadonlyMap<HostRecord, string> {
  const pairs = new Map<HostRecord, string>();
  const left = [...fresh];
  const take = (record: HostRecord, at: number) => {
    const [value] = at === -1 ? [] : left.splice(at, 1);
    if (value !== undefined) pairs.set(record, value);
  };
  for (const record of gone) {
    take(
      record,
      left.findIndex((value) => firstWord(value) === firstWord(record.value)),
    );
  }
  for (const record of gone.filter((one) => !pairs.has(one))) take(record, left.length === 0 ? -1 : 0);
  return pairs;
}

function firstWord(value: string): string {
  return /^[^\s;]*/.exec(value)?.[0].toLowerCase() ?? "";
}
