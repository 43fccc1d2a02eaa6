import type { Policy } from "../../plan/requirement.ts";
import type { Site } from "../sites.ts";

// The config as a type of its own, for programs: the schema's is of zod, which the package does not install. A test
// holds both to each other.

/** Where a secret is found, never the secret itself. */
export type SecretSource = { readonly env: string } | { readonly file: string };

/** `10m`, `90s`, `200ms`, `1h30m`, or 0. */
type Duration = string | 0;

/** What ses-onboard.yaml may say; config.example.yaml explains each setting. */
export interface ConfigFile {
  readonly ses?: {
    readonly site?: Site;
    readonly region?: string;
    readonly endpoint?: string;
    readonly tags?: readonly string[];
    readonly domainLimit?: number;
    readonly secretId?: SecretSource;
    readonly secretKey?: SecretSource;
    readonly token?: SecretSource;
    readonly profile?: string;
    readonly role?: { readonly arn: string; readonly providerId: string; readonly audience?: string };
  };
  /** DNS hosts' accounts by name. `type`: a built-in adapter's id, a module, a package, or one of your own. */
  readonly providers?: Readonly<
    Record<string, { readonly type: string } & Readonly<Record<string, string | SecretSource>>>
  >;
  /** The longest match wins. */
  readonly domains?: readonly ({ readonly match: string; readonly provider?: string } & Partial<
    Pick<Policy, "mx" | "dmarc">
  >)[];
  readonly policy?: {
    readonly ttl?: number;
    readonly mx?: Policy["mx"];
    readonly mxPriority?: number;
    readonly dmarc?: Policy["dmarc"];
    readonly allow?: readonly string[];
  };
  readonly dns?: {
    readonly roots?: readonly string[];
    readonly port?: number;
    readonly resolvers?: readonly string[];
    readonly doh?: readonly string[];
    readonly transports?: readonly ("udp" | "tcp" | "doh")[];
  };
  readonly propagation?: { readonly roundGap?: Duration };
}
