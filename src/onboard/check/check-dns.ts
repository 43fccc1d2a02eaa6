import type { DomainName } from "../../dns/domain-name.ts";
import { sameKey, sameValues, type RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { AskedElsewhere } from "../../events/endpoint.ts";
import type { DomainResult } from "../../events/result.ts";
import { customaryRequirements } from "../../plan/consent/customary.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { runSteps } from "../command.ts";
import { withMemory, type Run } from "../run.ts";
import { compare, tellDelegation, type Wanted } from "./compare.ts";
import type { Inspection } from "./inspect.ts";

/**
 * `check --dns-only`, for whoever holds the DNS and has no keys of the account: what is asked for, or else what stands,
 * at every authoritative server. SES is not asked, and nothing is said of what it sees.
 * @param asked the records of a plan; undefined: nobody says what is asked for
 */
export function checkDns(given: Run, asked: readonly Requirement[] | undefined): Promise<DomainResult> {
  const alone = { ...withMemory(given), dnsOnly: true, elsewhere: dnsIn(given.elsewhere) };
  return runSteps("check", alone, async (run) => {
    const delegation = await run.authority.delegation(run.domain, { signal: run.signal });
    tellDelegation(run, delegation);
    await compare(
      run,
      delegation,
      asked === undefined ? standing(run) : { requirements: asked, mend: ENTER },
    );
    return "published";
  });
}

/** Of what is not where everybody asks, name servers alone are asked. */
function dnsIn({ endpoints = [], ...others }: AskedElsewhere = {}): AskedElsewhere {
  return { ...others, endpoints: endpoints.filter(({ of }) => of === "dns") };
}

const ENTER = phrase`Enter it at the DNS host, ready to paste by ${{ command: "check", options: { "dns-only": ["true"], export: ["table"] } }}.`;

/** Keys of DKIM have names that a plan tells alone, so they are not among it. */
function standing({ domain }: Run): Wanted {
  return {
    requirements: customaryRequirements(domain),
    see: asItStands,
    judge: ({ inspections }) => (inspections.length === 0 ? nothingStands(domain) : undefined),
  };
}

/** Whether SES would ask for something else is not known here; what does not work as it stands is. */
function asItStands({ plan, goal, faults }: Inspection): readonly Inspection[] {
  const { before } = plan;
  if (before === null) return [];
  return [
    {
      plan: { ...plan, action: "unchanged", after: before },
      goal: { ...goal, accepts: (now) => now.some((rrset) => isSame(rrset, before)) },
      problem: undefined,
      faults,
    },
  ];
}

function isSame(one: RRset, other: RRset): boolean {
  return sameKey(one, other) && sameValues(one.values, other.values);
}

function nothingStands(domain: DomainName): OnboardError {
  return new OnboardError(
    "DRIFT",
    phrase`Nothing of a sender domain stands at ${domain}: no MX, no SPF record, no DMARC record.`,
    {
      hint: phrase`Name the plan whose records were to be entered: ${{ command: "check", options: { "dns-only": ["true"], expect: ["plan.json"] } }}.`,
      facts: { domain },
    },
  );
}

/** An identity that nobody has asked SES for: what a plan says of it. */
export function identityAsking(
  { domain, identities }: Run,
  asked: readonly Requirement[],
): Run["identities"] {
  const records = asked.map((requirement) => ({ requirement, status: false, currentValue: "" }));
  const identity = { domain, verified: false, records, requestId: "" };
  return { ...identities, get: () => Promise.resolve(identity) };
}
