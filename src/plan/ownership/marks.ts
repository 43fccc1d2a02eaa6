import { findDomainName, isAtOrBelow, labelsOf, type DomainName } from "../../dns/domain-name.ts";
import { keeperIn } from "../../dns/keeper.ts";
import type { RRset } from "../../dns/rrset.ts";
import { dmarcNameOf } from "../dmarc/dmarc.ts";
import type { KeptByProgram } from "./warning.ts";

// Read marks.ts, warning.ts, export.ts (forms.ts).

/**
 * Where programs mark what they keep of a sender domain, beside the records themselves: octoDNS at
 * `_owner.<type>.<name>` and, for the zone, at `octodns-meta` (its processors `ownership` and `meta`, 1.x);
 * external-dns since 0.18 at `<type>-<name>` alone (its page "The TXT registry", v0.23). November 2026.
 */
export function markNames(domain: DomainName, apex: DomainName): readonly DomainName[] {
  const places = [
    ["txt", domain],
    ["mx", domain],
    ["txt", dmarcNameOf(domain)],
  ] as const;
  return [
    ...places.flatMap(([type, owner]) => [`_owner.${type}.${owner}`, `${type}-${owner}`]),
    `octodns-meta.${apex}`,
  ]
    .flatMap((text) => findDomainName(text) ?? [])
    .filter((name) => isAtOrBelow(name, apex));
}

/** One warning for each program that says so of itself at these names, or of which a comment says so. */
export function keptByPrograms(rrsets: readonly RRset[]): readonly KeptByProgram[] {
  const marks = rrsets.flatMap((rrset) => [...markIn(rrset), ...commentOf(rrset)]);
  const byProgram = new Map<string, KeptByProgram>();
  for (const mark of marks) {
    const key = mark.program.toLowerCase();
    if (!byProgram.has(key)) byProgram.set(key, mark);
  }
  return [...byProgram.values()];
}

function markIn({ owner, type, values }: RRset): readonly KeptByProgram[] {
  if (type !== "TXT") return [];
  return values.flatMap((mark) => {
    const program = programOf(owner, mark);
    return program === undefined ? [] : [{ warning: "kept-by-program", owner, type, program, mark } as const];
  });
}

/** `heritage=external-dns,external-dns/owner=…`, in quotation marks at some hosts; others have taken that form over. */
function programOf(owner: DomainName, value: string): string | undefined {
  const heritage = /^"?heritage=([^,"\s]+)/.exec(value)?.[1];
  if (heritage !== undefined) return heritage;
  const [first] = labelsOf(owner);
  if (first === "_owner") return keeperIn(value) ?? "octoDNS";
  return first === "octodns-meta" ? "octoDNS" : undefined;
}

function commentOf({ owner, type, managedBy }: RRset): readonly KeptByProgram[] {
  if (managedBy === undefined) return [];
  const program = keeperIn(managedBy);
  return program === undefined ? [] : [{ warning: "kept-by-program", owner, type, program, mark: managedBy }];
}
