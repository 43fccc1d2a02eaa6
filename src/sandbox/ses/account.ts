import { findDomainName, labelsOf, type DomainName } from "../../dns/domain-name.ts";
import type { Resolve } from "../dns/resolver.ts";
import { judgeAttribute } from "./acceptance.ts";
import { createAttributes, type DkimBits, type SesAttribute, type SesProfile } from "./attributes.ts";

/** An error as the API words it. */
export class SesFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface SesIdentity {
  readonly domain: DomainName;
  /** Once true it stays: SES goes on sending when a record is lost later. */
  readonly verified: boolean;
  readonly attributes: readonly SesAttribute[];
}

export interface SesAccountOptions {
  readonly profile?: SesProfile | undefined;
  /** How many identities the account may ever create. */
  readonly quota?: number | undefined;
  /** Domains that another account holds. */
  readonly heldByOthers?: readonly DomainName[] | undefined;
  /** Whether the MX must be SES's; by default any will do, as users report. */
  readonly mxMustBeOurs?: boolean | undefined;
  readonly resolve: Resolve;
}

/** The identities of one account, and the rules by which they come and are verified. */
export class SesAccount {
  readonly #identities = new Map<DomainName, SesIdentity>();
  readonly #options: SesAccountOptions;
  #flaps = 0;

  constructor(options: SesAccountOptions) {
    this.#options = options;
  }

  get identities(): readonly SesIdentity[] {
    return [...this.#identities.values()];
  }

  /** The next so many looks see nothing, whatever is published. */
  flap(times: number): void {
    this.#flaps = times;
  }

  create(text: string, bits: DkimBits): SesIdentity {
    const domain = parseIdentity(text);
    this.#assertFree(domain);
    const attributes = createAttributes(domain, this.#options.profile ?? "full", bits);
    return this.#keep({ domain, verified: false, attributes });
  }

  /** What the last look saw; this is not a look. */
  get(text: string): SesIdentity {
    const identity = this.#identities.get(parseIdentity(text));
    if (identity === undefined)
      throw new SesFault("InvalidParameterValue.NotExistDomain", "The domain name does not exist.");
    return identity;
  }

  /** Look every record up, now. */
  async update(text: string): Promise<SesIdentity> {
    const { domain, attributes } = this.get(text);
    const seen = this.#flaps > 0 ? attributes.map(unseen) : await this.#lookUp(attributes);
    this.#flaps = Math.max(0, this.#flaps - 1);
    const verified = this.get(domain).verified || seen.every((attribute) => attribute.Status);
    return this.#keep({ domain, verified, attributes: seen });
  }

  async #lookUp(attributes: readonly SesAttribute[]): Promise<readonly SesAttribute[]> {
    const { resolve, mxMustBeOurs = false } = this.#options;
    try {
      return await Promise.all(
        attributes.map(async (one) =>
          judgeAttribute(one, await resolve(one.SendDomain, one.Type), mxMustBeOurs),
        ),
      );
    } catch (error) {
      throw new SesFault(
        "FailedOperation.ServiceNotAvailable",
        `The request has not taken effect, please try again: ${String(error)}`,
      );
    }
  }

  #assertFree(domain: DomainName): void {
    const { heldByOthers = [], quota = 10 } = this.#options;
    if (this.#identities.has(domain)) {
      throw new SesFault(
        "InvalidParameterValue.RepeatCreation",
        "You have already created this domain name.",
      );
    }
    if (heldByOthers.includes(domain)) {
      throw new SesFault(
        "InvalidParameterValue.CreatedByOther",
        "This domain name has been created by another account.",
      );
    }
    if (this.#identities.size >= quota) {
      throw new SesFault(
        "OperationDenied.ExceedDomainLimit",
        "You have reached the maximum number of domain names.",
      );
    }
  }

  #keep(identity: SesIdentity): SesIdentity {
    this.#identities.set(identity.domain, identity);
    return identity;
  }
}

function unseen({ Type, SendDomain, ExpectedValue }: SesAttribute): SesAttribute {
  return { Type, SendDomain, ExpectedValue, CurrentValue: "", Status: false };
}

function parseIdentity(text: string): DomainName {
  const domain = findDomainName(text);
  if (domain !== undefined && labelsOf(domain).length > 1) return domain;
  throw new SesFault(
    "InvalidParameterValue.InvalidEmailIdentity",
    "The email identity is not a valid domain name.",
  );
}
