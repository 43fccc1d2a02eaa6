import type { Delegation, Heard, ServerAddress } from "../../dns/observation.ts";
import { keyText, sameKey, type RRsetKey } from "../../dns/rrset.ts";
import type { RecordAnswer } from "../../events/said-of-record.ts";
import { tally, type Tally } from "../../events/tally.ts";
import { isAnswer } from "../../events/verdict.ts";
import { isSentTo } from "../../plan/delegation/odd.ts";
import { isDmarcName } from "../../plan/dmarc/dmarc.ts";
import type { Goal } from "../propagate/goal.ts";
import { createWatch } from "../propagate/watch.ts";
import type { Run } from "../run.ts";

/** One look at every address of the zone's name servers. */
export interface Look {
  /** No server that answers serves anything else than what is wanted, and at least half of all servers serve it. */
  readonly agrees: boolean;
  /** Of each address about each record. */
  readonly answers: readonly RecordAnswer[];
  /** How many of the servers that the world is sent to answer about every record, be it with something else. */
  readonly answering: Tally;
}

/**
 * One question per record to each address.
 * @throws OnboardError ZONE_NOT_DELEGATED where a deeper zone takes a record's name away
 */
export async function lookEverywhere(
  run: Run,
  delegation: Delegation,
  goals: readonly Goal[],
): Promise<Look> {
  if (goals.length === 0) return { agrees: true, answers: [], answering: { agreeing: 0, asked: 0 } };
  const answers = new Map<string, RecordAnswer>();
  const emit: Run["emit"] = (body) => {
    if (body.type === "propagation.observed") answers.set(`${placeOf(body.at)} ${keyText(body.rrset)}`, body);
    run.emit(body);
  };
  const settings = { goals, delegation, since: run.clock.now(), deadline: run.signal };
  const watch = createWatch({ ...run, emit }, settings);
  watch.sayStarted(0);
  const state = await watch.once();
  watch.sayEnd(state);
  // A policy may be delegated to a vendor, and is judged by what is served there.
  watch.requireNoCut(undefined, ({ goal }) => isDmarcName(goal.owner));
  const all = [...answers.values()];
  return { agrees: state === "open", answers: all, answering: answeringOf(delegation, all) };
}

/** Of the servers that the world is sent to, as the gate counts them. */
function answeringOf(delegation: Delegation, answers: readonly RecordAnswer[]): Tally {
  const servers = delegation.addresses.filter(({ server }) => isSentTo(delegation, server));
  const unresolved = delegation.unresolved.filter((server) => isSentTo(delegation, server));
  return tally({ servers, unresolved }, (at) => {
    const own = answers.filter((one) => placeOf(one.at) === placeOf(at));
    return own.length > 0 && own.every(({ verdict }) => isAnswer(verdict)) ? "agrees" : "silent";
  });
}

export function isServed({ answers }: Look, rrset: RRsetKey): boolean {
  return answers.some((one) => one.verdict === "serves" && sameKey(one.rrset, rrset));
}

/** By some server, and by every one that answers about it. */
export function isServedByAll(look: Look, rrset: RRsetKey): boolean {
  const about = look.answers.filter((one) => sameKey(one.rrset, rrset) && isAnswer(one.verdict));
  return isServed(look, rrset) && about.every(({ verdict }) => verdict === "serves");
}

/** What each address said, as far as it tells of the server: of one that answers about some record, such an answer. */
export function heardIn({ answers }: Pick<Look, "answers">): readonly Heard[] {
  const heard = new Map<string, RecordAnswer>();
  for (const one of [...answers].sort((a, b) => Number(isAnswer(a.verdict)) - Number(isAnswer(b.verdict))))
    heard.set(placeOf(one.at), one);
  return [...heard.values()].map(({ at, observation }) => ({ at, observation }));
}

function placeOf({ address, port }: ServerAddress): string {
  return `${address} ${port}`;
}
