import {
  adviseRetry,
  canonicalTarget,
  checkedSwap,
  createPersist,
  createReadLag,
  createWriteOutcome,
  findDomainName,
  isOnboardError,
  keyOfSwap,
  OnboardError,
  quoteTxt,
  refuseOutside,
  unlessAborted,
  valueOfPresentation,
  type AdapterContext,
  type Admit,
  type CallOptions,
  type DnsProvider,
  type DomainName,
  type ErrorCode,
  type Persist,
  type ProviderTraits,
  type ReadLag,
  type Receipt,
  type RetryAdvice,
  type RetryPolicy,
  type RRset,
  type RRType,
  type Swap,
  type Zone,
} from "../../../providers/adapter.ts";

// An adapter for PowerDNS' HTTP API (4.7), on nothing but the entry for adapters: a host whose writes replace
// whole record sets and that has no compare-and-swap, with traits that say so. Each of its steps is a method, so
// that mutants.test.ts can break one.

const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 250, longestPauseMs: 4_000, deadlineMs: 30_000 };
const REQUEST_MS = 10_000;
/** Types whose values name hosts, which PowerDNS wants with the final dot (else 422). */
const NAMING: ReadonlySet<RRType> = new Set(["CNAME", "MX", "NS", "PTR"]);

export interface HostRRset {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly { readonly content: string; readonly disabled: boolean }[];
}

type Change =
  | (HostRRset & { readonly changetype: "REPLACE" })
  | (Pick<HostRRset, "name" | "type"> & { readonly changetype: "DELETE" });

interface HttpRequest {
  readonly method: "GET" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
}

interface Sending {
  readonly options: CallOptions;
  readonly admit: Admit;
}

interface AtZone extends Sending {
  readonly zone: Zone;
}

export interface PowerDnsLimits {
  readonly requestMs?: number | undefined;
  /** Where the API reads from a replica of the database. */
  readonly readLagMs?: number | undefined;
}

export class PowerDnsProvider implements DnsProvider {
  readonly name = "powerdns";
  readonly traits: ProviderTraits;
  protected readonly context: AdapterContext;
  protected readonly lag: ReadLag;
  readonly #persist: Persist;
  readonly #requestMs: number;

  constructor(context: AdapterContext, { requestMs = REQUEST_MS, readLagMs }: PowerDnsLimits = {}) {
    this.context = context;
    this.#requestMs = requestMs;
    this.#persist = createPersist(context, POLICY, (error) => this.advise(error));
    this.lag = createReadLag(context.clock, readLagMs);
    this.traits = {
      swap: "checked",
      writes: "rrset",
      batch: "all-or-nothing",
      replace: "in-place",
      minTtl: 0,
      ...(readLagMs === undefined ? {} : { readLagMs }),
    };
  }

