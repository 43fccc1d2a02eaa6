import type { DomainName } from "../../dns/domain-name.ts";
import { keyOfSwap, type Swap } from "../../dns/rrset.ts";
import type { OpenKeys } from "../../plan/consent/plan.ts";
import { changedValues, type TextStyle } from "../diff.ts";
import { wrapped } from "../layout.ts";
import { oneLine } from "../words/one-line.ts";
import { openKeysOf, type AskedDomain } from "./asked.ts";

type Changing = Pick<AskedDomain, "domain" | "identity" | "swaps" | "open">;

/** One change, at one domain or at several in the same way. */
interface Group {
  readonly swap: Swap;
  /** Counted from one, as in the table. */
  readonly numbers: number[];
}

/**
 * Each value that goes, comes or stays where something is written, in full: the consent is to these. What is the same
 * at several domains stands once, with their numbers.
 */
export function valueLines(asked: readonly Changing[], look: TextStyle): readonly string[] {
  const groups = new Map<string, Group>();
  for (const [index, { domain, swaps }] of asked.entries())
    for (const swap of swaps) {
      const key = JSON.stringify([labelsAt(swap, domain), swap], withoutOwner);
      const group = groups.get(key) ?? { swap, numbers: [] };
      group.numbers.push(index + 1);
      groups.set(key, group);
    }
  return [
    ...[...groups.values()].flatMap((group) => [
      ...paragraph(`  ${placeText(group, asked)}${ttlText(group.swap)}`, "    ", look),
      ...changeLines(group.swap, look),
    ]),
    ...openLines(asked, look),
  ];
}

/** The same change at another domain differs in nothing but the owner. */
function withoutOwner(key: string, value: unknown): unknown {
  return key === "owner" ? undefined : value;
}

/** `_dmarc`; empty at the domain itself; undefined for a name that is not below it. */
function labelsAt(swap: Swap, domain: DomainName): string | undefined {
  const { owner } = keyOfSwap(swap);
  if (owner === domain) return "";
  return owner.endsWith(`.${domain}`) ? owner.slice(0, -domain.length - 1) : owner;
}

function placeText({ swap, numbers }: Group, asked: readonly Changing[]): string {
  const { owner, type } = keyOfSwap(swap);
  if (numbers.length === 1) return oneLine(`${type} at ${owner}`);
  const labels = labelsAt(swap, asked[(numbers[0] ?? 1) - 1]?.domain ?? owner);
  const place = labels === undefined || labels === "" ? "" : `${labels} of `;
  return oneLine(`${type} at ${place}each of ${numberText(numbers)}`);
}

/** `1-12, 14`. */
export function numberText(numbers: readonly number[]): string {
  const runs: (readonly [first: number, last: number])[] = [];
  for (const number of numbers) {
    const [first, last] = runs.at(-1) ?? [number, number];
    if (runs.length > 0 && number === last + 1) runs[runs.length - 1] = [first, number];
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

function ttlText({ before, after }: Swap): string {
  if (after === undefined) return ", nothing of it stays";
  if (before === undefined || before.ttl === after.ttl) return `, TTL ${after.ttl} s`;
  return `, TTL ${before.ttl} s, then ${after.ttl} s`;
}

/** One swap's values, none of them cut. */
function changeLines({ before, after }: Swap, look: TextStyle): readonly string[] {
  const { red, green, dim } = look.colors;
  const paints = { "-": red, "+": green, " ": dim } as const;
  const change = { action: "replaced", before: before ?? null, after: after ?? null } as const;
  return changedValues(change).flatMap(({ sign, value }) =>
    paragraph(`    ${sign} ${oneLine(value)}`, "      ", look).map(paints[sign]),
  );
}

/** Keys that SES makes and nobody knows yet. */
function openLines(asked: readonly Changing[], look: TextStyle): readonly string[] {
  const groups = new Map<number, number[]>();
  for (const [index, one] of asked.entries()) {
    const most = openKeysOf(one);
    if (most > 0) groups.set(most, [...(groups.get(most) ?? []), index + 1]);
  }
  return [...groups].flatMap(([most, numbers]) => {
    const only = asked[(numbers[0] ?? 1) - 1]?.open;
    return paragraph(`  ${openText({ most, numbers, only })}`, "    ", look);
  });
}

interface Opening {
  readonly most: number;
  readonly numbers: readonly number[];
  readonly only: OpenKeys | undefined;
}

function openText({ most, numbers, only }: Opening): string {
  const place = numbers.length === 1 ? only?.below : `_domainkey of each of ${numberText(numbers)}`;
  const keys = most === 1 ? "at most one key" : `at most ${most} keys`;
  return oneLine(
    `TXT below ${place ?? "_domainkey"}: ${keys} for DKIM (RSA, 1024 to 4096 bits), as SES asks for it, where nothing stands`,
  );
}

function paragraph(text: string, indent: string, { width }: TextStyle): readonly string[] {
  const lead = /^ */.exec(text)?.[0] ?? "";
  return wrapped(text.slice(lead.length), width - Math.max(lead.length, indent.length)).map(
    (line, index) => `${index === 0 ? lead : indent}${line}`,
  );
}
