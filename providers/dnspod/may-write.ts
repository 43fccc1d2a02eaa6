import { randomInt } from "node:crypto";
import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions, Zone } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { Persist } from "../kit/persist.ts";
import { probeRights, type ProbeWords } from "../kit/probe-rights.ts";
import { parametersOf, type DnspodCalls, type Fields } from "./api.ts";
import { NO_SUCH_ACTION, NO_SUCH_RECORD, type DnspodAction } from "./causes.ts";
import { apiCodeOf } from "./errors.ts";

/**
 * Two rights that a run or its undo uses. A policy of CAM names actions, so a "no" to one says nothing of the other;
 * CreateRecord can't be asked about, since it would create.
 */
const PROBES: readonly { readonly action: DnspodAction; readonly parameters: Fields }[] = [
  { action: "ModifyRecordFields", parameters: { FieldList: [{ Key: "ttl", Value: "600" }] } },
  { action: "DeleteRecord", parameters: {} },
];

export interface Probing {
  readonly calls: DnspodCalls;
  readonly admit: Admit;
  readonly persist: Persist;
}

/**
 * Whether the key may write into a zone: a change and a removal of a record that nobody can have. Ids are given in
 * turn, and those of November 2026 have ten digits; this one is random and has sixteen. What the API says of such an
 * id is told by its pages (RecordIdInvalid); that CAM refuses before it looks for the record is an assumption, which
 * no public recording shows.
 * @throws OnboardError RIGHTS_MISSING with DNSPod's own reason, where it refuses both; API_RATE_LIMITED; what zonesAt
 * throws of the key
 */
export function mayWrite(
  { calls, admit, persist }: Probing,
  zone: Zone,
  options: CallOptions,
): Promise<boolean | undefined> {
  const probes = PROBES.map(({ action, parameters }) => (own: CallOptions) => {
    const nobodys = { ...parametersOf(zone), RecordId: randomInt(2 ** 47) + 2 ** 52, ...parameters };
    return calls(admit, own)(action, nobodys);
  });
  const words: ProbeWords = {
    isNoSuchRecord: (error) => NO_SUCH_RECORD.has(apiCodeOf(error) ?? ""),
    isNoSuchAction: (error) => NO_SUCH_ACTION.has(apiCodeOf(error) ?? ""),
  };
  return probeRights(probes, { persist, ...words }, options);
}

/** The zone list has told it: no request is sent. */
export function zoneIsLocked({ apex }: Zone): OnboardError {
  return new OnboardError(
    "RIGHTS_MISSING",
    phrase`DNSPod keeps the zone ${apex} locked (LOCK): its records can't be changed.`,
    {
      hint: phrase`Unlock the zone in DNSPod's console, then run the same command again.`,
      facts: { api: "dnspod", apex, status: "LOCK" },
    },
  );
}
