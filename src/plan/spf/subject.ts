import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import { expandMacros } from "./macro.ts";
import { faultOfTarget } from "./target.ts";
import { brokenTarget, domainOf, type SpfDirective, type SpfTerm } from "./term.ts";

/** `address`: of IPv4, whoever sends (RFC 7208 section 5.7). */
type SubjectKind = "record" | "addresses" | "address" | "mx" | "unknowable";

/** What a term has looked up; undefined for terms that need no DNS. */
export interface Subject {
  readonly kind: SubjectKind;
  /** Undefined when only a mail at hand would tell. */
  readonly name: DomainName | undefined;
  /** Why its name can be none. */
  readonly fault: string | undefined;
}

/** Where a term stands: the name of its record, and the sender's domain. */
export interface Place {
  readonly self: DomainName;
  readonly sender: DomainName;
}

const KIND_BY_MECHANISM: Readonly<Record<SpfDirective["mechanism"], SubjectKind | undefined>> = {
  all: undefined,
  ip4: undefined,
  ip6: undefined,
  include: "record",
  a: "addresses",
  exists: "address",
  mx: "mx",
  ptr: "unknowable",
};

export function subjectOf(term: SpfTerm, place: Place): Subject | undefined {
  const kind = kindOf(term);
  if (kind === undefined) return undefined;
  const target = domainOf(term);
  if (target === undefined) return { kind, name: place.self, fault: undefined };
  // Of the macros these two are known before any mail is sent (RFC 7208 section 7.2).
  const text = expandMacros(target, { d: place.self, o: place.sender });
  if (text === undefined) return { kind, name: undefined, fault: undefined };
  return { kind, name: findDomainName(text), fault: brokenTarget(term) ?? faultOfTarget(text) };
}

function kindOf(term: SpfTerm): SubjectKind | undefined {
  if (term.kind === "directive") return KIND_BY_MECHANISM[term.mechanism];
  return term.name === "redirect" ? "record" : undefined;
}
