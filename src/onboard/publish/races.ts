import type { DomainName } from "../../dns/domain-name.ts";
import { findRRset, keyOfSwap, sameKey, type RRset, type Swap } from "../../dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import type { RecordAction, RecordPlan } from "../../plan/record-plan.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { patiently, type Run } from "../run.ts";
import { applyPlan } from "./apply.ts";
import { swapsBetween, type OwnWrites } from "./own-writes.ts";
import { sayPlan, sayWritten, type Planned } from "./plan-records.ts";
import { phrase } from "../../errors/phrase.ts";

type Known = Pick<Preflight, "provider" | "zone">;

interface Places {
  readonly owners: readonly DomainName[];
  readonly own: OwnWrites;
}

/**
 * Lost races of one domain on a host that shows somebody else's value beside ours only after the write: two SPF
 * or DMARC records, an MX beside ours, a CNAME at the name. What is planned anew is planned as if ours had not
 * been written, and the swap leads from what really stands there to that plan.
 */
export class Races {
  readonly #run: Run;
  readonly #known: Known;
  readonly #owners: readonly DomainName[];
  readonly #own: OwnWrites;
  /** Read after the last lost race, and not planned from yet. */
  #stands: readonly RRset[] | undefined;

  /** @param own what this run has written there before */
  constructor(run: Run, known: Known, { owners, own }: Places) {
    this.#run = run;
    this.#known = known;
    this.#owners = owners;
    this.#own = own;
  }

  /** A plan has been written, and somebody else's value stands beside ours. Told with both. */
  async written(raced: Planned): Promise<void> {
    this.#own.note(raced.swaps);
    try {
      this.#stands = await this.#read();
    } catch (error) {
      sayWritten(this.#run, raced, undefined);
      throw error;
    }
    const stands = this.#stands;
    const asIf = this.#own.without(stands);
    const swaps = raced.swaps.map((swap) => {
      const { owner, type } = keyOfSwap(swap);
      const told = { before: findRRset(asIf, owner, type), after: findRRset(stands, owner, type) };
      // Where nobody's value has come, what was taken away was ours alone.
      return swap.after === undefined && !hasSide(told) ? swap : told;
    });
    sayWritten(this.#run, { ...raced, swaps: swaps.filter(hasSide) }, undefined);
  }

  /** Reads, and plans as if nothing of ours stood there. */
  async again(plan: (rrsets: readonly RRset[]) => Promise<Planned>): Promise<Planned> {
    const stands = this.#stands ?? (await this.#read());
    const asIf = this.#own.without(stands);
    const planned = await plan(asIf);
    this.#stands = undefined;
    return { ...planned, swaps: swapsBetween(stands, after(asIf, planned.swaps)) };
  }

  /**
   * The run ends here, with nothing of ours beside somebody else's value.
   * @throws always: the error, which says what became of our values
   */
  async end(ending: unknown, { records }: Planned): Promise<never> {
    const { signal } = this.#run;
    if (this.#own.isEmpty || !isOnboardError(ending) || signal.aborted) throw ending;
    const taken = await this.#takeBack(records).catch((failure: unknown) => {
      signal.throwIfAborted();
      throw leftStanding(ending, failure);
    });
    throw taken.length === 0 ? ending : takenBack(ending, taken);
  }

  async #takeBack(records: Planned["records"]): Promise<readonly Swap[]> {
    const run = this.#run;
    const planBack = async (): Promise<Planned> => {
      const { swaps } = await this.again(() => Promise.resolve({ records: [], swaps: [] }));
      const back = { swaps, records: swaps.flatMap((swap) => recordsAt(records, swap)) };
      sayPlan(run, back, undefined);
      return back;
    };
    const taken: Swap[] = [];
    const { plan, receipt } = await applyPlan(run, this.#known, {
      plan: await planBack(),
      again: planBack,
      sayWritten: (raced) => {
        taken.push(...raced.swaps);
        return this.written(raced);
      },
    });
    sayWritten(run, plan, receipt);
    return [...taken, ...plan.swaps];
  }

  #read(): Promise<readonly RRset[]> {
    const { provider, zone } = this.#known;
    return provider.readRRsets(zone, this.#owners, patiently(this.#run));
  }
}

function after(rrsets: readonly RRset[], swaps: readonly Swap[]): readonly RRset[] {
  const left = rrsets.filter((rrset) => !swaps.some((swap) => sameKey(keyOfSwap(swap), rrset)));
  return [...left, ...swaps.flatMap((swap) => swap.after ?? [])];
}

function hasSide({ before, after: wanted }: Swap): boolean {
  return before !== undefined || wanted !== undefined;
}

/** The records of a place, as they are once our values are taken back. */
function recordsAt(records: readonly RecordPlan[], swap: Swap): readonly RecordPlan[] {
  const action: RecordAction = swap.after === undefined ? "removed" : "restored";
  return records
    .filter(({ record }) => sameKey(record, keyOfSwap(swap)))
    .map(({ record }) => ({
      record,
      action,
      before: swap.before ?? null,
      after: swap.after ?? null,
      warnings: [],
    }));
}

function takenBack(error: OnboardError, swaps: readonly Swap[]): OnboardError {
  return new OnboardError(
    error.code,
    phrase`${OnboardError.partsOf(error).message} What this run had written there is taken back.`,
    {
      hint: OnboardError.partsOf(error).hint,
      facts: { ...error.facts, written: false, takenBack: swaps.map(keyOfSwap) },
      cause: error,
    },
  );
}

function leftStanding(error: OnboardError, cause: unknown): OnboardError {
  return new OnboardError(
    error.code,
    phrase`${OnboardError.partsOf(error).message} What this run has written could not be taken back, and stands beside it.`,
    { hint: OnboardError.partsOf(error).hint, facts: { ...error.facts, written: true }, cause },
  );
}
