// Who may import whom, as a table: test/architecture.test.ts holds it, and CONTRIBUTING.md shows it (`npm run
// docs`).
// It imports nothing, so that the script which writes the page can read it.

/** A folder of src/ or providers/, or one file where a folder holds several layers. */
export interface Place {
  /**
   * Folders, files and packages; a folder stands for what is below it, too. Beside itself, `node:` and the
   * leaves.
   */
  readonly may: readonly string[];
  /** What it is, and why it may no more than this. */
  readonly why: string;
}

/** Anyone may import them. */
export const LEAVES: readonly string[] = ["src/shell-words.ts", "src/version.ts"];

/** What the line and its renderers are made of, lowest first. */
const ERRORS = ["src/errors"];
const ASYNC = [...ERRORS, "src/async"];
const DNS = [...ASYNC, "src/dns"];
const PLAN = [...DNS, "src/plan"];
const EVENTS = [...PLAN, "src/events"];
const FILES = "src/files";
const JOURNAL = [...EVENTS, FILES, "src/journal"];

const RUN = [...EVENTS, "src/onboard/run.ts", "src/onboard/budget.ts"];
const DNSSEC = [...RUN, "src/onboard/dnssec"];
const PREFLIGHT = [...DNSSEC, "src/onboard/preflight"];
const PUBLISH = [...PREFLIGHT, "src/onboard/publish"];
const PROPAGATE = [...PUBLISH, "src/onboard/propagate"];
const CONFIRM = [...PROPAGATE, "src/onboard/confirm"];
const COMMAND = [...CONFIRM, "src/onboard/diagnose", "src/onboard/command.ts"];
const CHECK = [...COMMAND, "src/onboard/check"];

const MESSAGE = [...DNS, "src/resolve/message", "dns2"];
const TRANSPORT = [...MESSAGE, "src/net", "src/resolve/transport", "src/resolve/transport/doh"];
const TREE = [...TRANSPORT, "src/resolve/tree"];

const REPORT = [...EVENTS, FILES, "src/report"];
const KIT = [...DNS, "providers/describe.ts"];
const ADAPTER = [...KIT, "src/net", "providers/kit"];

const KIND = "one folder a kind of record: its words and its rule";
const FORM = "one form of the evidence";

