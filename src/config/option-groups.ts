import {
  address,
  allowedOrigin,
  anyText,
  duration,
  endpoint,
  oneOf,
  wholeNumber,
} from "./sources/option-text.ts";

// What rows of option-table.ts have in common (choices, commands, headings), and its rows that no flag gives.

export const LANGUAGES = ["en", "zh"] as const;
export const COLOR_CHOICES = ["always", "never", "auto"] as const;
export const MX_CHOICES = ["keep", "add", "replace"] as const;
export const DMARC_CHOICES = ["keep", "replace", "rfc9989", "rfc7489"] as const;
/** What `plan --export` prints. */
export const EXPORT_FORMATS = [
  "table",
  "bind",
  "terraform",
  "csv",
  "text",
  "text-zh",
  "html",
  "html-zh",
] as const;
export const TRANSPORTS = ["udp", "tcp", "doh"] as const;

export const ABOUT_DOMAINS = ["run", "plan", "check"] as const;
/** `plan` takes what decides about a write, so that a plan is of the run that follows. */
export const WRITING = ["run", "plan"] as const;
export const LOOKING = [...ABOUT_DOMAINS, "doctor"] as const;
/** Site and region of an undo are the log's, and SES is not asked. */
export const EACH = [...LOOKING, "undo"] as const;

export const ACCOUNT = { group: "Account and DNS host", commands: LOOKING, inAction: true } as const;
export const POLICY = {
  group: "Records",
  commands: ABOUT_DOMAINS,
  inAction: true,
  inRehearsal: true,
  decides: true,
} as const;
export const WRITE = { ...POLICY, commands: WRITING } as const;
export const RUN = { group: "This run", commands: ["run"], inAction: true, inRehearsal: true } as const;
export const UNDO = { group: "This run", commands: ["undo"], flagOnly: true } as const;
/** What `check` alone takes, and no variable gives: it leaves the account out of it. */
export const WITHOUT_ACCOUNT = { group: "This run", commands: ["check"], flagOnly: true } as const;
export const OUTPUT = { group: "Output", commands: EACH, inRehearsal: true } as const;
export const KEPT_FILE = { ...OUTPUT, commands: [...ABOUT_DOMAINS, "undo"] } as const;

/** Given by a variable or the config file alone: they say where things are, and rarely change. */
export const WITHOUT_FLAG = {
  profile: { parse: anyText, describe: "section of ~/.tencentcloud/credentials", inConfig: "ses.profile" },
  "domain-limit": {
    parse: wholeNumber(1, 1_000_000),
    describe: "how many sender domains the account may have; at that number nothing is created",
    inRehearsal: true,
    inConfig: "ses.domainLimit",
  },
  "ses-endpoint": {
    parse: endpoint,
    describe: "SES's API instead of the site's own",
    inConfig: "ses.endpoint",
  },
  "allowed-endpoints": {
    parse: allowedOrigin,
    list: true,
    describe:
      "hosts beside the vendors' own that credentials may be sent to, like https://dns.example.com; no config file says it",
  },
  "sts-endpoint": { parse: endpoint, describe: "where temporary keys come from instead of the site's own" },
  "oidc-audience": {
    parse: anyText,
    describe: "the client id of CAM's identity provider (default sts.tencentcloudapi.com)",
    inConfig: "ses.role.audience",
  },
  "round-gap": {
    parse: duration,
    describe: "pause between all servers' first agreement and the round that confirms it (default 200ms)",
    inRehearsal: true,
    inConfig: "propagation.roundGap",
  },
  "dns-roots": {
    parse: address,
    list: true,
    describe: "addresses of a private tree's root servers (default: IANA's)",
    inConfig: "dns.roots",
  },
  "dns-port": {
    parse: wholeNumber(1, 65_535),
    describe: "the port of all name servers (default 53)",
    inConfig: "dns.port",
  },
  "dns-resolvers": {
    parse: address,
    list: true,
    describe: "addresses of public resolvers, asked only to report",
    inConfig: "dns.resolvers",
  },
  "dns-doh": {
    parse: endpoint,
    list: true,
    describe:
      "URLs of resolvers that take questions by HTTPS (RFC 8484), like https://dns.example.com/dns-query (default: those of dns.resolvers at their addresses)",
    inConfig: "dns.doh",
  },
  "dns-transports": {
    parse: oneOf(TRANSPORTS),
    list: true,
    describe: "udp, tcp and doh (default: all three)",
    inConfig: "dns.transports",
  },
} as const;
