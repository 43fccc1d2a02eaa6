import { lineUp } from "./slots.ts";

/** Lets a number of tasks run at a time, in such a way that whoever brings many leaves room for others. */
export interface Shares {
  /**
   * @throws the signal's reason, at once, when it aborts while the task waits; and whatever the task throws
   */
  run<T>(who: string, task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

export interface Places {
  readonly all: number;
  /** How many of them one holds where nobody else holds any. */
  readonly alone: number;
}

interface Holder {
  held: number;
  readonly line: Set<() => void>;
}

/**
 * Everybody may hold one place, and more of them the more are free, by the square: after thirty have each come with a
 * dozen at a time, a handful of 128 places is still free for whoever comes next, though nothing is set aside (after the
 * dynamic thresholds of Choudhury and Hahne, IEEE/ACM Transactions on Networking 6, April 1998; theirs fall in a
 * straight line, and so need places that become free soon).
 */
export function createShares({ all, alone }: Places): Shares {
  let free = all;
  const holders = new Map<string, Holder>();

  const holderOf = (who: string): Holder => {
    const holder = holders.get(who) ?? { held: 0, line: new Set() };
    holders.set(who, holder);
    return holder;
  };
  const mayTake = ({ held }: Holder): boolean => free > 0 && held < alone * (free / (all - alone)) ** 2;
  const take = (holder: Holder): void => {
    free -= 1;
    holder.held += 1;
  };

  const enter = async (holder: Holder, signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (holder.line.size === 0 && mayTake(holder)) take(holder);
    else await lineUp(holder.line, signal);
  };
  const leave = (holder: Holder): void => {
    free += 1;
    holder.held -= 1;
    for (let next = nextOf(holders); next !== undefined && mayTake(next); next = nextOf(holders)) {
      const [wake] = next.line;
      if (wake === undefined) return;
      next.line.delete(wake);
      take(next);
      wake();
    }
  };

  return {
    async run(who, task, signal) {
      const holder = holderOf(who);
      try {
        await enter(holder, signal);
        try {
          return await task();
        } finally {
          leave(holder);
        }
      } finally {
        const isIdle = holder.held === 0 && holder.line.size === 0;
        if (isIdle && holders.get(who) === holder) holders.delete(who);
      }
    },
  };
}

/** Of those that stand in line, whoever holds the fewest. */
function nextOf(holders: ReadonlyMap<string, Holder>): Holder | undefined {
  let next: Holder | undefined;
  for (const holder of holders.values())
    if (holder.line.size > 0 && (next === undefined || holder.held < next.held)) next = holder;
  return next;
}
