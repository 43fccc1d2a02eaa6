import type { Availability } from "../src/async/availability.ts";
import type { Admit } from "../src/async/rate-limit.ts";
import type { Clock } from "../src/async/clock.ts";
import type { Authority } from "../src/dns/authority.ts";
import type { DomainName } from "../src/dns/domain-name.ts";
import type { DnsProvider, ProviderTraits } from "../src/dns/provider.ts";

// What an adapter says about itself. Cheap to load: no SDK, no I/O. Feeds config validation, `ses-onboard
// providers`, the docs and the redactor.

/** A setting of an adapter in the config, beside `type`. */
export interface Setting {
  readonly name: string;
  readonly summary: string;
  /**
   * A secret is `{ env: NAME }` or `{ file: PATH }` in the config, never a literal, and is redacted
   * everywhere.
   */
  readonly secret: boolean;
  readonly required: boolean;
  /** The environment variable that holds it when there is no config; `NAME_FILE` names a file instead. */
  readonly env?: string;
  /**
   * The same by the name that other tools give it. Those of an adapter count together, and only where nothing gives one
   * of these settings by its own name: half of one key with half of another is none.
   */
  readonly otherEnv?: string;
}

/** A variable beside those of the settings that credentials come by. */
export interface CredentialVariable {
  readonly env: string;
  readonly summary: string;
  readonly secret: boolean;
  /** By a stored key, or by a role that a job gets for its OpenID Connect token. */
  readonly way: "keys" | "role";
  /** The GitHub Action that takes it in a step before; absent: the adapter itself. */
  readonly action?: string;
}

/** Some actions that credentials have to be allowed together. */
export interface Right {
  /** As the host's own policies name them, like `dnspod:CreateRecord`. */
  readonly actions: readonly string[];
  /** On the one zone; `account`: on all that it has, since the host can't narrow them. */
  readonly on: "zone" | "account";
  /** `plan` needs them, too; a text: what it needs in their place. */
  readonly reads?: true | string;
  /** A clause: when they are needed, or what narrows them. */
  readonly note?: string;
}

/** The least rights, and how a policy of the host's says them. */
export interface LeastRights {
  readonly rights: readonly Right[];
  /** Tencent Cloud's CAM, Alibaba Cloud's RAM, AWS's IAM; `token`: rows of the form by which a token is made. */
  readonly language: "CAM" | "RAM" | "IAM" | "token";
  /** What a policy calls the zone: `{zone}` is its name, `{id}` its id at the host. */
  readonly zone: string;
  /** Pages of its console where a policy is pasted, or a token made. */
  readonly pastedAt: readonly string[];
}

/** Each right in a sentence of its own, for people who read and paste nothing. */
export function rightsOf({ rights, zone }: LeastRights): readonly string[] {
  const names: Readonly<Record<string, string>> = { zone: "DOMAIN", id: "DOMAIN_ID" };
  const ofZone = zone.replaceAll(/\{(\w+)\}/g, (_all, name: string) => names[name] ?? name);
  return rights.map(({ actions, on, note }) => {
    const named = [actions.slice(0, -1).join(", "), ...actions.slice(-1)].filter((text) => text !== "");
    return `${named.join(" and ")} on ${on === "zone" ? ofZone : "*"}${note === undefined ? "" : `, ${note}`}`;
  });
}

/** By these names an adapter takes the address that its credentials are sent to. */
export const ENDPOINT_SETTINGS: ReadonlySet<string> = new Set(["baseUrl", "endpoint"]);

/** Where a vendor's own API answers. */
export interface EndpointHosts {
  readonly title: string;
  /** The whole name, in lower case, without a final dot. */
  readonly hosts: readonly RegExp[];
}

