import type { Swap } from "../../src/dns/rrset.ts";
import * as kit from "../kit/record-changes.ts";
import type { HostRecord } from "./convert.ts";

export type Change = kit.Change<HostRecord>;

/** Shown in DNSPod's console, so that people see which program made the record. */
export const REMARK = "Created by ses-onboard";

/** @throws OnboardError RECORD_IN_THE_WAY where a paused record has a value that is to be written */
export function changesFor(swap: Swap, records: readonly HostRecord[]): readonly Change[] {
  return kit.changesFor(swap, records, { title: "DNSPod", isOurs: ({ remark }) => remark === REMARK });
}
