import type { DomainName } from "../dns/domain-name.ts";
import type { CallOptions } from "../dns/provider.ts";
import { isOnboardError, OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import type { CreateOptions, Identity, IdentityList } from "../plan/identity.ts";
import { parseTencentEndpoint } from "../tencent/endpoint.ts";
import { findServerTime } from "../tencent/server-time.ts";
import { identityFrom } from "./attributes.ts";
import { createListing } from "./listing.ts";
import { createSesCall, UNKNOWN_DOMAIN, type SesCall, type SesCallContext } from "./call.ts";

// Tencent's SDK behind the port Identities. Read identities.ts, call.ts, attempt.ts; api-codes.ts, rules.ts
// and errors.ts say what a failure means, attributes.ts what SES asks for.

export interface IdentitiesConfig extends SesCallContext {
  readonly site: "international" | "china";
  /** Ends what is asked for all domains together. */
  readonly signal?: AbortSignal | undefined;
}

/** The sender domains of one account, by Tencent's official SDK (API version 2020-10-02). */
export interface SesIdentities {
  readonly site: "international" | "china";
  readonly region: string;
  readonly get: (domain: DomainName, options: CallOptions) => Promise<Identity | undefined>;
  readonly list: (options: CallOptions) => Promise<IdentityList>;
  readonly ensure: (
    domain: DomainName,
    options: CallOptions & CreateOptions,
  ) => Promise<Identity & { readonly created: boolean }>;
  readonly verify: (domain: DomainName, options: CallOptions) => Promise<Identity>;
  readonly time: SesTime;
}

type SesTime = (options: CallOptions) => Promise<number | undefined>;

/**
 * Nothing is contacted and no SDK is loaded before the first call.
 * @throws OnboardError CONFIG_INVALID for the endpoint
 */
export function createIdentities(config: IdentitiesConfig): SesIdentities {
  const call = createSesCall(config);
  const listing = createListing(config, config.signal);
  return {
    site: config.site,
    region: config.region,
    get: (domain, options) => findIdentity(call, domain, options),
    list: (options) => listing.read(options),
    async ensure(domain, options) {
      let isSent = false;
      const onSend = () => {
        isSent = true;
      };
      try {
        const identity = await createOrAdopt(call, domain, { ...options, onSend });
        if (identity.created) listing.countCreated();
        return identity;
      } catch (error) {
        // Whatever is no refusal may come after the domain was created: it counts against a limit of one's own.
        if (isSent && !isRefusal(error)) listing.countCreated();
        throw isSent && options.signal?.aborted === true ? mayExist(domain, error) : error;
      }
    },
    time: sesTime(config),
    async verify(domain, options) {
      return identityFrom(
        domain,
        await call({ action: "UpdateEmailIdentity", parameters: { EmailIdentity: domain } }, options),
      );
    },
  };
}

/** SES's own clock, also for somebody without keys. */
export function sesTime({ endpoint, env }: Pick<SesCallContext, "endpoint" | "env">): SesTime {
  return ({ signal }) => {
    const asked = { endpoint: parseTencentEndpoint(endpoint, "SES"), env, waitMs: LONGEST_TIME_MS };
    return findServerTime(asked, signal);
  };
}

/** For as long as a server that is slow to answer needs. */
const LONGEST_TIME_MS = 10_000;

async function findIdentity(
  call: SesCall,
  domain: DomainName,
  options: CallOptions,
): Promise<Identity | undefined> {
  const request = { action: "GetEmailIdentity", parameters: { EmailIdentity: domain } } as const;
  try {
    return identityFrom(domain, await call({ ...request, mayBeUnknown: true }, options));
  } catch (error) {
    if (isApiError(error, UNKNOWN_DOMAIN)) return undefined;
    throw error;
  }
}

/** Parameter DKIMOption of Create: 0 is 1024 bits, 1 is 2048 (API page, November 2026). */
const DKIM_OPTION = { 1024: 0, 2048: 1 } as const;

async function createOrAdopt(
  call: SesCall,
  domain: DomainName,
  { dkimBits, tags = [], onSend, ...options }: CallOptions & CreateOptions & { readonly onSend: () => void },
) {
  const TagList = tags.map(({ key, value }) => ({ TagKey: key, TagValue: value }));
  const parameters = {
    EmailIdentity: domain,
    DKIMOption: DKIM_OPTION[dkimBits],
    ...(TagList.length === 0 ? {} : { TagList }),
  };
  try {
    const answer = await call({ action: "CreateEmailIdentity", parameters, onSend }, options);
    return { ...identityFrom(domain, answer), created: true };
  } catch (error) {
    if (!isApiError(error, "InvalidParameterValue.RepeatCreation")) throw error;
    const request = { action: "GetEmailIdentity", parameters: { EmailIdentity: domain } } as const;
    const adopted = identityFrom(domain, await call(request, options));
    // An earlier attempt of this call, whose answer was lost, created it.
    return { ...adopted, created: Number(error.facts["attempts"]) > 1 };
  }
}

/** Create can't be undone, so whoever interrupts it must know that it was under way. */
function mayExist(domain: DomainName, cause: unknown): OnboardError {
  return new OnboardError(
    "API_UNAVAILABLE",
    phrase`Interrupted while SES was asked to create ${domain}: the identity may exist, and count for the quota.`,
    {
      hint: phrase`Run the same command again: it looks first, and goes on with what is there.`,
      facts: { api: "ses", action: "CreateEmailIdentity", domain, mayHaveArrived: true },
      cause,
    },
  );
}

/** SES's own "no" to the first attempt: one to a later attempt says nothing of those before. */
function isRefusal(error: unknown): boolean {
  return isOnboardError(error) && error.facts["apiCode"] !== undefined && error.facts["attempts"] === 1;
}

function isApiError(error: unknown, apiCode: string): error is OnboardError {
  return isOnboardError(error) && error.facts["apiCode"] === apiCode;
}
