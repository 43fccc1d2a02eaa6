import { describe, expect, it } from "vitest";
import type { Io } from "../../../src/cli/io.ts";
import { withSandbox } from "../../../src/cli/session/with-sandbox.ts";
import { variableOf, type OptionName } from "../../../src/config/sources/options.ts";

/** Whether a variable of the real environment counts in a rehearsal. The compiler keeps the list whole. */
const COUNTS: Readonly<Record<OptionName, boolean>> = {
  // About the run itself.
  wait: true,
  "round-gap": true,
  yes: true,
  "plan-hash": true,
  mx: true,
  "mx-priority": true,
  dmarc: true,
  dkim: true,
  ttl: true,
  replace: true,
  format: true,
  color: true,
  log: true,
  report: true,
  debug: true,
  // Where the real world is, and who may enter it.
  config: false,
  provider: false,
  profile: false,
  site: false,
  region: false,
  "ses-endpoint": false,
  "sts-endpoint": false,
  "oidc-audience": false,
  "dns-roots": false,
  "dns-resolvers": false,
  "dns-transports": false,
  "dns-port": false,
  // Done with by the time the sandbox starts.
  file: false,
  sandbox: false,
};
const NAMES = Object.keys(COUNTS) as readonly OptionName[];

describe("the environment of a rehearsal", () => {
  it("holds each option about the run as it was given, and nothing of the real world", async () => {
    const given = Object.fromEntries(NAMES.map((name) => [variableOf(name), `given for ${name}`]));
    const env = await environmentIn({
      ...given,
      TENCENTCLOUD_SECRET_KEY: "real",
      CLOUDFLARE_API_TOKEN: "real",
      HTTPS_PROXY: "real",
    });
    expect(NAMES.filter((name) => env[variableOf(name)] === given[variableOf(name)])).toEqual(
      NAMES.filter((name) => COUNTS[name]),
    );
    expect(Object.values(env)).not.toContain("real");
  });

  it("holds no option that was not given", async () => {
    const env = await environmentIn({});
    expect(NAMES.filter((name) => COUNTS[name] && variableOf(name) in env)).toEqual([]);
  });
});

/** What a task sees of this environment when it is rehearsed. */
async function environmentIn(real: Io["env"]): Promise<Io["env"]> {
  const silent = { write: () => undefined, isTTY: false };
  const signal = new AbortController().signal;
  const io: Io = {
    env: real,
    cwd: "/nonexistent",
    home: "/nonexistent",
    stdout: silent,
    stderr: silent,
    ask: undefined,
    signal,
  };
  const options = { sandbox: { value: true, origin: { flag: "--sandbox" } } };
  const seen: Io["env"][] = [];
  await withSandbox({ options, flags: {}, domains: [] }, io, ({ env }) =>
    Promise.resolve(void seen.push(env)),
  );
  return seen[0] ?? {};
}
