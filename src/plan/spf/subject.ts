import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import { hasMacro } from "./macro.ts";
import type { SpfDirective, SpfTerm } from "./term.ts";

type SubjectKind = "record" | "addresses" | "mx" | "unknowable";

/** What a term has looked up; undefined for terms that need no DNS. */
export interface Subject {
  readonly term: SpfTerm;
  readonly kind: SubjectKind;
  /** Undefined when only a mail at hand would tell. */
  readonly name: DomainName | undefined;
}

const KIND_BY_MECHANISM: Readonly<Record<SpfDirective["mechanism"], SubjectKind | undefined>> = {
  all: undefined,
  ip4: undefined,
  ip6: undefined,
  include: "record",
  a: "addresses",
  exists: "addresses",
  mx: "mx",
  ptr: "unknowable",
};

export function subjectOf(term: SpfTerm, self: DomainName): Subject | undefined {
  if (term.kind === "modifier")
    return term.name === "redirect" ? { term, kind: "record", name: fixedName(term.value) } : undefined;
  const kind = KIND_BY_MECHANISM[term.mechanism];
  return kind && { term, kind, name: term.target === undefined ? self : fixedName(term.target) };
}

function fixedName(domainSpec: string): DomainName | undefined {
  return hasMacro(domainSpec) ? undefined : findDomainName(domainSpec);
}
