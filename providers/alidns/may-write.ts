import { randomInt } from "node:crypto";
import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import type { Persist } from "../kit/persist.ts";
import { probeRights, type ProbeWords } from "../kit/probe-rights.ts";
import type { AlidnsCalls, Parameters } from "./api.ts";
import { NO_SUCH_RECORD, type AlidnsAction } from "./causes.ts";
import { apiCodeOf } from "./errors.ts";

/**
 * Two rights that a run or its undo uses. A policy of RAM names actions, so a "no" to one says nothing of the other;
 * AddDomainRecord can't be asked about, since it would create.
 */
const PROBES: readonly { readonly action: AlidnsAction; readonly parameters: Parameters }[] = [
  {
    action: "UpdateDomainRecord",
    parameters: {
      RR: "ses-onboard-probe",
      Type: "TXT",
      Value: "ses-onboard probe",
      TTL: "600",
      Line: "default",
    },
  },
  { action: "DeleteDomainRecord", parameters: {} },
];

export interface Probing {
  readonly calls: AlidnsCalls;
  readonly admit: Admit;
  readonly persist: Persist;
}

/**
 * Whether the key may write: a change and a removal of a record that nobody can have. Ids are given in turn and have
 * up to nineteen digits (November 2026); this one is random and has 24. That such an id is DomainRecordNotBelongToUser
 * is told by the pages; that RAM refuses before the record is looked for is an assumption, which no public recording
 * shows.
 * @throws OnboardError RIGHTS_MISSING with the host's own reason, where it refuses both; API_RATE_LIMITED; what zonesAt
 * throws of the key
 */
export function mayWrite(
  { calls, admit, persist }: Probing,
  options: CallOptions,
): Promise<boolean | undefined> {
  const probes = PROBES.map(({ action, parameters }) => (own: CallOptions) => {
    const nobodys = { ...parameters, RecordId: `9${digits(12)}${digits(11)}` };
    return calls(admit, own)(action, nobodys);
  });
  const isNoSuchRecord: ProbeWords["isNoSuchRecord"] = (error) => NO_SUCH_RECORD.has(apiCodeOf(error) ?? "");
  return probeRights(probes, { persist, isNoSuchRecord }, options);
}

function digits(count: number): string {
  return String(randomInt(10 ** count)).padStart(count, "0");
}
