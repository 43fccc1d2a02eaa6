import { DueFaults } from "../due-faults.ts";

/** In the language that a request asks for. */
export type Lang = "zh" | "en";

/** An error as Alibaba Cloud DNS answers it. */
export class AlidnsFault extends Error {
  readonly code: string;
  readonly status: number;
  /** Other fields of the envelope. */
  readonly details: object;

  constructor(code: string, message: string, status = 400, details: object = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

type Row = readonly [en: string, status?: number];

/**
 * Of the gateway before the product, always in English. The product's own page of errors has 400 for
 * InvalidAccessKeyId.NotFound and 403 for SignatureDoesNotMatch and Forbidden; what programs show of its answers
 * (2018–2024) is 404, 400 and, as Forbidden.RAM, 400: those are taken. A client had better not look at the status.
 */
const OF_THE_GATEWAY = {
  "InvalidAccessKeyId.NotFound": ["Specified access key is not found.", 404],
  SignatureDoesNotMatch: ["Specified signature is not matched with our calculation."],
  IncompleteSignature: ["The request signature does not conform to Aliyun standards."],
  "InvalidTimeStamp.Format": ["Specified time stamp or date value is not well formatted."],
  "InvalidTimeStamp.Expired": ["Specified time stamp or date value is expired."],
  SignatureNonceUsed: ["Specified signature nonce was used already."],
  MissingSecurityToken: ["SecurityToken is mandatory for this action."],
  "InvalidSecurityToken.Malformed": ["Specified SecurityToken is malformed."],
  "InvalidSecurityToken.Expired": ["Specified SecurityToken is expired."],
  "InvalidAction.NotFound": ["Specified api is not found, please check your url and method.", 404],
  InvalidVersion: ["Specified parameter Version is not valid."],
  "Forbidden.RAM": [
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  Forbidden: ["User not authorized to operate on the specified resource.", 403],
  "Forbidden.RiskControl": ["This operation is forbidden by Aliyun Risk Control system.", 403],
  "Forbidden.UserVerification": ["Your user account is not verified by Aliyun.", 403],
  Throttling: ["Request was denied due to request throttling."],
  "Throttling.User": ["Request was denied due to user flow control."],
  InternalError: ["The request processing has failed due to some unknown error, exception or failure.", 500],
  ServiceUnavailable: ["The request has failed due to a temporary failure of the server.", 503],
} as const satisfies Readonly<Record<string, Row>>;

/**
 * Of the product itself, in English and Chinese: its pages of errors (2016–2025), and the codes that other programs
 * know (2025). All have the status 400.
 */
const OF_THE_PRODUCT = {
  DomainExpiredDNSForbidden: ["The DNS service of the domain name is expired.", "域名解析服务已过期"],
  DomainForbidden: ["The domain name has been forbidden.", "禁止解析操作的域名"],
  DomainRecordConflict: ["The DNS record conflicts with other records.", "与其他记录冲突，不能添加"],
  DomainRecordDuplicate: ["The DNS record already exists.", "解析记录已存在"],
  DomainRecordLocked: ["The DNS record has been locked.", "解析记录被锁定"],
  DomainRecordNotBelongToUser: ["The DNS record does not belong to this user.", "解析记录在本账户下不存在"],
  IncorrectDomainUser: ["The domain name does not belong to this user.", "域名在本账户下不存在"],
  "InvalidDomainName.Format": ["The format of the domain name is invalid.", "域名格式错误"],
  "InvalidDomainName.NoExist": [
    "The specified domain name does not exist.",
    "您操作的域名已经不存在，请刷新页面重试。",
  ],
  "InvalidRR.Format": ["The format of the host record is invalid.", "主机记录格式错误"],
  LastOperationNotFinished: ["The last operation is not finished.", "上一次操作未完成"],
  "QuotaExceeded.Record": ["The number of DNS records exceeds the limit.", "超出解析记录数量最大值"],
  "QuotaExceeded.TTL": ["The specified TTL is invalid.", "TTL 值超出当前版本的限制"],
  "RecordForbidden.BlackHole": ["The domain name has been into black hole.", "域名解析防护进入黑洞"],
  "RecordForbidden.DNSChange": ["The DNS records can't be changed.", "禁止修改解析记录"],
  "SubDomainInvalid.Line": ["The line is invalid.", "解析线路错误"],
  "SubDomainInvalid.Priority": ["The priority of the MX record is invalid.", "MX 优先级错误"],
  "SubDomainInvalid.TTL": ["Specified parameter TTL is not valid.", "TTL 值错误"],
  "SubDomainInvalid.Type": ["The type of the DNS record is invalid.", "解析记录类型错误"],
  "SubDomainInvalid.Value": [
    "The DNS record is invalid or in the wrong format.",
    "DNS记录值无效或者格式错误",
  ],
} as const satisfies Readonly<Record<string, readonly [en: string, zh: string]>>;

export type GatewayCode = keyof typeof OF_THE_GATEWAY;
export type ProductCode = keyof typeof OF_THE_PRODUCT;

/** What the gateway refuses. */
export function gatewayRefusal(code: GatewayCode, details: object = {}): AlidnsFault {
  const [message, status = 400] = OF_THE_GATEWAY[code] as Row;
  return new AlidnsFault(code, message, status, details);
}

/** What the product refuses; its words come once the language is known. */
export function refusal(code: ProductCode): AlidnsFault {
  return new AlidnsFault(code, OF_THE_PRODUCT[code][0]);
}

/** Its message in the language that the request asked for. */
export function messageIn(lang: Lang, { code, message }: AlidnsFault): string {
  return lang === "zh" && isProductCode(code) ? OF_THE_PRODUCT[code][1] : message;
}

/** Refusals on request. */
export class AlidnsFaults<Action extends string> {
  readonly #due = new DueFaults<AlidnsFault>();

  /** The next `times` calls of the action are refused so. */
  inject(action: Action, code: GatewayCode | ProductCode, times = 1): void {
    this.#due.add(action, isProductCode(code) ? refusal(code) : gatewayRefusal(code), times);
  }

  /** @throws AlidnsFault the one that is due */
  throwDue(action: Action): void {
    const due = this.#due.take(action);
    if (due !== undefined) throw due;
  }
}

function isProductCode(code: string): code is ProductCode {
  return Object.hasOwn(OF_THE_PRODUCT, code);
}
