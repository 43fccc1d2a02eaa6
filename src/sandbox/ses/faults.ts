import { COMMON_FAULTS, type DocumentedCodes } from "../tencent/faults.ts";

export type SesActionName =
  | "CreateEmailIdentity"
  | "UpdateEmailIdentity"
  | "GetEmailIdentity"
  | "ListEmailIdentities";

/** On the page of every call of SES about identities, both sites. */
const OF_SES = { OperationDenied: "Operation denied." } as const;
const NOT_EXIST = "The domain does not exist.";

/**
 * Every code that Tencent documents, by call: the pages of SES 2020-10-02 at both sites (and the comments of
 * its SDKs, which are made from them), and the common ones. Read in November 2026.
 */
export const DOCUMENTED_FAULTS: Readonly<Record<SesActionName, DocumentedCodes>> = {
  CreateEmailIdentity: {
    ...COMMON_FAULTS,
    ...OF_SES,
    "InvalidParameterValue.CreatedByOther": "The domain has been created by another account.",
    "InvalidParameterValue.InvalidEmailIdentity": "Invalid domain.",
    "InvalidParameterValue.RepeatCreation": "The domain has already been created.",
    "OperationDenied.ExceedDomainLimit": "The number of domains exceeds the upper limit.",
  },
  UpdateEmailIdentity: {
    ...COMMON_FAULTS,
    ...OF_SES,
    // Its page gives the code alone; the text is ours.
    "FailedOperation.DKIMNotApplied": "The DKIM option has not been applied.",
    "FailedOperation.ServiceNotAvailable":
      "The request has not taken effect. Try again. If the problem persists, contact us.",
    "InvalidParameterValue.NotExistDomain": NOT_EXIST,
  },
  GetEmailIdentity: { ...COMMON_FAULTS, ...OF_SES, "InvalidParameterValue.NotExistDomain": NOT_EXIST },
  ListEmailIdentities: { ...COMMON_FAULTS, ...OF_SES },
};
