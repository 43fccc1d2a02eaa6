import { existingRRset, cnameInTheWay, conflict, fine, type Case, type Verdict } from "../verdict.ts";
import type { RRset } from "../../dns/rrset.ts";
import { findDmarc, onlyDmarc } from "./dmarc.ts";
import { flawsOf } from "./told.ts";
import { phrase } from "../../errors/phrase.ts";

/**
 * Another zone serves the name: behind a CNAME, or since the name is delegated to it. Both are how vendors host
 * DMARC for others (Valimail by NS; Domain-Connect/Templates#147), so what is served there counts, and stays.
 */
export function judgeElsewhere(given: Case, shown: RRset, isReplacing: boolean): Verdict {
  const served = given.surroundings.dmarcElsewhere ?? [];
  const record = onlyDmarc(served);
  const isUsable = record !== undefined && findDmarc(record) !== undefined;
  if (isUsable && !isReplacing) return fine("kept", shown, flawsOf(given, record));
  const isBeside = shown.type === "CNAME" && existingRRset(given) !== undefined;
  if (isBeside) return cnameInTheWay(given, shown);
  const found = `${foundWords(served)}${served.length > 0 && !isUsable ? ", which is no policy that receivers obey" : ""}`;
  return shown.type === "CNAME"
    ? behindCname(given, shown, { found, isUsable })
    : delegated(given, shown, { found, isUsable });
}

interface Found {
  readonly found: string;
  readonly isUsable: boolean;
}

function behindCname(given: Case, { values }: RRset, { found, isUsable }: Found): Verdict {
  const { owner, type } = given.requirement;
  const target = values.join(", ");
  return conflict(
    given,
    "CNAME_IN_THE_WAY",
    phrase`${owner} is a CNAME to ${target}, and ${found} there; no ${type} record can stand beside a CNAME.`,
    isUsable
      ? phrase`Keep that policy, without consent to replace it, or remove the CNAME at ${owner} at the DNS host.`
      : phrase`Ask the operator of ${target} to publish one DMARC policy there, or remove the CNAME at ${owner} at the DNS host.`,
  );
}

function delegated(given: Case, { values }: RRset, { found, isUsable }: Found): Verdict {
  const { owner, type } = given.requirement;
  const servers = values.join(", ");
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`${owner} is delegated to ${servers}, and ${found} there; a ${type} record beside the NS records would not be served.`,
    isUsable
      ? phrase`Keep that policy, without consent to replace it, or remove the NS records at ${owner} at the DNS host.`
      : phrase`Ask the operator of these name servers to publish one DMARC policy at ${owner} (at a vendor of hosted DMARC, add the domain there), or remove the NS records at ${owner} at the DNS host.`,
  );
}

function foundWords(served: readonly string[]): string {
  if (served.length === 0) return "no TXT record is served";
  return `${served.map((value) => `"${value}"`).join(" and ")} ${served.length === 1 ? "is" : "are"} served`;
}
