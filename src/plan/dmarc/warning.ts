import type { DomainName } from "../../dns/domain-name.ts";

/** What to know about a DMARC policy. */
export type DmarcWarning = {
  readonly warning: "dmarc-inherited";
  readonly owner: DomainName;
  readonly policy: string;
};
