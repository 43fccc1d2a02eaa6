import { COMMON_FAULTS, TencentFault, type DocumentedCodes } from "../tencent/faults.ts";

// The codes of DNSPod's own that its calls document: error lists of the API's pages and of Tencent's Go SDK (both
// sites), read in November 2026. Texts are those of the international site.

/** About the domain that a request names, and about who asks. */
const OF_A_DOMAIN = {
  "FailedOperation.UnknowError": "The operation has no response. Please try again later.",
  "InvalidParameter.DomainIdInvalid": "The domain ID is incorrect.",
  "InvalidParameter.DomainInvalid": "The domain is incorrect. Enter a primary domain such as dnspod.cn.",
  "InvalidParameter.DomainIsAliaser": "This domain is an alias of another domain.",
  "InvalidParameter.RequestIpLimited": "Your IP is invalid. Request denied.",
  "InvalidParameter.UnrealNameUser": "You have not completed the identity verification.",
  "InvalidParameterValue.DomainNotExists": "The current domain is incorrect. Return to the previous page.",
  "OperationDenied.NoPermissionToOperateDomain":
    "You have no permission to perform operations on the current domain. Return to the domain list.",
  "RequestLimitExceeded.RequestLimitExceeded": "The number of API requests exceeds the limit.",
} as const satisfies DocumentedCodes;

/** Of what changes a record. */
const OF_A_WRITE = {
  ...OF_A_DOMAIN,
  "FailedOperation.DomainIsLocked": "You cannot perform this operation on a locked domain.",
  "FailedOperation.DomainIsSpam": "You cannot perform this operation on a blocked domain.",
  "FailedOperation.FrequencyLimit": "Your operations are too frequent. Please try again later.",
  "InvalidParameter.AccountIsBanned": "Your account has been blocked by the system.",
  "InvalidParameter.DomainNotAllowedModifyRecords":
    "You cannot change the DNS record of a domain currently active or invalid.",
  "OperationDenied.DomainOwnerAllowedOnly": "Only the domain owner can perform this operation.",
} as const satisfies DocumentedCodes;

const OF_A_RECORD_ID = {
  "InvalidParameter.RecordIdInvalid": "The record ID is incorrect.",
} as const satisfies DocumentedCodes;

/** Of a record as it is to be. */
const OF_A_RECORD = {
  "FailedOperation.MustAddDefaultLineFirst": "Add a record of the default line first.",
  // What is told by it has no code of its own, like a CNAME beside other records (assumed).
  "InvalidParameter.CustomMessage": "Custom error message.",
  "InvalidParameter.DomainRecordExist": "The record already exists and does not need to be added again.",
  "InvalidParameter.InvalidWeight": "The weight is invalid. Enter an integer between 0 and 100.",
  "InvalidParameter.MxInvalid": "The MX priority is incorrect.",
  "InvalidParameter.RecordLineInvalid": "The record line is incorrect.",
  "InvalidParameter.RecordTypeInvalid": "The record type is incorrect.",
  "InvalidParameter.RecordValueInvalid": "The record value is incorrect.",
  "InvalidParameter.RecordValueLengthInvalid": "The record value is too long.",
  "InvalidParameter.SubdomainInvalid": "The subdomain is incorrect.",
  "LimitExceeded.RecordTtlLimit": "The TTL value of the record exceeds the limit.",
  "LimitExceeded.SubdomainLevelLimit": "The number of subdomain levels exceeds the limit.",
  "LimitExceeded.SubdomainRollLimit":
    "The number of round-robin DNS records of the subdomain exceeds the limit.",
} as const satisfies DocumentedCodes;

/** Of what lists something. */
const OF_A_LIST = {
  "FailedOperation.NotRealNamedUser": "You have not completed the identity verification.",
  "InvalidParameter.OffsetInvalid": "The pagination offset is incorrect.",
  "InvalidParameter.ParamInvalid": "The `param` format is incorrect.",
  "InvalidParameter.ResultMoreThan500": "There are over 500 search results. Add more keywords.",
  "InvalidParameterValue.LimitInvalid": "The page length is incorrect.",
  "RequestLimitExceeded.RequestLimitExceeded": "The number of API requests exceeds the limit.",
} as const satisfies DocumentedCodes;

const NO_RECORD = { "ResourceNotFound.NoDataOfRecord": "The record list is empty." } as const;
const NO_DOMAIN = { "ResourceNotFound.NoDataOfDomain": "The domain list is empty." } as const;

export const DOCUMENTED_CODES = {
  // The last code is on no page of this call. One program's author reports it (2026), another measured an empty list.
  DescribeDomainList: { ...COMMON_FAULTS, ...OF_A_LIST, ...NO_DOMAIN },
  DescribeDomain: { ...COMMON_FAULTS, ...OF_A_DOMAIN },
  DescribeDomainPurview: { ...COMMON_FAULTS, ...OF_A_DOMAIN },
  DescribePackageDetail: COMMON_FAULTS,
  DescribeUserDetail: COMMON_FAULTS,
  DescribeRecordLineList: { ...COMMON_FAULTS, ...OF_A_DOMAIN },
  DescribeRecordList: { ...COMMON_FAULTS, ...OF_A_DOMAIN, ...OF_A_LIST, ...NO_RECORD },
  DescribeRecord: { ...COMMON_FAULTS, ...OF_A_DOMAIN, ...OF_A_RECORD_ID },
  CreateRecord: { ...COMMON_FAULTS, ...OF_A_WRITE, ...OF_A_RECORD },
  ModifyRecord: { ...COMMON_FAULTS, ...OF_A_WRITE, ...OF_A_RECORD, ...OF_A_RECORD_ID },
  ModifyRecordFields: { ...COMMON_FAULTS, ...OF_A_WRITE, ...OF_A_RECORD, ...OF_A_RECORD_ID },
  ModifyRecordRemark: { ...COMMON_FAULTS, ...OF_A_WRITE, ...OF_A_RECORD_ID },
  ModifyRecordStatus: { ...COMMON_FAULTS, ...OF_A_WRITE, ...OF_A_RECORD, ...OF_A_RECORD_ID },
  DeleteRecord: { ...COMMON_FAULTS, ...OF_A_WRITE, ...OF_A_RECORD_ID },
} as const satisfies Readonly<Record<string, DocumentedCodes>>;

export type DnspodAction = keyof typeof DOCUMENTED_CODES;

const OWN = { ...OF_A_WRITE, ...OF_A_RECORD, ...OF_A_RECORD_ID, ...OF_A_LIST, ...NO_RECORD, ...NO_DOMAIN };

/** A refusal with the text that its code has. */
export function refusal(code: keyof typeof OWN): TencentFault {
  return new TencentFault(code, OWN[code]);
}
