import { prefixed, registrableDomainOf, type DomainName } from "../dns/domain-name.ts";
import { findRRset, type RRset } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { isDmarc } from "../plan/dmarc.ts";
import type { Surroundings } from "../plan/requirement.ts";
import type { Run } from "./ports.ts";

/** What lies outside the zone's RRsets and decides about a DMARC record: the target of an alias, or the organisation's policy. */
export async function findSurroundings(run: Run, rrsets: readonly RRset[]): Promise<Surroundings> {
  const owner = prefixed("_dmarc", run.domain);
  if (findRRset(rrsets, owner, "CNAME") !== undefined) {
    const behind = await readDmarc(run, owner);
    return behind === undefined ? {} : { dmarcBehindCname: behind };
  }
  if (findRRset(rrsets, owner, "TXT")?.values.some(isDmarc) === true) return {};
  const inherited = await findInherited(run);
  return inherited === undefined ? {} : { inheritedDmarc: inherited };
}

/** A name without a record of its own falls under its organisational domain's policy (RFC 7489 section 6.6.3). */
async function findInherited(run: Run): Promise<string | undefined> {
  const organisation = registrableDomainOf(run.domain);
  if (organisation === undefined || organisation === run.domain) return undefined;
  return readDmarc(run, prefixed("_dmarc", organisation));
}

async function readDmarc(run: Run, owner: DomainName): Promise<string | undefined> {
  const found = await run.authority.lookup({ owner, type: "TXT" }, { signal: run.signal });
  if (found.kind === "failed") {
    throw new OnboardError("NOT_OBSERVABLE", `Whether ${owner} holds a DMARC policy can't be seen from here: ${found.because}.`, {
      hint: "Run again when the name servers answer; a policy that can't be read is never overridden.",
      facts: { owner, because: found.because },
    });
  }
  if (found.kind !== "answer") return undefined;
  const records = found.rrset.values.filter(isDmarc);
  return records.length === 1 ? records[0] : undefined;
}
