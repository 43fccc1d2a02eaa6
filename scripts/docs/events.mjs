import { GENERATED, row } from "./command.mjs";
import { exportsOf, demandSameNames, sourceOf } from "./source.mjs";

const EVENTS = {
  "run.started": "A domain's turn has come",
  "delegation.found": "The walk from the root servers ended: the zone and its live name servers",
  "port53.unusable":
    "Name servers can't be asked from here, and why; who serves the zone was looked up over HTTPS",
  "zone.found": "The DNS host's zone that the world is really sent to",
  "identity.found": "Whether SES has the identity; nothing is created yet",
  "identity.ready": "The identity is there, created or adopted, and tells what it asks for",
  "rrset.planned": "The judgement on one record; before a write it is on disk, with what it replaces",
  "plan.ready": "All records are planned; the hash is what `--plan-hash` takes",
  "warning.raised": "Something that a person should know although the run goes on",
  "rrset.written": "A record set was changed at the DNS host",
  "rrset.kept": "A record set needed no change",
  "race.lost": "Somebody else wrote meanwhile; it reads and plans again",
  "propagation.started": "From now on every authoritative server is asked",
  "propagation.observed": "A server's answer changed",
  "server.behind":
    "A server still has an older version of the zone, and by when it fetches the new one at the latest",
  "server.excluded": "A server is left out, and why",
  "propagation.progress": "How many servers agree, now and then",
  "host.settled": "The DNS host's own word on whether the change is everywhere",
  "propagation.done": "Every server serves every record, in two rounds",
  "resolver.observed": "What a public resolver says; reported only, it decides nothing",
  "identity.asked": "SES was asked to look",
  "identity.verified": "SES confirms",
  "identity.refused": "SES does not confirm (yet), and what it sees",
  "api.retried": "A request is repeated after a pause",
  result: "The end of one domain; nothing follows it",
};

/** Types quoted from the source below the table: the exact shape has one place. */
const QUOTED = [
  "events/event",
  "events/record",
  "events/verdict",
  "events/result",
  "plan/requirement",
  "plan/record-plan",
  "plan/warning",
]
  .concat("dns/rrset", "dns/observation", "errors/onboard-error")
  .map((file) => `src/${file}.ts`);
const NAMES = [
  "EventBody",
  "OnboardEvent",
  "DomainResult",
  "DomainState",
  "RecordResult",
  "RecordPlan",
  "RecordAction",
  "Answer",
  "SesView",
  "ServerVerdict",
  "Command",
  "Requirement",
  "Purpose",
  "Action",
  "Warning",
  "SpfTermFault",
  "RRset",
  "RRsetKey",
  "RRType",
  "Observation",
  "Transport",
  "SoaTimes",
  "ExtendedError",
  "Question",
  "ServerAddress",
  "ErrorReport",
  "ErrorFacts",
];

/** Every event of `--format json` and `--log`. */
export async function eventsPage() {
  const source = (await Promise.all(QUOTED.map(sourceOf))).join("\n");
  const union = declarationOf(source, "EventBody");
  demandSameNames(
    "events",
    [...[...union.matchAll(/readonly type: "([^"]+)"/g)].map(([, type]) => type), "result"],
    Object.keys(EVENTS),
  );
  return [
    "# Events",
    GENERATED,
    [
      "`--format json` prints one event a line (NDJSON) to stdout, `--log FILE` appends the same to a file. Every event has `type`, `time` (milliseconds since 1970) and `domain`;",
      "the last one of a domain is its `result`, also of one that failed. Names say the unit: `…Ms`, `…Seconds`. No event holds a secret. New events and new fields may come; what is here stays.",
    ].join("\n"),
    [
      "| event | when |",
      "|---|---|",
      ...Object.entries(EVENTS).map(([type, when]) => row(`\`${type}\``, when)),
    ].join("\n"),
    ...(await examples()),
    "## Exact shapes",
    `\`DomainName\` is text: lower case, A-labels, no final dot.\n\n\`\`\`ts\n${NAMES.map((name) => declarationOf(source, name)).join("\n\n")}\n\`\`\``,
  ].join("\n\n");
}

/** Each event, each warning and each verdict as they come, and how they read. */
async function examples() {
  const { SAMPLES, jsonLine, sentence, warningSentence } = await exportsOf(
    "src/events/samples/samples.ts",
    "src/events/json-line.ts",
    "src/report/words/sentence.ts",
    "src/report/words/warning-sentence.ts",
  );
  const whole = (body) => ({ ...body, at: Date.UTC(2026, 10, 22, 9), domain: SAMPLES.domain });
  const example = (name, value, words) => `\`${name}\`\n\n\`\`\`text\n${jsonLine(value)}${words}\n\`\`\``;
  demandSameNames("events", Object.keys(SAMPLES.events), Object.keys(EVENTS));
  return [
    "## Examples",
    "An event as it stands in the log, below it the sentence that people read. Sentences may change.",
    ...Object.keys(EVENTS).map((type) =>
      example(type, whole(SAMPLES.events[type][0]), sentence(whole(SAMPLES.events[type][0]))),
    ),
    "### Warnings",
    "In `warning.raised`, and in the `warnings` of a record.",
    ...Object.entries(SAMPLES.warnings).map(([name, [warning]]) =>
      example(name, warning, warningSentence(warning)),
    ),
    "### Verdicts",
    "In `propagation.observed`: what a server's answer means for the record that is waited for.",
    ["| verdict | reads |", "|---|---|", ...Object.entries(SAMPLES.verdicts).map(verdictRow)].join("\n"),
  ];

  function verdictRow([verdict, [observed]]) {
    return row(`\`${verdict}\``, sentence(whole(observed)));
  }
}

/** An exported type as it stands in the source; oxfmt ends each at the first line that does not go on. */
function declarationOf(source, name) {
  const found = new RegExp(
    `^export (?:interface ${name}(?: extends [^{]+?)? \\{[\\s\\S]*?^\\}|type ${name} =[\\s\\S]*?;$(?!\\n {2,}))`,
    "m",
  ).exec(source);
  if (found === null) throw new Error(`no exported type ${name}`);
  return found[0].replace("export ", "");
}
