import { DNS_FAULTS, HTTP_FAULTS, type FaultLine, type Way } from "../inject/catalogue.ts";

// What has to be hit how often: each kind of fault on each way that it can stand on. Faults that differ in a number
// alone are one kind.

export interface FaultCell {
  /** `host reset-before` */
  readonly name: string;
  readonly way: Way;
  readonly lines: readonly FaultLine[];
  /** How many cards of a deck it has: more where it finds few exchanges that it can alter. */
  readonly cards: number;
}

const ONE_KIND: Readonly<Record<string, string>> = {
  "limited-second": "limited-number",
  "limited-absurd": "limited-number",
  "limited-past": "limited-date",
  "error-500": "error-5xx",
  "error-503": "error-5xx",
  "html-502-after": "html-5xx-after",
  "html-504-after": "html-5xx-after",
  "redirect-302": "redirect-3xx",
  "redirect-307": "redirect-3xx",
  "redirect-308": "redirect-3xx",
};

const CARDS: Readonly<Record<string, number>> = {
  "host stale": 5,
  "host kept-alive-closed": 2,
  "dns stale": 4,
};

/** What stands in the tables for a fault on a way. */
export function cellOf({ way, id }: { readonly way: Way; readonly id: string }): string {
  return `${way} ${ONE_KIND[id] ?? id}`;
}

export const FAULT_CELLS: readonly FaultCell[] = [
  ...cellsOf("ses", HTTP_FAULTS),
  ...cellsOf("host", HTTP_FAULTS),
  ...cellsOf("dns", DNS_FAULTS),
];

function cellsOf(way: Way, faults: readonly FaultLine[]): readonly FaultCell[] {
  const here = faults.filter(({ ways, tls }) => tls !== true && ways.includes(way));
  const names = [...new Set(here.map(({ id }) => cellOf({ way, id })))];
  return names.map((name) => {
    const lines = here.filter(({ id }) => cellOf({ way, id }) === name);
    return { name, way, lines, cards: CARDS[name] ?? 1 };
  });
}
