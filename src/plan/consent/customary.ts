import type { DomainName } from "../../dns/domain-name.ts";
import { dmarcNameOf } from "../dmarc/dmarc.ts";
import type { Requirement } from "../requirement.ts";

/**
 * What SES asked other accounts for (field reports of 2026), to find conflicts and to show a plan before
 * Create, which can't be undone. The DKIM record is missing here: its selector and key exist only after
 * Create. What SES really asks for replaces this list.
 */
export function customaryRequirements(domain: DomainName): readonly Requirement[] {
  return [
    { purpose: "mx", owner: domain, type: "MX", expected: "mxbiz1.qq.com" },
    { purpose: "spf", owner: domain, type: "TXT", expected: "v=spf1 include:qcloudmail.com ~all" },
    { purpose: "dmarc", owner: dmarcNameOf(domain), type: "TXT", expected: "v=DMARC1; p=none" },
  ];
}
