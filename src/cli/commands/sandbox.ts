import type { SesProfile } from "../../sandbox/ses/attributes.ts";
import type { CliCommand } from "../command.ts";

const PROFILES: readonly SesProfile[] = ["full", "seed", "dkim-only", "dual-dkim"];

export const SANDBOX_OPTIONS = {
  json: { describe: "print one JSON line with addresses and credentials", type: "boolean" },
  profile: { describe: "which records SES asks for", choices: PROFILES, default: "full", requiresArg: true },
  zone: {
    describe: "an empty zone at the DNS hosts, instead of example.test (may be repeated)",
    type: "string",
    array: true,
    requiresArg: true,
  },
  lag: {
    describe: "how far the second name server is behind, like 5s",
    type: "string",
    default: "0",
    requiresArg: true,
  },
  settle: {
    describe: "how long a Route 53 change stays PENDING, like 40s",
    type: "string",
    default: "0",
    requiresArg: true,
  },
  quota: {
    describe: "identities that the account may ever create",
    type: "string",
    default: "10",
    requiresArg: true,
  },
} as const;

export const sandboxCommand: CliCommand = (context) => ({
  command: "sandbox",
  describe: "serve a local SES, DNS host APIs and DNS servers to rehearse against",
  builder: (argv) => argv.options(SANDBOX_OPTIONS),
  handler: async (given) => (await import("../tasks/sandbox.ts")).serveSandbox(context, given),
});
