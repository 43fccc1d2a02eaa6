import { phrase, type Text } from "../../../errors/phrase.ts";
import { connectFaultOf } from "../../../net/connect-fault.ts";
import type { HttpsFailure, NoReply } from "../exchange.ts";
import { MEDIA_TYPE } from "./answer.ts";

// How a resolver fails by HTTPS, each way in words of its own, and what can be done about it.

const ANOTHER = phrase`Name a resolver that takes questions from here in dns.doh of the config (or in SES_ONBOARD_DNS_DOH), or have this one let us in.`;
const PATH = phrase`Correct the path of the resolver's URL (dns.doh in the config); most have /dns-query.`;
const NAME = phrase`Correct the name in dns.doh of the config, or give the resolver's address in its place.`;
const FILTER = phrase`Have the filter or portal of this network let the resolver through unaltered, or name one that it allows in dns.doh of the config.`;
const LATER = phrase`Run again in a while, or name another resolver in dns.doh of the config.`;

const UNREACHED: Readonly<Record<NoReply["because"], Text>> = {
  timeout: phrase`accepts no connection`,
  refused: phrase`refuses the connection`,
  reset: phrase`closes the connection without an answer`,
  "no-route": phrase`can't be reached from this network`,
};

export function unreached(because: NoReply["because"]): HttpsFailure {
  return { seen: UNREACHED[because], hint: undefined };
}

export function silent(timeoutMs: number): HttpsFailure {
  return { seen: phrase`says nothing within ${timeoutMs / 1000} s`, hint: undefined };
}

/** By the status of HTTP; undefined: it may be an answer. */
export function failureOfStatus(status: number): HttpsFailure | undefined {
  if (status === 200) return undefined;
  const known = BY_STATUS[status] ?? BY_HUNDREDS[Math.floor(status / 100)] ?? ODD;
  return { seen: phrase`${known.seen} (HTTP status ${status})`, hint: known.hint };
}

const ODD = { seen: phrase`gives no answer of DNS`, hint: ANOTHER };

const BY_STATUS: Readonly<Record<number, HttpsFailure>> = {
  400: { seen: phrase`does not understand the question`, hint: PATH },
  401: { seen: phrase`asks for a login`, hint: ANOTHER },
  403: { seen: phrase`refuses questions from here`, hint: ANOTHER },
  404: { seen: phrase`has no such page`, hint: PATH },
  405: { seen: phrase`takes no question by POST`, hint: PATH },
  410: { seen: phrase`has no such page any more`, hint: PATH },
  415: { seen: phrase`takes no question of DNS`, hint: PATH },
  429: { seen: phrase`was asked too often`, hint: LATER },
  451: { seen: phrase`may not answer here`, hint: ANOTHER },
  505: { seen: phrase`takes another version of HTTP`, hint: ANOTHER },
  511: { seen: phrase`wants a login to this network`, hint: FILTER },
};

const BY_HUNDREDS: Readonly<Record<number, HttpsFailure>> = {
  3: { seen: phrase`sends us elsewhere`, hint: FILTER },
  5: { seen: phrase`fails`, hint: LATER },
};

/** What came is no message of DNS. */
export function failureOfType(mediaType: string): HttpsFailure | undefined {
  if (mediaType === MEDIA_TYPE) return undefined;
  if (mediaType === "") return { seen: phrase`gives an answer that names no type`, hint: FILTER };
  if (mediaType === "text/html") return { seen: phrase`gives a web page`, hint: FILTER };
  return { seen: phrase`gives ${mediaType} and no DNS message`, hint: PATH };
}

export const FAILURES = {
  empty: { seen: phrase`gives an empty answer`, hint: ANOTHER },
  tooLong: { seen: phrase`gives more than a DNS message holds`, hint: FILTER },
  broken: { seen: phrase`gives a broken DNS message`, hint: ANOTHER },
  another: { seen: phrase`answers another question`, hint: ANOTHER },
} as const satisfies Readonly<Record<string, HttpsFailure>>;

/** Of an error that no errno of the network stands for, or by way of a proxy. */
export function failureOfError(error: Error): HttpsFailure {
  const codes = codesIn(error);
  if (codes.some((code) => code === "ENOTFOUND" || code === "EAI_AGAIN"))
    return { seen: phrase`has a name that is not found from here`, hint: NAME };
  const fault = connectFaultOf(error);
  if (fault === undefined)
    return { seen: phrase`speaks HTTP that can't be understood (${codes[0] ?? error.name})`, hint: FILTER };
  const seen = codes.map((code) => seenOfCertificate(code)).find((words) => words !== undefined);
  return { seen: seen ?? phrase`is not reached (${fault.byProxy ?? fault.reason})`, hint: fault.hint };
}

/** Node's codes, and OpenSSL's as Node writes them. */
function seenOfCertificate(code: string): Text | undefined {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return phrase`shows the certificate of another host`;
  if (code === "CERT_HAS_EXPIRED") return phrase`shows a certificate that has expired`;
  if (code === "CERT_NOT_YET_VALID") return phrase`shows a certificate that does not hold yet`;
  if (/SELF_SIGNED|^UNABLE_TO_|^INVALID_CA$/.test(code))
    return phrase`shows a certificate of an authority that is not trusted here (${code})`;
  if (/^EPROTO$|^ERR_SSL_/.test(code)) return phrase`speaks no TLS that can be understood (${code})`;
  return undefined;
}

function codesIn(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error)) return [];
  const code = "code" in thrown && typeof thrown.code === "string" ? [thrown.code] : [];
  return [...code, ...codesIn(thrown.cause)];
}
