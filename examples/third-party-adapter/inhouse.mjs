// @ts-check
// An adapter for a DNS host of one's own, built on nothing but the public entry of ses-onboard. The host,
// made up for this example, serves a whole zone as one JSON document with a version:
//
//   GET /zones/example.com                 → 200 { version, nameServers, rrsets }, or 404
//   PUT /zones/example.com  { rrsets }     → 204; 412 when If-Match is not the version that stands; 422 when
// it does not take a record
//
// A version for each state is all that a swap needs to be atomic.
import { OnboardError, findRRset, isAtOrBelow, isOnboardError, placeOf, retry, sameRRset } from "ses-onboard";

/**
 * @import { AdapterContext, CallOptions, DnsProvider, ErrorCode, ProviderMeta, RRset, RetryAdvice,
 * RetryPolicy, Swap, Zone } from "ses-onboard"
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
    { name: "url", summary: "Where the DNS host's API is.", secret: false, required: true },
    { name: "key", summary: "Key of the API.", secret: true, required: true },
  ],
  rights: ["write to the zone"],
  traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
  nameServers: [/\.dns\.example\.com$/],
  isConfigured: () => false,
  url: "https://dns.example.com/docs",
};

/** @type {RetryPolicy} */
const PERSISTENCE = { attempts: 5, firstPauseMs: 250, longestPauseMs: 5_000, deadlineMs: 60_000 };
const ATTEMPT_MS = 10_000;

/**
 * @param {AdapterContext} context
 * @returns {Promise<DnsProvider>}
 */
export async function createProvider(context) {
  const request = createRequest(context);
  /** @type {<T>(attempt: () => Promise<T>, options: CallOptions) => Promise<T>} */
  const persist = (attempt, { signal }) => retry(attempt, adviceFor, PERSISTENCE, { clock: context, signal });

  return {
    name: meta.id,
    traits: meta.traits,

    async zonesAt(apex, options) {
      const found = await persist(() => request("GET", apex, options), options);
      return found === undefined ? [] : [{ apex, id: apex, nameServers: found.nameServers }];
    },

    async readRRsets(zone, owners, options) {
      const { rrsets } = existing(await persist(() => request("GET", zone.id, options), options));
      return rrsets.filter((rrset) => owners.includes(rrset.owner));
    },

    async apply(zone, swaps, options) {
      for (const swap of swaps) refuseOutside(zone, swap);
      // Reading, comparing and writing are repeated as one: after a lost answer the goal stands there, and
      // nothing is written twice.
      const fate = { written: 0, mayHaveArrived: false };
      try {
        await persist(() => swapOnce({ zone, swaps, options, request, fate }), options);
        return { written: fate.written };
      } catch (error) {
        throw fate.mayHaveArrived && isOnboardError(error) ? uncertain(error) : error;
      }
    },
  };
}

/**
 * @param {{ zone: Zone, swaps: readonly Swap[], options: CallOptions, request: ReturnType<typeof
 * createRequest>, fate: { written: number, mayHaveArrived: boolean } }} given
 */
async function swapOnce({ zone, swaps, options, request, fate }) {
  const { version, rrsets } = existing(await request("GET", zone.id, options));
  const open = swaps.filter((swap) => !sameRRset(standing(rrsets, swap), swap.after));
  if (open.length === 0) return;
  for (const swap of open) refuseStale(rrsets, swap);
  const untouched = rrsets.filter((rrset) => !open.some((swap) => sameRRset(swap.before, rrset)));
  const next = [...untouched, ...open.flatMap(({ after }) => after ?? [])];
  fate.written = open.length;
  fate.mayHaveArrived = true;
  await request("PUT", zone.id, options, { version, rrsets: next }).catch((/** @type {unknown} */ error) => {
    // A refusal is an answer: nothing was done.
    fate.mayHaveArrived = isOf(error, "API_UNAVAILABLE");
    throw error;
  });
}

/**
 * @param {readonly RRset[]} rrsets
 * @param {Swap} swap
 */
function standing(rrsets, swap) {
  const { owner, type } = placeOf(swap);
  return findRRset(rrsets, owner, type);
}

/**
 * @param {readonly RRset[]} rrsets
 * @param {Swap} swap
 */
function refuseStale(rrsets, swap) {
  const found = standing(rrsets, swap);
  if (sameRRset(found, swap.before)) return;
  const { owner, type } = placeOf(swap);
  throw new OnboardError(
    "RRSET_CHANGED",
    `The ${type} records at ${owner} are no longer those that were read.`,
    {
      hint: "Run the same command again: it reads and plans anew.",
      facts: { owner, type, expected: swap.before ?? null, found: found ?? null },
    },
  );
}

/**
 * @param {Zone} zone
 * @param {Swap} swap
 */
function refuseOutside(zone, swap) {
  const { owner } = placeOf(swap);
  if (!isAtOrBelow(owner, zone.apex)) throw new RangeError(`${owner} is not in the zone ${zone.apex}`);
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

/** @param {AdapterContext} context */
function createRequest({ settings, userAgent, admit }) {
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
    const deadline = AbortSignal.timeout(ATTEMPT_MS);
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
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      });
      const text = await response.text();
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

/** A write whose fate is unknown must not be taken for one that was not done. @param {OnboardError} error */
function uncertain({ code, message, hint, facts, cause }) {
  return new OnboardError(code, message, { hint, facts: { ...facts, mayHaveArrived: true }, cause });
}

/**
 * @param {unknown} error
 * @returns {RetryAdvice}
 */
function adviceFor(error) {
  return { retry: isOf(error, "API_RATE_LIMITED") || isOf(error, "API_UNAVAILABLE") || wasOutrun(error) };
}

/**
 * Somebody wrote between our reading and our write. The next attempt reads again, and refuses only when it
 * was our records that changed. @param {unknown} error
 */
function wasOutrun(error) {
  return isOnboardError(error) && error.facts["status"] === 412;
}

/** @param {unknown} error @param {ErrorCode} code */
function isOf(error, code) {
  return isOnboardError(error) && error.code === code;
}
