import { expect, it } from "vitest";
import { stateFolder } from "../../../src/cli/session/state-folder.ts";

it.each<[env: Record<string, string>, home: string | undefined, folder: string | undefined]>([
  [{}, "/home/me", "/home/me/.local/state/ses-onboard"],
  [{ XDG_STATE_HOME: "/state" }, "/home/me", "/state/ses-onboard"],
  // The specification: a relative path is invalid, and to be ignored.
  [{ XDG_STATE_HOME: "state" }, "/home/me", "/home/me/.local/state/ses-onboard"],
  [{ GITHUB_ACTIONS: "true", RUNNER_TEMP: "/tmp/job" }, "/home/runner", "/tmp/job/ses-onboard"],
  [{ GITHUB_ACTIONS: "true" }, "/home/runner", undefined],
  [{ LOCALAPPDATA: "/local" }, "/home/me", "/local/ses-onboard"],
  [{}, undefined, undefined],
])("of %j and the home folder %s is %s", (env, home, folder) => {
  expect(stateFolder({ env, home })).toBe(folder);
});
