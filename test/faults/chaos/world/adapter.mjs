// @ts-check
// One adapter for a DNS host of every kind of traits: who imports it says which. Written on the entry for adapters
// alone, as somebody outside would; its host is trait-host.ts, an own fake.
import {
  OnboardError,
  adviseRetry,
  checkedSwap,
  createPersist,
  createReadLag,
  createWriteOutcome,
  isOnboardError,
  keyOfSwap,
  openSwaps,
  refuseOutside,
  unlessAborted,
} from "ses-onboard/adapter";

/**
 * @import { AdapterContext, AdapterModule, Admit, CallOptions, ErrorCode, ProviderTraits, RetryAdvice, RetryPolicy,
 * RRset, Swap, WriteOutcome, Zone } from "ses-onboard/adapter"
 */
/** @typedef {{ readonly nameServers: Zone["nameServers"], readonly rrsets: readonly RRset[] }} Document */
/** @typedef {ReturnType<typeof createRequest>} Request */
/**
 * @typedef {{ readonly zone: Zone, readonly swaps: readonly Swap[], readonly options: CallOptions, readonly outcome:
 * WriteOutcome, readonly request: Request, readonly traits: ProviderTraits, readonly admit: Admit, readonly clock: AdapterContext["clock"] }} Writing
 */

/** @type {RetryPolicy} */
const PERSISTENCE = { attempts: 4, firstPauseMs: 100, longestPauseMs: 1_000, deadlineMs: 20_000 };
const REQUEST_MS = 5_000;
/** A value that was taken away has to come back: its second half is sent this often. */
const GAP_ATTEMPTS = 6;
const GAP_PAUSE_MS = 300;

/**
 * @param {ProviderTraits} traits
 * @param {number} [requestMs] the deadline of each request
 * @returns {AdapterModule}
 */
export function adapterWith(traits, requestMs = REQUEST_MS) {
  /** @type {AdapterModule["meta"]} */
  const meta = {
    id: "traits",
    title: "A DNS host of these traits",
    settings: [
      { name: "url", summary: "Where the DNS host's API is.", secret: false, required: true },
      { name: "key", summary: "Key of the API.", secret: true, required: true },
    ],
    rights: ["write to the zone"],
    traits,
    nameServers: [],
    isConfigured: () => false,
    url: "https://dns.example.com/docs",
    grade: "own fake",
  };
  return { meta, createProvider: (context) => createProvider(traits, context, requestMs) };
}

/**
 * @param {ProviderTraits} traits
 * @param {AdapterContext} context
 * @param {number} requestMs
 * @returns {ReturnType<AdapterModule["createProvider"]>}
 */
async function createProvider(traits, context, requestMs) {
  const request = createRequest(context, requestMs);
  const persist = createPersist(context, PERSISTENCE, adviceFor);
  const lag = createReadLag(context.clock, traits.readLagMs);
  return {
    name: "traits",
    traits,
    async zonesAt(apex, options) {
      const found = await persist(options, () => request.read(apex, options, context.admit));
      return found === undefined ? [] : [{ apex, id: apex, nameServers: found.nameServers }];
    },
    async readRRsets(zone, owners, options) {
      const { rrsets } = existing(
        await persist(options, () => request.read(zone.id, options, context.admit)),
      );
      return rrsets.filter((rrset) => owners.includes(rrset.owner));
    },
    async apply(zone, swaps, options) {
      refuseOutside(zone.apex, swaps);
      const outcome = createWriteOutcome();
      const writing = {
        zone,
        swaps,
        options,
        outcome,
        request,
        traits,
        admit: context.admit,
        clock: context.clock,
      };
      /** @param {Admit} admit */
      const read = async (admit) => existing(await request.read(zone.id, options, admit));
      const once =
        traits.swap === "atomic"
          ? () => swapAtomically(writing)
          : () =>
              checkedSwap({
                swaps,
                options,
                context,
                outcome,
                lag,
                read,
                write: (open, _listing, admit) => write({ ...writing, admit }, open),
              });
      try {
        await persist(options, once);
      } catch (error) {
        throw outcome.report(error);
      }
      return { written: outcome.written };
    },
  };
}

/** @param {Writing} writing */
async function swapAtomically(writing) {
  const { zone, swaps, options, outcome, request, admit } = writing;
  const { rrsets } = existing(await request.read(zone.id, options, admit));
  outcome.looked();
  const open = openSwaps(swaps, rrsets);
  if (open.length === 0) return;
  outcome.sent(open);
  await write(writing, open).catch((/** @type {unknown} */ error) => {
    // Of several requests an earlier one may have been carried out.
    const isAnswer = isOnboardError(error) && !UNANSWERED.has(error.code);
    if (isAnswer && writing.traits.batch === "all-or-nothing") outcome.refused();
    throw error;
  });
}

const UNANSWERED = new Set(["API_UNAVAILABLE", "API_SURPRISE"]);

/**
 * @param {Writing} writing
 * @param {readonly Swap[]} open
 */
