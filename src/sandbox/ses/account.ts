import { findDomainName, labelsOf, type DomainName } from "../../dns/domain-name.ts";
import type { Resolve } from "../dns/resolver.ts";
import { TencentFault } from "../tencent/faults.ts";
import { judgeAttribute } from "./acceptance.ts";
import {
  createAttributes,
  createLateAttribute,
  type DkimOption,
  type SesAttribute,
  type SesProfile,
  type SesTag,
} from "./attributes.ts";

export interface SesIdentity {
  readonly domain: DomainName;
  /** Once true it stays: SES goes on sending when a record is lost later. */
  readonly verified: boolean;
  readonly attributes: readonly SesAttribute[];
  readonly dkimOption: DkimOption;
  readonly tags: readonly SesTag[];
}

/** Reputation levels, as List tells them: of each domain, and the highest that one may reach. */
export interface SesLevels {
  readonly current: number;
  /** Mails a day. */
  readonly dailyQuota: number;
  readonly max: number;
  readonly maxDailyQuota: number;
}

/** A new account: level 1 of 20 (Tencent's page on reputation levels, November 2026). */
const NEW_ACCOUNT: SesLevels = { current: 1, dailyQuota: 500, max: 20, maxDailyQuota: 1_000_000 };

export interface SesAccountOptions {
  readonly profile?: SesProfile | undefined;
  /** How many identities the account may ever create. */
  readonly quota?: number | undefined;
  /** Domains that another account holds. */
  readonly heldByOthers?: readonly DomainName[] | undefined;
  /** Whether the MX must be SES's; by default any will do, as users report. */
  readonly mxMustBeOurs?: boolean | undefined;
  readonly levels?: SesLevels | undefined;
  /** How many questions after its Create an identity is still unknown to Get and Update. */
  readonly unknownAfterCreate?: number | undefined;
  readonly resolve: Resolve;
}

interface NewIdentity {
  readonly dkimOption?: DkimOption;
  readonly tags?: readonly SesTag[];
}

/** The identities of one account, and the rules by which they come and are verified. */
export class SesAccount {
  readonly #identities = new Map<DomainName, SesIdentity>();
  readonly #options: SesAccountOptions;
  readonly #unknownFor = new Map<DomainName, number>();
  #flaps = 0;

  constructor(options: SesAccountOptions) {
    this.#options = options;
  }

  get identities(): readonly SesIdentity[] {
    return [...this.#identities.values()];
  }

  get levels(): SesLevels {
    return this.#options.levels ?? NEW_ACCOUNT;
  }

  /** The next so many looks see nothing, whatever is published. */
  flap(times: number): void {
    this.#flaps = times;
  }

  create(text: string, { dkimOption = 0, tags = [] }: NewIdentity = {}): SesIdentity {
    const domain = parseIdentity(text);
    this.#assertFree(domain);
    const { profile = "full", unknownAfterCreate = 0 } = this.#options;
    const attributes = createAttributes(domain, profile, dkimOption === 0 ? 1024 : 2048);
    this.#unknownFor.set(domain, unknownAfterCreate);
    return this.#keep({ domain, verified: false, attributes, dkimOption, tags });
  }

  /** What the last look saw; this is not a look. */
  get(text: string): SesIdentity {
    const domain = parseIdentity(text);
    const [identity, unknownFor] = [this.#identities.get(domain), this.#unknownFor.get(domain) ?? 0];
    this.#unknownFor.set(domain, Math.max(0, unknownFor - 1));
    if (identity === undefined || unknownFor > 0)
      throw new TencentFault("InvalidParameterValue.NotExistDomain", "The domain does not exist.");
    return identity;
  }

  /** It turns true by itself, as Tencent's own Terraform resource expects it to: without another Update. */
  turnVerified(text: string): void {
    this.#keep({ ...this.get(text), verified: true });
  }

  /** Look every record up, now. */
  async update(text: string): Promise<SesIdentity> {
    const known = this.#withLate(this.get(text));
    const { domain, attributes } = known;
    const seen = this.#flaps > 0 ? attributes.map(unseen) : await this.#lookUp(attributes);
    this.#flaps = Math.max(0, this.#flaps - 1);
    const isProved = seen.length > 0 && seen.every((attribute) => attribute.Status);
    return this.#keep({ ...known, verified: this.get(domain).verified || isProved, attributes: seen });
  }

  #withLate(identity: SesIdentity): SesIdentity {
    const { domain, attributes, dkimOption } = identity;
    if (this.#options.profile !== "late-attribute" || dkimOption === 2) return identity;
    const late = createLateAttribute(domain, dkimOption);
    return { ...identity, attributes: [...attributes, late], dkimOption: 2 };
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
      throw new TencentFault(
        "FailedOperation.ServiceNotAvailable",
        `The request has not taken effect, please try again: ${String(error)}`,
      );
    }
  }

  #assertFree(domain: DomainName): void {
    const { heldByOthers = [], quota = 10 } = this.#options;
    if (this.#identities.has(domain)) {
      throw new TencentFault(
        "InvalidParameterValue.RepeatCreation",
        "You have already created this domain name.",
      );
    }
    if (heldByOthers.includes(domain)) {
      throw new TencentFault(
        "InvalidParameterValue.CreatedByOther",
        "This domain name has been created by another account.",
      );
    }
    if (this.#identities.size >= quota) {
      throw new TencentFault(
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
  throw new TencentFault(
    "InvalidParameterValue.InvalidEmailIdentity",
    "The email identity is not a valid domain name.",
  );
}
