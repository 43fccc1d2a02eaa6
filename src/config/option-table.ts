import { exitOf } from "../errors/codes.ts";
import {
  COLOR_CHOICES,
  LANGUAGES,
  MX_CHOICES,
  DMARC_CHOICES,
  EXPORT_FORMATS,
  WITHOUT_FLAG,
  ABOUT_DOMAINS,
  WRITING,
  LOOKING,
  EACH,
  ACCOUNT,
  POLICY,
  WRITE,
  RUN,
  UNDO,
  WITHOUT_ACCOUNT,
  OUTPUT,
  KEPT_FILE,
} from "./option-groups.ts";
import { SITE_NAMES } from "./sites.ts";
import type { Option } from "./sources/option.ts";
import {
  debugging,
  dkimBits,
  duration,
  oneOf,
  planHashText,
  anyText,
  tagText,
  wholeNumber,
  yesOrNo,
} from "./sources/option-text.ts";

// Every option of the commands about domains, once. From a row follow the flag and its help, the variable,
// what a misspelt word is compared with, the action's input and its lines in action.yml, the config file's
// setting, and whether the variable holds in a rehearsal. What it does is written where its value is used.

const TABLE = {
  file: {
    group: "Domains",
    commands: ABOUT_DOMAINS,
    parse: anyText,
    list: true,
    describe:
      "a YAML list of sender domains, like `- mail.example.com`, or a folder of them (each *.yaml, *.yml); taking one out changes nothing at SES or in DNS",
    inAction: true,
  },

  provider: {
    ...ACCOUNT,
    commands: [...EACH, "init"],
    parse: anyText,
    describe:
      "the DNS host: auto (default), alidns, cloudflare, dnspod, route53, manual (a person enters the records), a name from the config, or an adapter's path or package",
  },
  site: {
    ...ACCOUNT,
    commands: [...LOOKING, "init"],
    parse: oneOf(SITE_NAMES),
    describe: "Tencent Cloud's site: international (default) or china",
    inConfig: "ses.site",
  },
  region: {
    ...ACCOUNT,
    commands: [...LOOKING, "init"],
    parse: anyText,
    describe: "a region of that site, like ap-singapore",
    inConfig: "ses.region",
  },
  tag: {
    ...ACCOUNT,
    commands: WRITING,
    parse: tagText,
    list: true,
    describe: "a tag of an identity that is created, like team=mail",
    decides: true,
    inRehearsal: true,
    inConfig: "ses.tags",
  },
  config: {
    ...ACCOUNT,
    commands: EACH,
    parse: anyText,
    describe: "config file; none is needed (on a command line ses-onboard.yaml, where there is one)",
    inAction:
      "Only a file that is named here is read: one that merely lies in the checkout may come with a pull request.",
  },

  mx: {
    ...POLICY,
    parse: oneOf(MX_CHOICES),
    describe: "an MX that stands there: keep (default), add SES's beside it, or replace it",
    inConfig: "policy.mx",
  },
  dmarc: {
    ...POLICY,
    parse: oneOf(DMARC_CHOICES),
    describe:
      "a DMARC policy: keep what stands there (default) or replace it; rfc9989 or rfc7489 keeps it too, and inherits as that standard says",
    inConfig: "policy.dmarc",
  },
  replace: {
    ...WRITE,
    parse: anyText,
    list: true,
    describe: "consent to replace one record set, like TXT:name.example.com",
  },
  allow: {
    ...WRITE,
    parse: anyText,
    list: true,
    describe:
      "consent to a record set that SES does not usually ask for, like A:www.mail.example.com, to SES's MX beside a policy at TXT:_mta-sts.mail.example.com, or to two DNS hosts for one zone at NS:example.com",
    inConfig: "policy.allow",
  },
  dkim: {
    ...WRITE,
    parse: dkimBits,
    describe: "length of the DKIM key in bits: 2048 (default) or 1024",
  },
  ttl: {
    ...WRITE,
    parse: wholeNumber(1, 2_147_483_647),
    describe: "TTL of created records in seconds (default 300)",
    inConfig: "policy.ttl",
  },
  "mx-priority": {
    parse: wholeNumber(0, 65_535),
    describe: "the preference of an MX that is created where there was none (default 10)",
    decides: true,
    inRehearsal: true,
    inConfig: "policy.mxPriority",
  },

  wait: {
    ...RUN,
    parse: duration,
    describe:
      "time budget from the first write on, like 10m (default); 0: publish, ask the name servers once, and SES once where they all serve",
  },
  "plan-hash": {
    ...RUN,
    parse: planHashText,
    describe: "refuse unless the plan has this hash, as `plan` printed it; of several domains one for all",
    inAction: "The output plan-hash of a plan tells it.",
  },
  plan: {
    ...RUN,
    parse: anyText,
    describe: "carry out the plan in this file, which `plan --out` wrote, and nothing beyond it",
    inAction: "The output plan-path of a plan tells it.",
  },
  out: {
    group: "This run",
    commands: ["plan"],
    flagOnly: true,
    parse: anyText,
    describe: "write the plan to this file, for `run --plan`",
  },
  export: {
    group: "This run",
    commands: ["plan", "check"],
    flagOnly: true,
    parse: oneOf(EXPORT_FORMATS),
    describe: `print on stdout what to enter by hand: ${EXPORT_FORMATS.join(", ")}; text and html are pages to forward, -zh in Chinese (of check: a plan that is expected)`,
  },
  "detailed-exitcode": {
    group: "This run",
    commands: ["plan"],
    flagOnly: true,
    parse: yesOrNo,
    describe: `exit ${exitOf("DRIFT")} when there is something to do`,
  },
  strict: {
    group: "This run",
    commands: ["check"],
    parse: yesOrNo,
    describe: `exit ${exitOf("DRIFT")} for every fault of the SPF record, also where SES's mail does not depend on it`,
    inAction: "Only with check.",
    inRehearsal: true,
  },
  "dns-only": {
    ...WITHOUT_ACCOUNT,
    parse: yesOrNo,
    describe: "ask name servers alone, without keys of the account, for what stands or what a plan asks for",
  },
  expect: { ...WITHOUT_ACCOUNT, parse: anyText, describe: "a plan's file, whose records dns-only looks for" },
  policy: {
    group: "This run",
    commands: ["doctor"],
    flagOnly: true,
    parse: yesOrNo,
    describe: "print the least rights of the keys, as policies to paste, and try nothing",
  },
  overwrite: {
    group: "This run",
    commands: ["init"],
    flagOnly: true,
    parse: yesOrNo,
    describe: "write the files also where they are there and differ; without it those are kept",
  },
  "dry-run": { ...UNDO, parse: yesOrNo, describe: "show what would be put back, and write nothing" },
  domain: { ...UNDO, parse: anyText, list: true, describe: "only what was written for this sender domain" },
  yes: {
    group: "This run",
    commands: ["run", "undo"],
    parse: yesOrNo,
    describe: "create, write and put back without asking; needed where nobody is at a terminal",
    inRehearsal: true,
  },
  sandbox: {
    group: "This run",
    commands: LOOKING,
    parse: yesOrNo,
    describe: "rehearse against an embedded SES, DNS host and DNS; nothing real is asked or changed",
    inAction: true,
  },

  format: {
    ...OUTPUT,
    parse: oneOf(["tty", "plain", "github", "json"]),
    describe: "tty, plain, github or json (default: what fits the place)",
  },
  color: { ...OUTPUT, parse: oneOf(COLOR_CHOICES), describe: "auto (default), always or never" },
  lang: {
    ...OUTPUT,
    commands: [...EACH, "init"],
    parse: oneOf(LANGUAGES),
    describe: "language of errors: en or zh (default: zh where LC_ALL, LC_MESSAGES or LANG says so, else en)",
  },
  debug: {
    ...OUTPUT,
    commands: [...EACH, "init"],
    parse: debugging,
    describe: "tell all facts of an error, for a bug report; --debug=dns: each DNS question and answer, too",
  },
  log: {
    ...KEPT_FILE,
    parse: anyText,
    describe:
      "append every event to this file as NDJSON, written before each change it tells of; none: keep no log",
    inAction: "`ses-onboard undo` reads it. Without it a file in the runner's temporary folder.",
  },
  report: {
    ...KEPT_FILE,
    parse: anyText,
    list: true,
    describe: "in the end write the evidence, with the timeline: FILE.html, FILE.md or FILE.json",
    inAction: "Without it one HTML file in the runner's temporary folder.",
  },

  ...WITHOUT_FLAG,
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof TABLE;
export type OptionRow<K extends OptionName> = (typeof TABLE)[K];
export const OPTIONS: Readonly<Record<OptionName, Option>> = TABLE;
export const OPTION_NAMES = Object.keys(TABLE) as readonly OptionName[];

/** A flag that needs no word behind it. */
export function isSwitch(name: OptionName): boolean {
  return OPTIONS[name].parse === yesOrNo;
}

/** Whether the text of a switch switches it on. */
export function isOn(text: string): boolean {
  const parsed = yesOrNo(text);
  return "value" in parsed && parsed.value;
}

/** What a command takes, in the order of the table. */
export function optionsOf(command: string): readonly OptionName[] {
  return OPTION_NAMES.filter((name) => OPTIONS[name].commands?.some((one) => one === command));
}