  zonesAt(apex: DomainName, options: CallOptions): Promise<readonly Zone[]> {
    const path = `/zones?zone=${encodeURIComponent(`${apex}.`)}`;
    return this.#persist(options, async () => {
      const sent = { options, admit: this.context.admit };
      const zones = (await this.request({ method: "GET", path }, sent)) as { id: string; name: string }[];
      return zones
        .filter(({ name }) => findDomainName(name) === apex)
        .map(({ id }) => ({ apex, id, nameServers: undefined }));
    });
  }

  readRRsets(zone: Zone, owners: readonly DomainName[], options: CallOptions): Promise<readonly RRset[]> {
    return this.#persist(options, () => this.read({ zone, options, admit: this.context.admit }, owners));
  }

  async apply(zone: Zone, swaps: readonly Swap[], options: CallOptions): Promise<Receipt> {
    options.signal?.throwIfAborted();
    refuseOutside(zone.apex, swaps);
    if (swaps.length === 0) return { written: 0 };
    const outcome = createWriteOutcome();
    const owners = [...new Set(swaps.map((swap) => keyOfSwap(swap).owner))];
    const attempt = (): Promise<void> =>
      checkedSwap({
        swaps,
        options,
        outcome,
        context: this.context,
        lag: this.lag,
        read: async (admit) => ({ rrsets: await this.read({ zone, options, admit }, owners) }),
        write: (open, _listing, admit) => this.write({ zone, options, admit }, open),
      });
    try {
      await this.#persist(options, attempt);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw outcome.report(error);
    }
    return { written: outcome.written };
  }

  /** The whole zone: the API's filter by name and type may let others through, and knows one name only. */
  protected async read(at: AtZone, owners: readonly DomainName[]): Promise<readonly RRset[]> {
    const path = `/zones/${at.zone.id}`;
    const { rrsets } = (await this.request({ method: "GET", path }, at)) as { rrsets: HostRRset[] };
    return rrsets.flatMap(toRRset).filter(({ owner }) => owners.includes(owner));
  }

  protected async write(at: AtZone, open: readonly Swap[]): Promise<void> {
    const rrsets = open.map(toChange);
    await this.request({ method: "PATCH", path: `/zones/${at.zone.id}`, body: { rrsets } }, at);
  }

  protected advise(error: unknown): RetryAdvice {
    return adviseRetry(error);
  }

  /** One request: admitted, with a deadline of its own, and whatever fails in our words. */
  protected async request({ method, path, body }: HttpRequest, at: Sending): Promise<unknown> {
    const { signal } = at.options;
    await this.admit(at.admit, signal);
    const deadline = AbortSignal.timeout(this.#requestMs);
    const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      const response = await fetch(`${this.context.settings["url"]}${path}`, {
        method,
        headers: { "x-api-key": this.key, "user-agent": this.context.userAgent },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "error",
        signal: ended,
      });
      // With redirect: "error" Node 20's fetch forgets its signal when garbage is collected after the headers.
      const text = await unlessAborted(ended, response.text());
      if (!response.ok) throw this.refusal(response.status, text);
      return text === "" ? undefined : JSON.parse(text);
    } catch (error) {
      signal?.throwIfAborted();
      throw isOnboardError(error) ? error : unavailable(error);
    }
  }

  protected async admit(admit: Admit, signal: AbortSignal | undefined): Promise<void> {
    await admit(signal);
  }

  protected get key(): string {
    return this.context.settings["key"] ?? "";
  }

  /** 401 and 404 come as plain text, 422 as `{ error }`. */
  protected refusal(status: number, text: string): OnboardError {
    const code = CODES[status] ?? (status >= 500 ? "API_UNAVAILABLE" : "API_SURPRISE");
    return new OnboardError(code, `PowerDNS refuses with status ${status}.`, {
      hint: "Look at the facts for what it says.",
      facts: { status, said: text.slice(0, 200) },
    });
  }
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: "CREDENTIALS_REJECTED",
  403: "RIGHTS_MISSING",
  404: "ZONE_NOT_FOUND",
  422: "VALUE_REJECTED",
  429: "API_RATE_LIMITED",
};

function unavailable(cause: unknown): OnboardError {
  return new OnboardError("API_UNAVAILABLE", "PowerDNS can't be reached, or answers in another form.", {
    hint: "Check the url of the provider, then run the same command again.",
    cause,
  });
}

export function toRRset({ name, type, ttl, records }: HostRRset): readonly RRset[] {
  const owner = findDomainName(name);
  const served = records.filter(({ disabled }) => !disabled);
  if (owner === undefined || served.length === 0) return [];
  return [{ owner, type, ttl, values: served.map(({ content }) => valueOfPresentation(type, content)) }];
}

export function toHostRRset({ owner, type, ttl, values }: RRset): HostRRset {
  return {
    name: `${owner}.`,
    type,
    ttl,
    records: values.map((value) => ({ content: contentOf(type, value), disabled: false })),
  };
}

function toChange(swap: Swap): Change {
  const { owner, type } = keyOfSwap(swap);
  if (swap.after === undefined) return { name: `${owner}.`, type, changetype: "DELETE" };
  return { ...toHostRRset(swap.after), changetype: "REPLACE" };
}

function contentOf(type: RRType, value: string): string {
  if (type === "TXT") return quoteTxt(value);
  return NAMING.has(type) ? `${canonicalTarget(value)}.` : value;
}
