import type { PassedOver } from "./check.ts";
import { evaluateSpf, type SpfJudgement } from "./evaluate.ts";
import { failsForSure, type Judged, type Point } from "./judge.ts";
import { reachOf, type Reach } from "./networks.ts";
import { judgeAll, pointsOf, type Trial } from "./points.ts";

/** Whether mail passes that SES sends, in the worst case. */
export type SesVerdict =
  | { readonly kind: "passes"; readonly addresses: number }
  | { readonly kind: "fails"; readonly judgement: SpfJudgement }
  /** What stood in the way of a verdict; undefined: what SES asks for names no address. */
  | { readonly kind: "unknown"; readonly open: PassedOver | undefined };

export interface JudgedSes {
  readonly reach: Reach;
  readonly points: readonly Point[];
  readonly isCut: boolean;
  /** The addresses next to SES's are among them, except by a first record, to which nobody was listed before. */
  readonly judged: readonly Judged[];
  readonly verdict: SesVerdict;
}

/** No address of a sender (RFC 1122 section 3.2.1.3), so that a record is read to its end. */
const NOBODY = { family: 4, bits: 0n } as const;

/** SES's senders come first, before the record's own terms use up the budget. */
export async function judgeSes(trial: Trial): Promise<JudgedSes> {
  const { owner, before } = trial.change;
  // All that the record names is looked up side by side: a judgement goes from term to term, and each silent server
  // would be waited for in turn.
  const [reach] = await Promise.all([
    reachOf(owner, trial.worlds.wanted),
    reachOf(owner, trial.worlds.after),
  ]);
  const { points, isCut } = pointsOf(reach.networks);
  const all = await judgeAll(owner, points, trial);
  const judged = before === undefined ? all.filter(({ ses }) => ses) : all;
  const alone = await evaluateSpf({ address: NOBODY, domain: owner }, trial.judging.wanted);
  return { reach, points, isCut, judged, verdict: verdictOf(judged, alone) };
}

function verdictOf(judged: readonly Judged[], alone: SpfJudgement): SesVerdict {
  const senders = judged.filter(({ ses }) => ses);
  const failing = senders.find(failsForSure);
  if (failing !== undefined) return { kind: "fails", judgement: failing.after };
  const open = senders.find(({ after }) => after.result !== "pass")?.after.failed;
  if (open !== undefined) return { kind: "unknown", open };
  return senders.length > 0
    ? { kind: "passes", addresses: senders.length }
    : { kind: "unknown", open: alone.passedOver[0] };
}
