import { proxyOfSes } from "../../compose/endpoints.ts";
import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import { attempt } from "../../onboard/diagnose/diagnosis.ts";
import type { Run } from "../../onboard/run.ts";
import type { Session } from "../session/session.ts";
import type { Io } from "../io.ts";
import { foundVariables } from "./variables-found.ts";

/** What this command finds around it before anybody is asked: variables, mistakes in the settings, the way out. */
export async function diagnoseSurroundings(
  run: Run,
  io: Io,
  { config, options, env, invalid }: Session,
): Promise<readonly Diagnosis[]> {
  const settings = async (): Promise<Finding> => {
    throw invalid;
  };
  const proxy = async (): Promise<Finding> => {
    const found = proxyOfSes(config, env);
    return found === undefined
      ? { finding: "no-proxy" }
      : { finding: "proxy", variable: found.variable, url: found.url.origin };
  };
  return Promise.all([
    // A rehearsal goes by none of them.
    ...(options.sandbox?.value === true ? [] : [attempt(run, "variables", async () => foundVariables(io))]),
    ...(invalid === undefined ? [] : [attempt(run, "settings", settings)]),
    attempt(run, "proxy", proxy),
  ]);
}
