// @ts-check
// An adapter for a DNS host of one's own, built on nothing but the entry of ses-onboard for adapters, which
// brings the rules that every host needs. The host, made up for this example, serves a whole zone as one JSON document with a version:
//
//   GET /zones/example.com                 → 200 { version, nameServers, rrsets }, or 404
//   PUT /zones/example.com  { rrsets }     → 204; 412 when If-Match is not the version that stands; 422 when
// it does not take a record
//
// A version for each state is all that a swap needs to be atomic.
import {
  OnboardError,
  adviseRetry,
  createWriteOutcome,
  createPersist,
  isOnboardError,
  openSwaps,
  keyOfSwap,
  refuseOutside,
  unlessAborted,
} from "ses-onboard/adapter";

/**
 * @import { AdapterContext, CallOptions, DnsProvider, ErrorCode, WriteOutcome, ProviderMeta, RRset,
 * RetryAdvice, RetryPolicy, Swap, Zone } from "ses-onboard/adapter"
 */
/**
 * @typedef {{ readonly version: string, readonly nameServers: Zone["nameServers"], readonly rrsets: readonly
 * RRset[] }} Document
 */

/** @type {ProviderMeta} */
export const meta = {
  id: "inhouse",
  title: "In-house DNS",
  settings: [
    {
      name: "url",
      summary: "Where the DNS host's API is.",
      secret: false,
      required: true,
      env: "INHOUSE_DNS_URL",
    },
    { name: "key", summary: "Key of the API.", secret: true, required: true, env: "INHOUSE_DNS_KEY" },
  ],
  rights: ["write to the zone"],
  traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
  nameServers: [/\.dns\.example\.com$/],
  isConfigured: () => false,
  url: "https://dns.example.com/docs",
  grade: "own fake",
};

/** @type {RetryPolicy} */
const PERSISTENCE = { attempts: 5, firstPauseMs: 250, longestPauseMs: 5_000, deadlineMs: 60_000 };
const REQUEST_MS = 10_000;

/**
 * @param {AdapterContext} context
 * @param {{ readonly requestMs?: number | undefined }} [limits] each request has a deadline of its own
 * @returns {Promise<DnsProvider>}
 */
export async function createProvider(context, { requestMs = REQUEST_MS } = {}) {
  const request = createRequest(context, requestMs);
  const persist = createPersist(context, PERSISTENCE, adviceFor);

  return {
    name: meta.id,
    traits: meta.traits,

    async zonesAt(apex, options) {
      const found = await persist(options, (own) => request("GET", apex, own));
      return found === undefined ? [] : [{ apex, id: apex, nameServers: found.nameServers }];
    },

    async readRRsets(zone, owners, options) {
      const { rrsets } = existing(await persist(options, (own) => request("GET", zone.id, own)));
      return rrsets.filter((rrset) => owners.includes(rrset.owner));
    },

    async apply(zone, swaps, options) {
      refuseOutside(zone.apex, swaps);
      const outcome = createWriteOutcome();
      // Reading, comparing and writing are repeated as one: after a lost answer the goal stands there, and
      // nothing is written twice.
      try {
        await persist(options, (own) => swapOnce({ zone, swaps, options: own, request, outcome }));
      } catch (error) {
        throw outcome.report(error);
      }
      return { written: outcome.written };
    },
  };
}

/**
 * @param {{ zone: Zone, swaps: readonly Swap[], options: CallOptions, request: ReturnType<typeof
 * createRequest>, outcome: WriteOutcome }} given
 */
async function swapOnce({ zone, swaps, options, request, outcome }) {
  const { version, rrsets } = existing(await request("GET", zone.id, options));
  outcome.looked();
  const open = openSwaps(swaps, rrsets);
  if (open.length === 0) return;
  const places = open.map(keyOfSwap);
  const untouched = rrsets.filter(
    ({ owner, type }) => !places.some((place) => place.owner === owner && place.type === type),
  );
  const next = [...untouched, ...open.flatMap(({ after }) => after ?? [])];
  outcome.sent(open);
  await request("PUT", zone.id, options, { version, rrsets: next }).catch((/** @type {unknown} */ error) => {
    // A refusal is an answer, no answer is none.
    if (isOnboardError(error) && error.code !== "API_UNAVAILABLE") outcome.refused();
    throw error;
  });
}

