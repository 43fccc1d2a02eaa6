import { randomUUID } from "node:crypto";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import { RecentRequests } from "../recent-requests.ts";
import type { StoredZone, ZoneStore } from "../zone-store.ts";
import { ACTIONS, findAction, type AlidnsAction } from "./actions.ts";
import { AlidnsFault, AlidnsFaults, gatewayRefusal, messageIn, type Lang } from "./faults.ts";
import { readSigned, signerOf, type AlidnsCredentials, type SignedRequest } from "./signatures.ts";

// The API of Alibaba Cloud DNS, version 2015-01-09, over the sandbox's zones. No recording of the real one is public
// (November 2026): it answers as Alibaba's pages, its SDK and reports of other programs say, and what is assumed is said
// to be. Read in this order: api.ts (who may ask), signatures.ts, actions.ts (what is asked), listings.ts, changes.ts,
// values.ts; editions.ts and faults.ts are tables.

const VERSION = "2015-01-09";

/** Of each action and account, in one second (DescribeDomainRecords and others: notes of other programs, 2026). */
const MOST_PER_SECOND = 60;

/** A key of the account, and what its RAM policies allow it. */
export interface AlidnsKey extends AlidnsCredentials {
  /** Like `AddDomainRecord`; absent: every action. */
  readonly actions?: readonly string[] | undefined;
  /** The domains that its policies name; absent: all. The list of domains is the account's, and shows the others, too. */
  readonly domains?: readonly DomainName[] | undefined;
}

export interface AlidnsSettings {
  readonly keys: readonly AlidnsKey[];
  /** The server's clock, milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Requests that it takes in one second; 60 by default. */
  readonly perSecond?: number | undefined;
}

export interface SandboxAlidns extends Api {
  /** Refusals on request. */
  readonly faults: AlidnsFaults<AlidnsAction>;
}

export function createAlidnsApi(store: ZoneStore, settings: AlidnsSettings): SandboxAlidns {
  const { keys, now = Date.now, perSecond = MOST_PER_SECOND } = settings;
  const faults = new AlidnsFaults<AlidnsAction>();
  const recent = new RecentRequests();
  const nonces = new Set<string>();
  const isNewNonce = (nonce: string) => nonces.size < nonces.add(nonce).size;
  const perform = (signed: SignedRequest): object => {
    const name = findAction(signed.action);
    if (name === undefined) throw gatewayRefusal("InvalidAction.NotFound");
    if (signed.version !== VERSION) throw gatewayRefusal("InvalidVersion");
    const key = signerOf(signed, keys, { nowMs: now(), isNewNonce });
    if (recent.count(name, now()) > perSecond) throw gatewayRefusal("Throttling.User");
    faults.throwDue(name);
    if (key.actions?.includes(name) === false) throw notAllowed(key);
    const { zone, run } = ACTIONS[name](domainsOf(store), signed.parameters);
    if (zone !== undefined && key.domains?.includes(zone.apex) === false) throw notAllowed(key);
    return run();
  };
  const answer = (request: ApiRequest): ApiResponse => {
    const signed = readSigned(request);
    try {
      return respond(signed, 200, { RequestId: requestId(), ...perform(signed) });
    } catch (error) {
      if (error instanceof AlidnsFault) return respondFault(signed, error);
      throw error;
    }
  };
  return {
    name: "alidns",
    faults,
    operationOf: (request) => readSigned(request).action ?? `${request.method} ${request.path}`,
    answer,
    rateLimited: (request) => respondFault(readSigned(request), gatewayRefusal("Throttling.User")),
    serverError: (request) => respondFault(readSigned(request), gatewayRefusal("ServiceUnavailable")),
  };
}

function domainsOf(store: ZoneStore): readonly StoredZone[] {
  return store.zonesOf("alidns").filter(({ settings }) => !settings.isPrivate && settings.type === "full");
}

/** As one answer of 2024 shows it; before that, there were no details. */
function notAllowed({ accessKeyId }: AlidnsKey): AlidnsFault {
  return gatewayRefusal("Forbidden.RAM", {
    AccessDeniedDetail: { AuthPrincipalType: "SubUser", AuthPrincipalDisplayName: accessKeyId },
  });
}

function respondFault(signed: SignedRequest, fault: AlidnsFault): ApiResponse {
  const { code, status, details } = fault;
  const id = requestId();
  return respond(signed, status, {
    RequestId: id,
    HostId: "alidns.aliyuncs.com",
    Code: code,
    Message: messageIn(langOf(signed), fault),
    Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Alidns&requestId=${id}`,
    ...details,
  });
}

/** Chinese unless English is asked for (SDK 4.6.1, 2026); some reports show English where nothing was asked for. */
function langOf({ parameters }: SignedRequest): Lang {
  return parameters["Lang"] === "en" ? "en" : "zh";
}

/** Who signs in parameters gets XML unless asking for JSON. */
function respond({ action, parameters }: SignedRequest, status: number, answer: object): ApiResponse {
  const { Format = "XML" } = parameters;
  if (Format.toUpperCase() === "JSON") return { status, body: JSON.stringify(answer) };
  const root = status === 200 ? `${action}Response` : "Error";
  const body = `<?xml version='1.0' encoding='UTF-8'?>${element(root, answer)}`;
  return { status, headers: { "content-type": "text/xml; charset=utf-8" }, body };
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join("");
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, item]) => element(key, item))
      : [String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;")];
  return `<${name}>${inner.join("")}</${name}>`;
}

function requestId(): string {
  return randomUUID().toUpperCase();
}
