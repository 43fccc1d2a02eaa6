import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Surroundings } from "../../../src/plan/requirement.ts";

/** What stands at `_dmarc` of names above. */
export function above(levels: Readonly<Record<string, readonly string[]>>): Surroundings {
  return {
    dmarcAbove: Object.entries(levels).map(([name, values]) => ({ domain: parseDomainName(name), values })),
  };
}
