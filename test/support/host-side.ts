import type { HostFault, HostSide, RequestKind } from "../../providers/conformance.ts";
import type { Api, ApiJournal, ApiResponse } from "../../src/sandbox/api-server.ts";

// What the conformance cases reach behind an adapter's back, over any API of the sandbox.

export interface WordsOfHost {
  readonly operations: Readonly<Record<RequestKind, readonly string[]>>;
  /** How this API refuses. */
  readonly refusals: Readonly<Record<"unauthorized" | "forbidden" | "refused", () => ApiResponse>>;
}

/** The API with the cases' edits and refusals in it; faults of the connection go by the server's journal. */
export function underTest(
  api: Api,
  journal: ApiJournal,
  { operations, refusals }: WordsOfHost,
): { readonly api: Api } & Pick<HostSide, "intercept" | "inject"> {
  const edits: { readonly on: RequestKind; readonly edit: () => void | Promise<void> }[] = [];
  const faults: { readonly on: RequestKind; readonly kind: HostFault["kind"]; left: number }[] = [];
  const answers = {
    ...refusals,
    unavailable: api.serverError,
    "rate-limited": api.rateLimited,
  };
  return {
    api: {
      ...api,
      async answer(request) {
        const isOf = (on: RequestKind): boolean => operations[on].includes(api.operationOf(request));
        const at = edits.findIndex(({ on }) => isOf(on));
        if (at !== -1) await edits.splice(at, 1)[0]?.edit();
        const fault = faults.find(({ on, left }) => isOf(on) && left > 0);
        if (fault === undefined) return api.answer(request);
        fault.left -= 1;
        return answers[fault.kind as keyof typeof answers](request);
      },
    },
    intercept: (on, edit) => void edits.push({ on, edit }),
    inject: ({ on, kind, times }) => {
      if (kind !== "answer-lost" && kind !== "stalled") return void faults.push({ on, kind, left: times });
      const [operation = ""] = operations[on];
      journal.inject({ operation, kind: kind === "stalled" ? "slow-body" : "reset-after", times });
    },
  };
}