async function write({ zone, options, request, traits, admit, clock }, open) {
  const batches = traits.batch === "all-or-nothing" ? [open] : open.map((swap) => [swap]);
  for (const batch of batches) {
    const changes = batch.map((swap) => changeOf(swap, traits));
    if (traits.replace === "in-place") {
      await request.change(zone.id, changes, options, admit);
      continue;
    }
    const taken = changes.filter(({ remove }) => (remove ?? []).length > 0);
    if (taken.length > 0) {
      const removals = taken.map((change) => ({ ...change, add: [] }));
      await request.change(zone.id, removals, options, admit);
    }
    const rest = changes.map((change) => ({ ...change, remove: [] }));
    const send = () => request.change(zone.id, rest, options, admit);
    await (taken.length > 0 ? closeGap(clock, send) : send());
  }
}

/**
 * To its end, also when the run is interrupted: a value that somebody relies on is away meanwhile.
 * @param {AdapterContext["clock"]} clock
 * @param {() => Promise<void>} send
 */
async function closeGap(clock, send) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === GAP_ATTEMPTS || !adviseRetry(error).retry) throw error;
      await clock.sleep(GAP_PAUSE_MS);
    }
  }
}

/**
 * @param {Swap} swap
 * @param {ProviderTraits} traits
 */
function changeOf(swap, { swap: how, writes }) {
  const { before, after } = swap;
  const { owner, type } = keyOfSwap(swap);
  const [old, next] = [before?.values ?? [], after?.values ?? []];
  const expected = how === "atomic" ? { expected: before ?? null } : {};
  if (writes !== "value") return { owner, type, ...expected, set: after ?? null };
  return {
    owner,
    type,
    ...expected,
    ttl: after?.ttl,
    add: next.filter((value) => !old.includes(value)),
    remove: old.filter((value) => !next.includes(value)),
  };
}

/** @type {Readonly<Record<number, readonly [code: ErrorCode, message: string, hint: string]>>} */
const REFUSALS = {
  401: ["CREDENTIALS_REJECTED", "The DNS host does not accept the key", "Check the key."],
  403: ["RIGHTS_MISSING", "The key may not do this", "Allow the key to write to the zone."],
  404: ["ZONE_NOT_FOUND", "The DNS host does not have the zone", "Look whether somebody removed it."],
  409: ["RRSET_CHANGED", "Somebody else wrote to these records", "Run the same command again."],
  422: ["RECORD_IN_THE_WAY", "The DNS host does not take the records", "Remove the record in the way."],
  429: ["API_RATE_LIMITED", "The DNS host asks for fewer requests", "Wait a minute and run again."],
};

/**
 * @param {AdapterContext} context
 * @param {number} requestMs
 */
function createRequest({ settings, userAgent }, requestMs) {
  /**
   * @param {string} path
   * @param {CallOptions} options
   * @param {Admit} admit
   * @param {unknown} [body]
   */
  const send = async (path, { signal }, admit, body) => {
    signal?.throwIfAborted();
    await admit(signal);
    const deadline = AbortSignal.timeout(requestMs);
    const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      const response = await fetch(`${settings["url"]}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${settings["key"]}`, "user-agent": userAgent },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "error",
        signal: ended,
      });
      const text = await unlessAborted(ended, response.text());
      return { status: response.status, text };
    } catch (error) {
      signal?.throwIfAborted();
      throw unavailable(error);
    }
  };
  return {
    /**
     * Undefined for a zone that is not there.
     * @param {string} zone
     * @param {CallOptions} options
     * @param {Admit} admit
     */
    read: async (zone, options, admit) => {
      const { status, text } = await send(`/zones/${zone}`, options, admit);
      if (status === 404) return undefined;
      if (status !== 200) throw refusal(status);
      return parseDocument(text);
    },
    /**
     * @param {string} zone
     * @param {unknown} changes
     * @param {CallOptions} options
     * @param {Admit} admit
     */
    change: async (zone, changes, options, admit) => {
      const { status, text } = await send(`/zones/${zone}/changes`, options, admit, { changes });
      // Whatever is answered in its place, a page or nothing, is no "done".
      if (status !== 200 || text !== '{"done":true}') throw refusal(status);
    },
  };
}

/**
 * @param {string} text
 * @returns {Document}
 */
function parseDocument(text) {
  /** @type {unknown} */
  let found;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw unavailable(error);
  }
  const { nameServers, rrsets } = Object(found);
  if (!Array.isArray(rrsets) || !Array.isArray(nameServers))
    throw new OnboardError("API_SURPRISE", "The DNS host answers in another form.", {
      hint: "Look for a proxy in between.",
    });
  return { nameServers, rrsets };
}

/**
 * @param {Document | undefined} found
 * @returns {Document}
 */
function existing(found) {
  if (found === undefined) throw refusal(404);
  return found;
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
    hint: "Run the same command again.",
    cause,
  });
}

/**
 * Somebody wrote between our reading and our write: what is read next tells whether it was our records.
 * @param {unknown} error
 * @returns {RetryAdvice}
 */
function adviceFor(error) {
  return isOnboardError(error) && error.facts["status"] === 409 ? { retry: true } : adviseRetry(error);
}
