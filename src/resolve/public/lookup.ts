import { findDomainName } from "../../dns/domain-name.ts";
import type { Held } from "../../dns/held.ts";
import type { Question } from "../../dns/observation.ts";
import type { CallOptions } from "../../dns/provider.ts";
import type { PublicResolvers } from "../../dns/resolvers.ts";
import { inEnglish } from "../../errors/phrase.ts";
import { followAliases } from "../tree/lookup.ts";
import { askUntil, type ByHttps, type SaidByHttps } from "./ask-until.ts";
import { failuresOf } from "./nobody-answers.ts";

/** Looks names of others up by HTTPS: one name of a chain of aliases at a time. */
export function createLookupByDoh(means: ByHttps): PublicResolvers["lookup"] {
  return (question, { signal, held, mayAsk }) =>
    followAliases(question, held, async (owner) => {
      if (!mayAsk(owner))
        return {
          kind: "failed",
          because: `no resolver is asked for ${owner}, since it would remember for a while that nothing stands there`,
        };
      const asking = { ...means, ...(signal && { signal }) };
      // Asked for another type, the resolver would follow the alias itself.
      const alias = await ask({ owner, type: "CNAME" }, asking);
      return alias.kind === "nodata" ? ask({ owner, type: question.type }, asking) : alias;
    });
}

async function ask(question: Question, asking: ByHttps & CallOptions): Promise<Held> {
  const { decided, said } = await askUntil(question, asking, (heard) => heldIn(question, heard));
  if (decided !== undefined) return decided;
  const told = said
    .filter(isNo)
    .map(({ endpoint }) => `${endpoint.url.host} alone says that nothing stands there`);
  const failed = failuresOf(said.filter((one) => !isNo(one))).clauses.map(inEnglish);
  if (said.length === 0) return { kind: "failed", because: "there is no public resolver to ask by HTTPS" };
  return {
    kind: "failed",
    because: `no two public resolvers tell of ${question.owner}: ${[...told, ...failed].join("; ")}`,
  };
}

/** The first that tells something, or two that tell that there is nothing. */
function heldIn({ owner, type }: Question, said: readonly SaidByHttps[]): Held | undefined {
  for (const { observation } of said) {
    if (observation.kind === "cname") return { kind: "alias", target: observation.target };
    if (observation.kind !== "answer") continue;
    const { rrset } = observation;
    const target = type === "CNAME" ? findDomainName(rrset.values[0] ?? "") : undefined;
    return target === undefined ? { kind: "answer", rrset, canonicalName: owner } : { kind: "alias", target };
  }
  const no = said.filter(isNo);
  const hosts = new Set(no.map(({ endpoint }) => endpoint.url.host));
  if (hosts.size < 2) return undefined;
  return { kind: no.every(({ observation }) => observation.kind === "nxdomain") ? "nxdomain" : "nodata" };
}

function isNo({ observation: { kind } }: SaidByHttps): boolean {
  return kind === "nodata" || kind === "nxdomain";
}
