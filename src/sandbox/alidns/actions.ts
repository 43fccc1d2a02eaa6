import { findDomainName } from "../../dns/domain-name.ts";
import type { StoredRecord, StoredZone } from "../zone-store.ts";
import { addRecord, deleteRecord, remarkRecord, setStatus, updateRecord } from "./changes.ts";
import { refusal } from "./faults.ts";
import { domainInfo, domainList, domainOfSubDomain, recordList, subDomainRecordList } from "./listings.ts";
import { requiredText, type Parameters } from "./parameters.ts";
import { domainIdOf, recordIdOf, shownRecord } from "./records.ts";

// Each action, by what it works on: the account, a domain that it names, or the domain that a record is in. A parameter
// that an action does not know is passed over, as the gateway does.

export type AlidnsAction =
  | "DescribeDomains"
  | "DescribeDomainInfo"
  | "DescribeDomainRecords"
  | "DescribeSubDomainRecords"
  | "DescribeDomainRecordInfo"
  | "AddDomainRecord"
  | "UpdateDomainRecord"
  | "UpdateDomainRecordRemark"
  | "SetDomainRecordStatus"
  | "DeleteDomainRecord";

/** What a request asks for: which domain it is about, so that the rights can be looked at before it is done. */
export interface Work {
  /** undefined: it is about the account. */
  readonly zone: StoredZone | undefined;
  readonly run: () => object;
}

type Plan = (zones: readonly StoredZone[], given: Parameters) => Work;

export const ACTIONS: Readonly<Record<AlidnsAction, Plan>> = {
  DescribeDomains: (zones, given) => ({ zone: undefined, run: () => domainList(zones, given) }),
  DescribeDomainInfo: onDomain(domainInfo),
  DescribeDomainRecords: onDomain(recordList),
  DescribeSubDomainRecords: onDomain(subDomainRecordList, domainOfSubDomain),
  DescribeDomainRecordInfo: onRecord((zone, record) => ({
    ...shownRecord(zone, record),
    DomainId: domainIdOf(zone),
    PunyCode: zone.apex,
  })),
  AddDomainRecord: onDomain(addRecord),
  UpdateDomainRecord: onRecord(updateRecord),
  UpdateDomainRecordRemark: onRecord(remarkRecord),
  SetDomainRecordStatus: onRecord(setStatus),
  DeleteDomainRecord: onRecord(deleteRecord),
};

export function findAction(name: string | undefined): AlidnsAction | undefined {
  return name !== undefined && Object.hasOwn(ACTIONS, name) ? (name as AlidnsAction) : undefined;
}

/** @throws AlidnsFault InvalidDomainName.Format, InvalidDomainName.NoExist */
function onDomain(
  run: (zone: StoredZone, given: Parameters) => object,
  otherwise?: (given: Parameters) => string,
): Plan {
  return (zones, given) => {
    const name =
      otherwise === undefined ? requiredText(given, "DomainName") : (given["DomainName"] ?? otherwise(given));
    const apex = findDomainName(name);
    if (apex === undefined) throw refusal("InvalidDomainName.Format");
    const zone = zones.find((one) => one.apex === apex);
    if (zone === undefined) throw refusal("InvalidDomainName.NoExist");
    return { zone, run: () => run(zone, given) };
  };
}

/** A record names no domain but by its id. @throws AlidnsFault DomainRecordNotBelongToUser */
function onRecord(run: (zone: StoredZone, record: StoredRecord, given: Parameters) => object): Plan {
  return (zones, given) => {
    const id = requiredText(given, "RecordId");
    const zone = zones.find(({ current }) => current.records.some((record) => recordIdOf(record) === id));
    const record = zone?.current.records.find((one) => recordIdOf(one) === id);
    if (zone === undefined || record === undefined) throw refusal("DomainRecordNotBelongToUser");
    return { zone, run: () => run(zone, record, given) };
  };
}
