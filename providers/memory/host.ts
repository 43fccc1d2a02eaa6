import type { DomainName } from "../../src/dns/domain-name.ts";
import type { ProviderTraits } from "../../src/dns/provider.ts";
import { parseMx } from "../../src/dns/rdata.ts";
import { findRRset, sameRRset, type RRset, type RRType } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { HostFault, HostSide, RequestKind } from "../conformance/subject.ts";
import { inDoubt } from "../kit/write-outcome.ts";

/**
 * A DNS host in memory with one zone: what the reference adapter talks to, and what tests of the straight
 * line run on.
 */
export class MemoryHost implements HostSide {
  readonly apex: DomainName;
  readonly nameServers: readonly DomainName[] | undefined;
  /** Whether it has a word on who may write, and on where a change has arrived: not every host does. */
  readonly tells: boolean;
  /** The preferences of MX that it can hold; undefined: all. */
  readonly mx: ProviderTraits["mx"];
  readonly #states: (readonly RRset[])[];
  readonly #faults: { readonly on: RequestKind; readonly kind: HostFault["kind"]; left: number }[] = [];
  readonly #edits: { readonly on: RequestKind; readonly edit: () => void | Promise<void> }[] = [];

  constructor(
    apex: DomainName,
    options: {
      readonly rrsets?: readonly RRset[];
      readonly nameServers?: readonly DomainName[];
      readonly tells?: boolean;
      readonly mx?: NonNullable<ProviderTraits["mx"]>;
    } = {},
  ) {
    this.apex = apex;
    this.tells = options.tells ?? false;
    this.mx = options.mx;
    this.nameServers = options.nameServers;
    this.#states = [options.rrsets ?? []];
  }

  get rrsets(): readonly RRset[] {
    return this.#states.at(-1) ?? [];
  }

  readonly history = (): readonly (readonly RRset[])[] => this.#states;

  readonly peek = (owner: DomainName, type: RRType): RRset | undefined => findRRset(this.rrsets, owner, type);

  readonly seed = (rrset: RRset): void => {
    this.commit([{ key: rrset, after: rrset.values.length === 0 ? undefined : rrset }]);
  };

  readonly intercept = (on: RequestKind, edit: () => void | Promise<void>): void => {
    this.#edits.push({ on, edit });
  };

  readonly inject = (fault: HostFault): void => {
    this.#faults.push({ on: fault.on, kind: fault.kind, left: fault.times });
  };

  /** Makes all changes at once. When none of them changes anything, there is no new state. */
  commit(
    changes: readonly { readonly key: Pick<RRset, "owner" | "type">; readonly after: RRset | undefined }[],
  ): void {
    const real = changes.filter(({ key, after }) => !sameRRset(this.peek(key.owner, key.type), after));
    if (real.length === 0) return;
    const untouched = this.rrsets.filter(
      (rrset) => !real.some(({ key }) => key.owner === rrset.owner && key.type === rrset.type),
    );
    this.#states.push([...untouched, ...real.flatMap(({ after }) => after ?? [])]);
  }

  /** @throws OnboardError VALUE_REJECTED */
  refuseValues(rrsets: readonly RRset[]): void {
    const { mx } = this;
    if (mx === undefined) return;
    const values = rrsets.flatMap(({ type, values }) =>
      type === "MX" ? values.map((value) => parseMx(value)) : [],
    );
    const strange = values.find(({ preference, exchange }) =>
      exchange === "." ? !mx.null : preference < mx.min || preference > mx.max,
    );
    if (strange !== undefined) throw hostError("VALUE_REJECTED");
  }

  /** One request as it would fare on a network: edits that come in before it, faults, and what it does. */
  async request<T>({ on, signal, key }: MemoryRequest, carryOut: () => T): Promise<T> {
    signal.throwIfAborted();
    const at = this.#edits.findIndex((pending) => pending.on === on);
    if (at !== -1) await this.#edits.splice(at, 1)[0]?.edit();
    const fault = this.#faults.find((candidate) => candidate.on === on && candidate.left > 0);
    if (on === "write" && key === "read-only") throw hostError("RIGHTS_MISSING");
    if (fault === undefined) return carryOut();
    fault.left -= 1;
    switch (fault.kind) {
      case "unavailable":
      case "rate-limited":
      case "unauthorized":
      case "forbidden":
      case "refused":
        throw hostError(CODES[fault.kind]);
      case "answer-lost":
        carryOut();
        throw inDoubt(hostError("API_UNAVAILABLE"));
      case "stalled":
        carryOut();
        return untilAborted(signal);
    }
  }
}

export interface MemoryRequest {
  readonly on: RequestKind;
  readonly signal: AbortSignal;
  readonly key: "read-only" | undefined;
}

const CODES = {
  unavailable: "API_UNAVAILABLE",
  "rate-limited": "API_RATE_LIMITED",
  unauthorized: "CREDENTIALS_REJECTED",
  forbidden: "RIGHTS_MISSING",
  refused: "VALUE_REJECTED",
} as const;

function hostError(code: (typeof CODES)[keyof typeof CODES]): OnboardError {
  return new OnboardError(code, "The host in memory was told to fail.", {
    hint: "Run the same command again.",
  });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
