import { GENERATED, row } from "./command.mjs";
import { demandSameNames, exportsOf } from "./source.mjs";

const KINDS = {
  bug: "our fault, please report",
  usage: "fix the command or the config",
  denied: "the account may not do this, or does not hold the zone or the domain",
  conflict: "a person must choose",
  upstream: "an API is down or slow, or what happened could not be written down: run again",
  unverified: "published everywhere, and SES refuses a value that it sees",
  pending: "nothing is wrong, only not yet: run again later",
  drift:
    "`check`: SES has verified the domain, and not all is as it should be; or SES has no such identity. `plan --detailed-exitcode`: there is something to do",
};

/** One line a code: what happened, what to do. More is in docs/runbook.md. */
const CODES = {
  UNEXPECTED: [
    "Something happened that the program was not written for",
    "Run again with `--debug` and report the output",
  ],
  CONFIG_INVALID: [
    "A setting, option or variable is wrong; each mistake is named with line and column",
    "Correct what is named",
  ],
  PROVIDER_UNKNOWN: [
    "There is no adapter of this name, or the module is no adapter",
    "Name one that `ses-onboard providers` lists",
  ],
  PROVIDER_AMBIGUOUS: [
    "Several configured DNS hosts could hold the zone, or none does",
    "Name one with `--provider`",
  ],
  CONSENT_MISSING: [
    "There is nobody to ask, and no option says that `run` or `undo` may write",
    "Give `--yes`, or an approved plan",
  ],
  CREDENTIALS_MISSING: ["A key or token is needed and not set", "Set the variable that is named"],
  DOMAIN_INVALID: [
    "The text is no domain that can send: bad syntax, a public suffix, an address",
    "Give the sender domain alone, like `mail.example.com`",
  ],
  CLOCK_SKEWED: ["This machine's clock differs too much for signed requests", "Set the clock (NTP)"],
  CREDENTIALS_REJECTED: ["An API does not accept the key or token", "Check the key, its site and its expiry"],
  RIGHTS_MISSING: ["The credentials are good, and lack a right", "Grant the right that is named"],
  ZONE_NOT_FOUND: [
    "The DNS host shows no such zone to these credentials",
    "Give them access, or name the provider that holds it",
  ],
  ZONE_AMBIGUOUS: [
    "The host holds several zones that the delegation could mean",
    "Set `zoneId` in the config",
  ],
  ZONE_NOT_DELEGATED: [
    "The world is sent elsewhere: nobody would ever see what is written here",
    "Correct the delegation, or name the provider that is live",
  ],
  IDENTITY_HELD_BY_OTHER: [
    "Another Tencent Cloud account holds the domain",
    "Use that account, or open a ticket",
  ],
  QUOTA_EXCEEDED: [
    "The account's number of sender domains, or the zone's number of records, is used up",
    "Ask for more",
  ],
  CNAME_IN_THE_WAY: [
    "A CNAME stands at a name that needs a record",
    "Send from another name, or replace the CNAME",
  ],
  SPF_UNMERGEABLE: [
    "The SPF record can't take one more mechanism without breaking",
    "Mend the record as the message says",
  ],
  RECORD_IN_THE_WAY: [
    "Another record stands where one must be the only one",
    "Look at it; consent with `--replace TYPE:NAME`",
  ],
  VALUE_REJECTED: [
    "The DNS host refuses a value, or SES asks for one that can't be right",
    "Look at the value; report it",
  ],
  RRSET_CHANGED: [
    "Somebody else kept changing the same records. From `undo`: somebody has changed them since the run, so they were left alone",
    "Run again when they are done; after `undo` correct by hand what is named",
  ],
  PLAN_CHANGED: [
    "The run would do more than was reviewed",
    "Run `plan` again, with the consents that the hint may name, and pass its new hash",
  ],
  API_UNAVAILABLE: ["An API could not be reached, or failed, after several attempts", "Run again"],
  API_RATE_LIMITED: ["An API asks for fewer requests", "Wait some minutes, then run again"],
  API_SURPRISE: [
    "An API answered something that is not in its documentation",
    "Look for a proxy in between; report it with the request id",
  ],
  OUTPUT_FAILED: [
    "The log, a report, an output or stdout could not be written once the command was under way; what was created or written by then stands",
    "Look at the disk or at who reads, then run again",
  ],
  IDENTITY_UNVERIFIED: [
    "SES sees what is published and refuses it",
    "Compare expected with current value, mend, run again",
  ],
  NOT_PROPAGATED: [
    "Not all authoritative servers serve the records yet",
    "Run again at the time that is named",
  ],
  VERIFICATION_PENDING: [
    "`run`: the servers serve the records, and SES sees nothing or an old value. `check`: SES has not verified the domain, be all published or not",
    "Run again at the time that is named; after `check`: `run`",
  ],
  NOT_OBSERVABLE: [
    "The name servers can't be asked from here; `check` adds what SES says, and what public resolvers give of it where port 53 is the cause",
    "Open port 53, or run from another network",
  ],
  DRIFT: [
    "SES has verified the domain, and what is published is not as it should be",
    "Look with `plan`, mend with `run`; where a name server differs, by the hint",
  ],
  IDENTITY_MISSING: [
    "`check`: SES has no such identity in this account, at this site",
    "Check the account and the site; else `run`",
  ],
};

/** Every code with its exit status. */
export async function exitCodesPage() {
  const { EXIT_BY_KIND, KIND_BY_CODE } = await exportsOf("src/errors/codes.ts");
  demandSameNames("kinds", Object.keys(EXIT_BY_KIND), Object.keys(KINDS));
  demandSameNames("codes", Object.keys(KIND_BY_CODE), Object.keys(CODES));
  const codesOf = (kind) => Object.keys(CODES).filter((code) => KIND_BY_CODE[code] === kind);
  return [
    "# Exit statuses and error codes",
    GENERATED,
    "Codes and numbers are a promise; wording is not. Of several domains the gravest wins: the lowest number that is not 0. What SES's own codes mean: [ses-codes.md](ses-codes.md).",
    [
      "| exit | kind | meaning |",
      "|---|---|---|",
      row(
        0,
        "–",
        "every domain is verified (`plan`: it can be done; `check`: nothing to do; `undo`: everything is as it was before)",
      ),
      ...Object.entries(EXIT_BY_KIND).map(([kind, exit]) => row(exit, kind, KINDS[kind])),
      row(
        "129, 130, 143",
        "–",
        'interrupted by Ctrl-C or by "no" at the terminal (130), by SIGTERM (143), or by SIGHUP, as when the terminal is closed (129); running again goes on from there',
      ),
    ].join("\n"),
    [
      "| exit | code | what happened | what to do |",
      "|---|---|---|---|",
      ...Object.entries(EXIT_BY_KIND).flatMap(([kind, exit]) =>
        codesOf(kind).map((code) => row(exit, link(code), ...CODES[code])),
      ),
    ].join("\n"),
  ].join("\n\n");
}

function link(code) {
  return `[\`${code}\`](runbook.md#${code.toLowerCase()})`;
}
