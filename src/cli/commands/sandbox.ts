import type { CliCommand } from "../command.ts";
import {
  ALIDNS_ACTIONS,
  CLOUDFLARE_PERMISSIONS,
  DNSPOD_ACTIONS,
  PROFILES,
  ROUTE53_ACTIONS,
  SES_ACTIONS,
} from "./sandbox-choices.ts";

const text = { type: "string", requiresArg: true } as const;
const list = { ...text, array: true } as const;

export const SANDBOX_OPTIONS = {
  json: { describe: "print one JSON line with addresses and credentials", type: "string" },
  env: {
    ...text,
    describe:
      "write the variables to this file instead of printing them, for `. FILE` in another shell; it is removed when the sandbox ends",
  },
  profile: {
    ...text,
    describe: `which records SES asks for: ${namesOf(Object.keys(PROFILES))}`,
    choices: Object.keys(PROFILES),
    default: "full",
  },
  zone: {
    ...list,
    describe:
      "an empty zone at the DNS hosts (default: example.test with the records of a small company; may be repeated)",
  },
  record: {
    ...list,
    describe:
      "a record that stands there from the start, 'OWNER [TTL] TYPE VALUE' as in a zone file, of type A, AAAA, CNAME, MX, NS or TXT (may be repeated)",
  },
  lag: {
    ...text,
    describe: "how far the second name server is behind, like 5s (default 0)",
    default: "0",
  },
  settle: {
    ...text,
    describe: "how long a Route 53 change stays PENDING, like 40s (default 0)",
    default: "0",
  },
  busy: {
    ...text,
    describe: "how long a Route 53 zone takes in nothing more after a change, like 1500ms (default 0)",
    default: "0",
  },
  "list-lag": {
    ...text,
    describe: "how late DNSPod's lists of records are, like 30s, as its documentation says (default 1s)",
    default: "1s",
  },
  quota: {
    ...text,
    describe: "identities that the account may ever create (default 10)",
    default: "10",
  },
  "ses-actions": {
    ...text,
    describe: `what SES's key may do, with commas between (default: all of ${SES_ACTIONS.join(", ")})`,
  },
  "route53-actions": {
    ...text,
    describe: `what Route 53's key may do, with commas between (default: all of ${ROUTE53_ACTIONS.join(", ")})`,
  },
  "dnspod-actions": {
    ...text,
    describe: `what the account's key may do at DNSPod, with commas between (default: all of ${DNSPOD_ACTIONS.join(", ")})`,
  },
  "alidns-actions": {
    ...text,
    describe: `what the key of Alibaba Cloud DNS may do, with commas between (default: all of ${ALIDNS_ACTIONS.join(", ")})`,
  },
  "cloudflare-permissions": {
    ...text,
    describe: `what Cloudflare's token may do, with commas between (default: all of ${CLOUDFLARE_PERMISSIONS.join(", ")})`,
  },
} as const;

function namesOf([first, ...others]: readonly string[]): string {
  return [`${first} (default)`, ...others].join(", ");
}

export const sandboxCommand: CliCommand = (context) => ({
  command: "sandbox",
  describe: "serve a local SES, DNS host APIs and DNS servers to rehearse against",
  builder: (argv) =>
    argv
      .options(SANDBOX_OPTIONS)
      .example("$0 sandbox --env sandbox.env", "then `. ./sandbox.env` in another shell, and run there")
      .epilogue(
        [
          // The column of examples would break it.
          "With a record that is in the way, or to be merged with:",
          `  $0 sandbox --record 'mail.example.test TXT "v=spf1 -all"'`,
          "",
          "Profiles:",
          ...Object.entries(PROFILES).map(([name, what]) => `  ${name.padEnd(14)}  ${what}`),
          "",
          "While it serves, `curl -d 'OWNER [TTL] TYPE VALUE' \"$SES_ONBOARD_SES_ENDPOINT/sandbox/records\"` places a record as somebody else would; docs/runbook.md has more.",
        ].join("\n"),
      ),
  handler: async (given) => (await import("../tasks/sandbox.ts")).serveSandbox(context, given),
});
