import type { DomainName } from "../dns/domain-name.ts";
import type { ErrorReport } from "../errors/onboard-error.ts";
import type { Warning } from "../plan/warning.ts";
import type { AskedElsewhere } from "./endpoint.ts";
import type { RecordResult } from "./record.ts";

export type DomainState =
  | "verified"
  /** `check --dns-only`: all that it looked for is served. What SES makes of it was not asked. */
  | "published"
  | "pending"
  | "failed"
  | "planned"
  | "drifted"
  | "interrupted"
  | "undone";

/** Who ended a run before its end, and in which words. */
export interface Abort {
  /**
   * A signal to the process: SIGINT is Ctrl-C, SIGTERM a shutdown (also `close` of an onboarder), SIGHUP the end of its
   * terminal. `timeout`: AbortSignal.timeout. `caller`: a reason of the program's own.
   */
  readonly by: "SIGHUP" | "SIGINT" | "SIGTERM" | "timeout" | "caller";
  /** The text of the program's own reason. */
  readonly reason?: string;
}

/** The end of one domain, as `--format json` prints it last. */
export interface DomainResult extends AskedElsewhere {
  readonly type: "result";
  readonly state: DomainState;
  readonly exit: number;
  /** Why it was interrupted: a person at the terminal said no to what was planned. */
  readonly saidNo?: true;
  /** Why it was interrupted, by whoever aborted it. */
  readonly abort?: Abort;
  readonly identity: {
    readonly created: boolean;
    readonly verified: boolean;
    readonly site: string;
    readonly region: string;
  } | null;
  readonly zone: {
    readonly apex: DomainName;
    readonly provider: string;
    readonly id: string;
    readonly nameServers: readonly DomainName[];
    /** A person enters what is planned. */
    readonly byHand?: true;
  } | null;
  readonly records: readonly RecordResult[];
  /** What is left to look at: the warnings of records and those raised on their own, each once, without mere notes. */
  readonly warnings: readonly Warning[];
  readonly planHash: string | null;
  readonly calls: { readonly ses: number; readonly provider: number; readonly dns: number };
  readonly timings: { readonly totalMs: number; readonly propagationMs: number };
  readonly error: ErrorReport | null;
}
