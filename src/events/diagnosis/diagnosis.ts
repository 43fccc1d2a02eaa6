import type { Heard } from "../../dns/observation.ts";
import type { ErrorReport } from "../../errors/onboard-error.ts";
import type { Warning } from "../../plan/warning.ts";
import type { Finding } from "./finding.ts";

// What `doctor` found. It is no event: nothing happens, and no log holds it.

/** One thing that was tried without any effect, and what came of it. */
export interface Diagnosis {
  readonly check:
    | "variables"
    | "settings"
    | "proxy"
    | "clock"
    | "port53"
    | "delegation"
    | "servers"
    | "dnssec"
    | "ses"
    | "quota"
    | "keys"
    | "provider"
    | "records"
    | "rights";
  readonly exit: number;
  /** What was found; null when it failed. */
  readonly finding: Finding | null;
  readonly error: ErrorReport | null;
  /** The DNS host that it is about, by its name in the config, else by its adapter's; absent: none, or not known yet. */
  readonly host?: string;
  /** Keys that are missing, or were refused: where they are made, and what they have to be allowed. */
  readonly keys?: readonly NeededKeys[];
  /** What is odd, and stops nothing. */
  readonly warnings?: readonly Warning[];
  /** `servers`: what each address said when it was asked for its zone. */
  readonly heard?: readonly Heard[];
}

/** Of one account. */
export interface NeededKeys {
  /** Tencent Cloud's, or a DNS host's title. */
  readonly of: string;
  /** That hold the keys, without the token of temporary ones. */
  readonly variables: readonly string[];
  /** Pages of its console. */
  readonly madeAt: readonly string[];
  /** The least that they have to be allowed, in the host's own words. */
  readonly rights: readonly string[];
}