export interface ProviderMeta {
  /** What the config and `--provider` call it; also its folder's name. */
  readonly id: string;
  readonly title: string;
  readonly settings: readonly Setting[];
  /**
   * Variables beside those of the settings that hold secrets, for the redactor: an SDK with a credential
   * chain of its own reads them.
   */
  readonly secretVariables?: readonly string[];
  /** Whose credentials it takes, where that is told by another name than `id`: DNSPod takes Tencent Cloud's. */
  readonly vendor?: string;
  /**
   * Where its vendor's API answers; credentials are sent elsewhere only with consent of the environment. Absent: a
   * host that anybody may run, whose address is part of the plan.
   */
  readonly endpointHosts?: readonly RegExp[];
  /** Variables beside those of the settings by which its SDK is led to another address. */
  readonly endpointVariables?: readonly string[];
  /** For the table of variables (src/config/accounts/variables.ts), which docs, workflows and `doctor` go by. */
  readonly credentials?: readonly CredentialVariable[];
  /** Pages of its console where credentials are made. Absent: not told. */
  readonly keysAt?: readonly string[];
  /** The least rights that its credentials need, each in the host's own words. */
  readonly rights: readonly string[];
  /** The same as a policy, to be pasted. Absent: `rights` are all that is told. */
  readonly leastRights?: LeastRights;
  readonly traits: ProviderTraits;
  /** It writes nothing, so that its traits say nothing: a person does. */
  readonly byHand?: true;
  /**
   * How fast its API may be asked by one account, all domains together: `burst` requests at once, then
   * `perSecond`. Absent: as fast as it answers.
   */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
  /** Name servers of zones at this host, to recognise it by. */
  readonly nameServers: readonly RegExp[];
  /**
   * Whether these environment variables hold credentials for it, or with an open chain the files of its own tools,
   * as far as can be told without a call.
   */
  readonly isConfigured: (
    env: Readonly<Record<string, string | undefined>>,
    credentialChain?: CredentialChain,
  ) => boolean;
  /** Where its API is asked when no setting says so: what it takes of the environment, or of files of its own tools. */
  readonly askedAt?: (
    env: Readonly<Record<string, string | undefined>>,
    credentialChain: CredentialChain,
  ) => string | undefined;
  /** Where its documentation is. */
  readonly url: string;
  /** The page of this program's docs that is its own; absent: its section of docs/providers.md is all. */
  readonly page?: string;
  /** What its tests run against. Absent: not told. */
  readonly grade?: Grade;
}

/**
 * What an adapter was tested on, best first. Whoever keeps an own fake wrote down what he knows of the host, and
 * no more; recorded traffic is what it once said; a real server is the host's own program or service.
 */
export const GRADES = ["real server", "recorded traffic", "own fake"] as const;
export type Grade = (typeof GRADES)[number];

/**
 * Where an adapter may find credentials beside its settings. `env`: in the environment that it is given and in
 * files that this names; nothing else of the process or the machine is asked, and no metadata service.
 * `process`: an SDK's own chain, too, which reads what it likes.
 */
export type CredentialChain = "env" | "process";

/** The account that SES is used with. */
export interface VendorAccount {
  readonly site: string;
  /** Absent: nobody gave them. */
  readonly credentials?: {
    readonly secretId: string;
    readonly secretKey: string;
    readonly token?: string | undefined;
  };
}

/** What every adapter is built from. */
export interface AdapterContext {
  readonly settings: Readonly<Record<string, string>>;
  /** The environment that counts: credentials, proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentialChain: CredentialChain;
  /** Given to a built-in adapter whose vendor is the one of SES, for where it has no settings of its own. */
  readonly vendorAccount?: VendorAccount;
  readonly userAgent: string;
  /** Every wait goes through it. */
  readonly clock: Clock;
  /** Awaited once before each request leaves for the host: counts it, and holds it back while the rate is used up. */
  readonly admit: Admit;
  /** The host asked for silence: for so many milliseconds nothing of this account is admitted. */
  readonly holdBack: (ms: number) => void;
  /** Told before an attempt is repeated; `untilMs`: how long a host that is away is waited for at most. */
  readonly onRetry: (attempt: number, nextInMs: number, code: string, untilMs?: number) => void;
  /** DNS itself, at authoritative servers alone: for who has no API to read what stands. Absent: nobody gives it. */
  readonly authority?: Authority | undefined;
  /** What all who ask this host know of whether it answers. Absent: each adapter knows its own. */
  readonly availability?: Availability;
}

/** An adapter's module, found by id in the registry or by the path or package that the config names. */
export interface AdapterModule {
  readonly meta: ProviderMeta;
  readonly createProvider: (context: AdapterContext) => Promise<DnsProvider>;
}

/**
 * Whether one of the name servers looks like this host's. Only a hint of which provider to ask: the host's
 * own zone list decides.
 */
export function recognises(meta: ProviderMeta, nameServers: readonly DomainName[]): boolean {
  // `test` of a pattern with the flag g remembers where it was.
  return nameServers.some((server) => meta.nameServers.some((pattern) => server.search(pattern) !== -1));
}