/** @param {Document | undefined} found */
function existing(found) {
  if (found === undefined) throw refusal(404);
  return found;
}

/** @type {Readonly<Record<number, readonly [code: ErrorCode, message: string, hint: string]>>} */
const REFUSALS = {
  401: [
    "CREDENTIALS_REJECTED",
    "The DNS host does not accept the key",
    "Check the key of the provider inhouse in the config.",
  ],
  403: ["RIGHTS_MISSING", "The key may not do this", "Allow the key to write to the zone."],
  404: [
    "ZONE_NOT_FOUND",
    "The DNS host no longer has the zone",
    "Look whether somebody removed it, then run the same command again.",
  ],
  412: [
    "RRSET_CHANGED",
    "Somebody else keeps writing to the zone",
    "Run the same command again: it reads and plans anew.",
  ],
  422: [
    "RECORD_IN_THE_WAY",
    "The DNS host does not take the records",
    "Remove the record in the way, or choose another sender domain.",
  ],
  429: [
    "API_RATE_LIMITED",
    "The DNS host asks for fewer requests",
    "Wait a minute and run the same command again.",
  ],
};

/**
 * @param {AdapterContext} context
 * @param {number} requestMs
 */
function createRequest({ settings, userAgent, admit }, requestMs) {
  /**
   * One attempt: the document; undefined for a zone that is not there.
   * @param {"GET" | "PUT"} method
   * @param {string} zoneId
   * @param {CallOptions} options
   * @param {Pick<Document, "version" | "rrsets">} [next]
   * @returns {Promise<Document | undefined>}
   */
  return async (method, zoneId, { signal }, next) => {
    signal?.throwIfAborted();
    await admit(signal);
    const deadline = AbortSignal.timeout(requestMs);
    const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    const headers = {
      authorization: `Bearer ${settings["key"]}`,
      "user-agent": userAgent,
      ...(next && { "if-match": next.version }),
    };
    try {
      const response = await fetch(`${settings["url"]}/zones/${zoneId}`, {
        method,
        headers,
        ...(next && { body: JSON.stringify({ rrsets: next.rrsets }) }),
        redirect: "error",
        signal: ended,
      });
      // With redirect: "error" Node 20's fetch forgets its signal when garbage is collected after the headers: a body
      // that stalls would never end (Node 20.20, and no longer 24; November 2026).
      const text = await unlessAborted(ended, response.text());
      if (response.status === 404 && method === "GET") return undefined;
      if (!response.ok) throw refusal(response.status);
      return text === "" ? undefined : JSON.parse(text);
    } catch (error) {
      signal?.throwIfAborted();
      throw isOnboardError(error) ? error : unavailable(error);
    }
  };
}

/** @param {number} status */
function refusal(status) {
  const [code, message, hint] = REFUSALS[status] ?? [
    "API_UNAVAILABLE",
    "The DNS host failed",
    "Run the same command again.",
  ];
  return new OnboardError(code, `${message} (HTTP status ${status}).`, { hint, facts: { status } });
}

/** @param {unknown} cause */
function unavailable(cause) {
  return new OnboardError("API_UNAVAILABLE", "The DNS host can't be reached, or answers in another form.", {
    hint: "Check the url of the provider inhouse in the config, then run the same command again.",
    cause,
  });
}

/**
 * @param {unknown} error
 * @returns {RetryAdvice}
 */
function adviceFor(error) {
  return wasOutrun(error) ? { retry: true } : adviseRetry(error);
}

/**
 * Somebody wrote between our reading and our write. The next attempt reads again, and refuses only when it
 * was our records that changed. @param {unknown} error
 */
function wasOutrun(error) {
  return isOnboardError(error) && error.facts["status"] === 412;
}
