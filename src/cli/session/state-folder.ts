import { isAbsolute, join } from "node:path";
import type { Io } from "../io.ts";

const NAME = "ses-onboard";

/**
 * Where logs are kept that nobody asked for: a runner's temporary folder in a job on GitHub, else the user's folder for
 * state (XDG Base Directory Specification 0.8; on Windows that of local application data). Undefined: none is known.
 */
export function stateFolder({ env, home }: Pick<Io, "env" | "home">): string | undefined {
  if (env["GITHUB_ACTIONS"] === "true") return below(env["RUNNER_TEMP"]);
  const { XDG_STATE_HOME: ofUser = "", LOCALAPPDATA: onWindows } = env;
  if (isAbsolute(ofUser)) return below(ofUser);
  return below(onWindows) ?? below(home && join(home, ".local", "state"));
}

function below(folder: string | undefined): string | undefined {
  return folder ? join(folder, NAME) : undefined;
}
