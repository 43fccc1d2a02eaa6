import type { DomainName } from "../../dns/domain-name.ts";
import type { Heard } from "../../dns/observation.ts";
import { saidOf } from "../../dns/said.ts";
import { serverNames } from "../../events/tally.ts";
import type { Warning } from "../../plan/warning.ts";
import type { Run } from "../run.ts";

/**
 * Servers that give no answer. They are no drift while enough others serve the records, and somebody has to look at
 * them all the same.
 */
export function warnOfServers(run: Run, apex: DomainName, heard: readonly Heard[]): void {
  for (const warning of [...lameAmong(apex, heard), ...silentAmong(apex, heard)])
    run.emit({ type: "warning.raised", warning });
}

function lameAmong(owner: DomainName, heard: readonly Heard[]): readonly Warning[] {
  return heard.flatMap(({ at, observation }) =>
    observation.kind === "lame" || observation.kind === "servfail"
      ? [{ warning: "server-lame", owner, at, said: saidOf(observation) }]
      : [],
  );
}

function silentAmong(owner: DomainName, heard: readonly Heard[]): readonly Warning[] {
  const silent = heard.filter(isSilent).map(({ at }) => at);
  // Silence everywhere is no server's.
  if (silent.length === heard.length) return [];
  const answering = new Set(serverNames(heard.filter((one) => !isSilent(one)).map(({ at }) => at)));
  return [true, false].flatMap((whole): readonly Warning[] => {
    const servers = silent.filter(({ server }) => answering.has(server) !== whole);
    return servers.length === 0 ? [] : [{ warning: "server-silent", owner, servers, whole }];
  });
}

function isSilent({ observation }: Heard): boolean {
  return observation.kind === "unreachable";
}