export const PLACES: Readonly<Record<string, Place>> = {
  "src/errors": { may: [], why: "everything throws" },
  "src/async": { may: ERRORS, why: "waiting and taking turns; no domain word" },
  "src/net": { may: ERRORS, why: "one rule for every way out: which endpoint, which proxy" },
  [FILES]: { may: ERRORS, why: "what only its owner may read, and what only its owner may have written" },
  "src/dns": {
    may: [...ASYNC, "tldts"],
    why: "a name is parsed once, at the door; the ports of DNS hosts and of DNS itself",
  },
  "src/plan": { may: PLAN, why: "judging records is pure, so that plan, run and check can't disagree" },
  "src/plan/delegation": { may: PLAN, why: "who serves a zone, and what is odd about it" },
  "src/plan/spf": { may: PLAN, why: KIND },
  "src/plan/spf/impact": { may: PLAN, why: "what receivers make of mail before and after a change" },
  "src/plan/dmarc": { may: PLAN, why: KIND },
  "src/plan/dkim": { may: PLAN, why: KIND },
  "src/plan/mx": { may: PLAN, why: KIND },
  "src/plan/ownership": { may: PLAN, why: "who else keeps the zone, and what has to be told to it" },
  "src/plan/wildcard": { may: PLAN, why: KIND },
  "src/plan/consent": { may: PLAN, why: "what was agreed upon, as a value, and what goes beyond it" },
  "src/events": { may: PLAN, why: "facts, and the result that is folded from them" },
  "src/events/samples": { may: EVENTS, why: "an example of each; only tests and docs/events.md read them" },
  "src/events/samples/warnings": {
    may: [...EVENTS, "src/events/samples"],
    why: "a file for each kind of record",
  },
  "src/events/diagnosis": { may: EVENTS, why: "what doctor found, as facts" },
  "src/journal": { may: [...EVENTS, FILES, "zod"], why: "the event log: one shape for writing and reading" },
  "src/resolve/message": { may: MESSAGE, why: "octets ↔ observation" },
  "src/resolve/transport": { may: TRANSPORT, why: "one question to one address" },
  "src/resolve/transport/doh": { may: TRANSPORT, why: "the same by HTTPS, by connections that are kept" },
  "src/resolve/tree": {
    may: TREE,
    why: "the walk from the roots; nobody here remembers a “no” of another's",
  },
  "src/resolve/public": { may: TREE, why: "resolvers that remember a “no”" },
  "src/resolve": { may: [...TREE, "src/resolve/public"], why: "the ports of dns, filled" },
  "src/tencent": {
    may: [...ASYNC, "src/net"],
    why: "what each of Tencent Cloud's SDKs needs around it, for SES and for its DNS host",
  },
  "src/ses": {
    may: [...PLAN, "src/net", "src/tencent", "tencentcloud-sdk-nodejs-ses"],
    why: "the SDK's shapes end here",
  },
  "src/ses/oidc": { may: [...ASYNC, "src/net", "src/ses"], why: "keys in exchange for a job's identity" },
  "src/onboard/run.ts": { may: EVENTS, why: "**ports only**: the line runs in tests without a socket" },
  "src/onboard/budget.ts": { may: RUN, why: "how long a run may wait, counted from its first write" },
  "src/onboard/dnssec": { may: RUN, why: "what receivers that validate see, before and after" },
  "src/onboard/preflight": { may: DNSSEC, why: "each step may use those before it, and none after" },
  "src/onboard/publish": { may: PREFLIGHT, why: "plan, write, and plan again after a lost race" },
  "src/onboard/propagate": { may: PUBLISH, why: "asks the authoritative servers until all serve" },
  "src/onboard/confirm": { may: PROPAGATE, why: "SES is asked only when all of them do" },
  "src/onboard/diagnose": { may: CONFIRM, why: "what a run needs, tried without any effect" },
  "src/onboard/command.ts": { may: CONFIRM, why: "what every command begins and ends with" },
  "src/onboard/check": { may: COMMAND, why: "looks, and writes nothing" },
  "src/onboard/onboard-domain.ts": { may: CHECK, why: "the line itself" },
  "src/onboard/undo-below-wildcards.ts": {
    may: [...EVENTS, "src/journal"],
    why: "what a wildcard had answered stays where it does not answer again",
  },
  "src/onboard/undo-left-alone.ts": {
    may: [...EVENTS, "src/journal", "src/onboard/undo-below-wildcards.ts"],
    why: "what an undo leaves, and why",
  },
  "src/onboard/undo.ts": {
    may: [...CHECK, "src/journal", "src/onboard/undo-below-wildcards.ts", "src/onboard/undo-left-alone.ts"],
    why: "the way back, by the event log",
  },
  "src/report": { may: REPORT, why: "renderers see events, nothing else" },
  "src/report/result": { may: REPORT, why: "the end of one domain as a person reads it" },
  "src/report/words": { may: [...EVENTS, "src/report/words/commands"], why: "every sentence" },
  "src/report/words/zh": {
    may: ["src/errors"],
    why: "sentence and hint of errors in Chinese, by the English pattern",
  },
  "src/report/words/commands": {
    may: [...EVENTS, "src/config/option-table.ts"],
    why: "every command; which takes which option stands in the one table",
  },
  "src/report/words/warnings": {
    may: [...EVENTS, "src/report/words"],
    why: "a file for each kind of record",
  },
  "src/report/consent": { may: REPORT, why: "what a person at a terminal is asked about" },
  "src/report/export": { may: REPORT, why: "a plan for whoever enters it by hand" },
  "src/report/export/page": { may: REPORT, why: "the page to forward, in two languages" },
  "src/report/diagnosis": { may: REPORT, why: "what doctor found, as a person reads it" },
  "src/report/init": { may: REPORT, why: "what init tells, as a person reads it" },
  "src/report/live": { may: REPORT, why: "the table that moves on a terminal" },
  "src/report/evidence": { may: REPORT, why: "for somebody who was not there" },
  "src/report/evidence/html": { may: REPORT, why: FORM },
  "src/report/evidence/markdown": { may: REPORT, why: FORM },
  "src/report/evidence/tracks": { may: REPORT, why: "the timeline, before it has a form" },
  "src/config": {
    may: [
      ...PLAN,
      "src/events/started.ts",
      "src/net",
      FILES,
      "src/config/sources",
      "src/config/accounts",
      "providers/describe.ts",
      "providers/module-name.ts",
      "providers/registry.ts",
      "zod",
    ],
    why: "metadata only: reading a config loads no SDK",
  },
  "src/config/accounts": {
    may: [
      ...PLAN,
      "src/events/started.ts",
      "src/net",
      "src/tencent",
      FILES,
      "src/config",
      "providers/describe.ts",
      "providers/module-name.ts",
      "providers/registry.ts",
    ],
    why: "whose credentials they are, and where they may go",
  },
  "src/config/sources": {
    may: [
      ...PLAN,
      "src/events/started.ts",
      "src/net",
      "src/tencent",
      FILES,
      "src/config",
      "providers/describe.ts",
      "providers/module-name.ts",
      "yaml",
      "zod",
    ],
    why: "options, variables, files",
  },
  "src/compose": {
    may: [
      ...JOURNAL,
      "src/net",
      "src/resolve",
      "src/ses",
      "src/onboard",
      "src/config",
      "providers/registry.ts",
      "providers/describe.ts",
    ],
    why: "config → ports: the only place that knows every part",
  },
  "src/compose/consent": {
    may: [...JOURNAL, "src/config", "src/onboard/run.ts"],
    why: "by what the domains of a command may create and write",
  },
  "src/sandbox": { may: [...DNS, "src/sandbox"], why: "only cli (lazily) and tests import it" },
  "src/sandbox/dns": { may: [...DNS, "src/sandbox", "dns2"], why: "name servers, and SES's own resolver" },
  "src/sandbox/tencent": {
    may: [...DNS, "src/sandbox"],
    why: "what Tencent Cloud's APIs have in common: signature, envelope, errors, limits",
  },
  "src/sandbox/ses": { may: [...DNS, "src/sandbox"], why: "an API over the one zone store" },
  "src/sandbox/cloudflare": { may: [...DNS, "src/sandbox"], why: "an API over the one zone store" },
  "src/sandbox/dnspod": { may: [...DNS, "src/sandbox"], why: "an API over the one zone store" },
  "src/sandbox/alidns": { may: [...DNS, "src/sandbox"], why: "an API over the one zone store" },
  "src/sandbox/route53": {
    may: [...DNS, "src/sandbox", "fast-xml-parser", "zod"],
    why: "an API over the one zone store, in XML",
  },
  "src/shell-words.ts": { may: [], why: "a leaf: anyone may import it" },
  "src/version.ts": { may: [], why: "a leaf: anyone may import it" },
  "src/program": {
    may: [...CHECK, "src/onboard/onboard-domain.ts", "src/program"],
    why: "the commands for programs, whose ports may do anything",
  },
  "src/library.ts": {
    may: [
      ...EVENTS,
      "src/onboard",
      "src/config",
      "src/compose",
      "providers/registry.ts",
      "providers/describe.ts",
    ],
    why: "a run for programs",
  },
  "src/onboarder.ts": {
    may: [
      ...JOURNAL,
      "src/program",
      "src/onboard",
      "src/config",
      "src/compose",
      "providers/registry.ts",
      "providers/describe.ts",
    ],
    why: "all domains of an account, for programs that stay",
  },
  "src/index.ts": { may: ["src"], why: "what programs may use" },
  "src/cli": { may: ["src", "providers", "yargs"], why: "the only code that touches `process`" },
  "src/cli/ending": { may: ["src/errors"], why: "how a process ends before its command is done" },
  "src/cli/commands": { may: ["src", "providers", "yargs"], why: "what a command takes" },
  "src/cli/tasks": { may: ["src", "providers"], why: "what a command does; loaded when it runs" },
  "src/cli/tasks/init": { may: ["src", "providers"], why: "what `init` does, and the files that it writes" },
  "src/cli/session": {
    may: ["src", "providers"],
    why: "what tasks share: domains, log, renderer, rehearsal",
  },
  "src/cli/streams": { may: ["src"], why: "whether what was written to stdout and stderr arrives" },
  "src/cli/terminal": { may: ["src/async"], why: "a person at a terminal, and a terminal that is closed" },
  "src/action": { may: ["src", "providers"], why: "the GitHub Action's edge, around the command line" },
  "providers/describe.ts": { may: DNS, why: "what an adapter says of itself" },
  "providers/module-name.ts": { may: [], why: "how an adapter written elsewhere is named, and where it is" },
  "providers/module-shape.ts": { may: KIT, why: "what it must be before it is believed" },
  "providers/registry.ts": {
    may: [
      ...KIT,
      "providers/module-name.ts",
      "providers/module-shape.ts",
      "providers/alidns",
      "providers/cloudflare",
      "providers/dnspod",
      "providers/manual",
      "providers/route53",
    ],
    why: "the adapters by name, loaded when they are used",
  },
  "providers/conformance.ts": {
    may: ["providers/conformance"],
    why: "what adapters written elsewhere are tested with",
  },
  "providers/conformance": { may: DNS, why: "the contract as cases" },
  "providers/kit": { may: [...KIT, "src/net"], why: "what adapters share: each rule once" },
  "providers/adapter.ts": { may: ADAPTER, why: "what adapters written elsewhere are made with" },
  "providers/memory": {
    may: [...ADAPTER, "providers/conformance"],
    why: "the contract kept without a network",
  },
  "providers/manual": { may: ADAPTER, why: "no host: what name servers say, and a person who writes" },
  "providers/alidns": { may: ADAPTER, why: "never another adapter; requests are signed here" },
  "providers/cloudflare": { may: [...ADAPTER, "cloudflare"], why: "never another adapter" },
  "providers/dnspod": {
    may: [...ADAPTER, "src/tencent", "src/config/sources/duration.ts", "tencentcloud-sdk-nodejs-dnspod"],
    why: "never another adapter; a duration is written in one way",
  },
  "providers/route53": {
    may: [
      ...ADAPTER,
      "providers/route53",
      "src/config/sources/ini.ts",
      "src/files",
      "@aws-sdk/client-route-53",
    ],
    why: "never another adapter; AWS's profiles are files of the one ini grammar",
  },
  "providers/route53/chain": {
    may: [...ADAPTER, "providers/route53", "@aws-sdk/client-route-53"],
    why: "keys by AWS's own chain, before Route 53 is asked",
  },
  "providers/route53/read": { may: [...ADAPTER, "providers/route53"], why: "zones and complete listings" },
  "providers/route53/write": { may: [...ADAPTER, "providers/route53"], why: "change batches" },
};

