import { findDomainName, parentOf, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import type { RecordPlan } from "../record-plan.ts";
import type { Warning } from "../warning.ts";
import { findDmarc, isDmarc, onlyDmarc } from "./dmarc.ts";
import { reportAddressesOf } from "./publish.ts";

type LookUp = (question: Question) => Promise<Lookup>;

/**
 * Whether the addresses in a record that is published, or stands already, take reports for the domain: those of another organisation say
 * so at `<domain>._report._dmarc.<theirs>`, else receivers drop the reports (RFC 9990 section 4; a wildcard there
 * answers by itself). Receivers of RFC 9990 find an organisation by the tree walk; the registrable domain tells the
 * same of nearly everybody, and asks nothing.
 */
export async function proveReports(plan: RecordPlan, lookup: LookUp): Promise<readonly Warning[]> {
  const { after, record } = plan;
  const published = after?.type === "TXT" ? onlyDmarc(after.values) : undefined;
  const dmarc = published === undefined ? undefined : findDmarc(published);
  const domain = parentOf(record.owner);
  if (dmarc === undefined || domain === undefined) return [];
  const addresses = (["rua", "ruf"] as const).flatMap((tag) => reportAddressesOf(dmarc, tag));
  const asked = [...new Set(addresses)].flatMap((address) => {
    const at = permissionAt(domain, address);
    return at === undefined ? [] : [{ address, at }];
  });
  const found = await Promise.all(
    asked.map(async ({ address, at }): Promise<Warning | undefined> => {
      const answer = await lookup({ owner: at, type: "TXT" });
      if (answer.kind === "answer" && answer.rrset.values.some(isDmarc)) return undefined;
      const unknown = answer.kind === "failed" ? { because: answer.because } : {};
      return { warning: "dmarc-reports-dropped", owner: domain, address, at, ...unknown };
    }),
  );
  return found.filter((warning) => warning !== undefined);
}

/** Where an address must say so; undefined: it is the domain's own organisation's, or no mailbox. */
function permissionAt(domain: DomainName, address: string): DomainName | undefined {
  const [, text] = /^mailto:[^?]*@([^@?]+)(?:\?.*)?$/i.exec(address) ?? [];
  const host = text === undefined ? undefined : findDomainName(text);
  if (host === undefined || registrableDomainOf(host) === registrableDomainOf(domain)) return undefined;
  return findDomainName(`${domain}._report._dmarc.${host}`);
}
