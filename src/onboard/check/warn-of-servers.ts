import type { Delegation, Heard, Observation } from "../../dns/observation.ts";
import { oddAnswers, oddLists, silentServers } from "../../plan/delegation/odd.ts";
import type { Run } from "../run.ts";
import { heardIn } from "./look.ts";
import { isBlamed, type Seen } from "./said.ts";

/**
 * Lists of servers that differ, names without an address, servers that give no answer, or one without authority. They
 * are no drift while enough others serve the records, and somebody has to look at them all the same. Which of them are
 * the host's is not known without its keys.
 */
export function warnOfServers(run: Run, delegation: Delegation, seen: Seen): void {
  const all = heardIn(seen.look);
  // Silence everywhere is no server's.
  if (all.every(isSilent)) return;
  // What the blamed ones said stands in the error; that they said something makes the others' silence theirs.
  const failing = all.filter(({ at, observation }) => OF_SERVER.has(observation.kind) && !isBlamed(seen, at));
  const heard = all.filter((one) => !isSilent(one) || !isBlamed(seen, one.at));
  const warnings = [
    ...oddLists(delegation, undefined, []),
    ...oddAnswers(delegation, failing),
    ...silentServers(delegation, heard),
  ];
  for (const warning of warnings) run.emit({ type: "warning.raised", warning });
}

function isSilent({ observation }: Heard): boolean {
  return observation.kind === "unreachable";
}

/** What says something of the server, whatever record it was asked for: of an answer, whether it has authority. */
const OF_SERVER: ReadonlySet<Observation["kind"]> = new Set(["answer", "lame", "servfail", "unreachable"]);