/** Imported only by `import()`: what they bring is heavy and most commands never need it. */
export const LAZY_ONLY: readonly string[] = [
  "cloudflare",
  "@aws-sdk/client-route-53",
  "tencentcloud-sdk-nodejs-dnspod",
  "tencentcloud-sdk-nodejs-ses",
  "yaml",
  "zod",
  "src/sandbox",
];

/** Who touches the process by any of its names, or asks `node:os` what is in its variables. */
export const TOUCHES_PROCESS: Readonly<Record<string, string>> = {
  "src/cli": "arguments, environment, streams, signals, exit status",
  "src/action/files.ts": "a folder for files of a job that names none",
  "providers/route53/client.ts": "switches a warning of the SDK off while a client is built, and back again",
  "providers/route53/chain/credential-process.ts":
    "ends the program that a profile names for its keys, at the latest with the process",
};

interface Reader {
  /** Packages, or a scope that stands for all of its packages; those that come with others, too. */
  readonly packages: readonly string[];
  /** Places that may import them. */
  readonly by: readonly string[];
  /** What of the process they read, and why it decides nothing behind a caller's back. */
  readonly why: string;
}

/** Packages that read the process's environment, whatever environment a caller gives. */
export const READS_PROCESS: readonly Reader[] = [
  {
    packages: ["@aws-sdk", "@smithy", "@aws"],
    by: ["providers/route53"],
    why: "keys, profiles, region, endpoint: each is given or shut off, unless the caller opens the chain",
  },
  {
    packages: ["cloudflare"],
    by: ["providers/cloudflare"],
    why: "keys, base URL, headers, log level: each is given or shut off",
  },
  {
    packages: [
      "tencentcloud-sdk-nodejs-ses",
      "tencentcloud-sdk-nodejs-dnspod",
      "tencentcloud-sdk-nodejs-common",
      "debug",
      "supports-color",
    ],
    by: ["src/ses", "providers/dnspod"],
    why: "keys and a proxy: both are given; the last two, below it, read how to print",
  },
  { packages: ["yaml"], by: ["src/config/sources"], why: "how to print its own debugging" },
  { packages: ["yargs", "yargs-parser"], by: ["src/cli"], why: "it is the command line" },
  {
    packages: ["proxy-from-env", "https-proxy-agent", "proxy-agent", "global-agent", "undici", "dotenv"],
    by: [],
    why: "the process's proxies and variables are not those of the environment that counts (src/net)",
  },
];
