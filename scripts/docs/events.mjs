import { GENERATED, row } from "./command.mjs";
import { exportsOf } from "./source.mjs";
import { typesFrom } from "./types.mjs";

/** Types that are told better than by their declaration. */
const IN_WORDS = {
  DomainName: "text: lower case, A-labels, no final dot",
  ErrorCode: "one of [these](exit-codes.md)",
};

/** Every event of `--format json` and `--log`. */
export async function eventsPage() {
  const { EVENTS, ...told } = await exportsOf(
    "src/report/event-table.ts",
    "src/report/words/warnings/warning-sentence.ts",
    "src/events/samples/samples.ts",
    "src/events/json-line.ts",
  );
  const shapes = await typesFrom("src/events/event.ts", ["EventBody", "OnboardEvent"], Object.keys(IN_WORDS));
  const diagnosis = await typesFrom(
    "src/events/diagnosis/diagnosis.ts",
    ["Diagnosis"],
    ["ErrorReport", "Observation", "ServerAddress", "Warning"],
  );
  return [
    "# Events",
    GENERATED,
    [
      "`--format json` prints one event a line (NDJSON) to stdout, `--log FILE` appends the same to a file. Every event has `type`, `time` (milliseconds since 1970) and `domain`;",
      "the last one of a domain is its `result`, also of one that failed. stdout has [two lines more](#lines-that-are-no-events) that are no events. Names say the unit: `…Ms`, `…Seconds`. No event holds a secret. New events and new fields may come; what is here stays.",
    ].join("\n"),
    [
      "| event | when |",
      "|---|---|",
      ...Object.entries(EVENTS).map(([type, { doc }]) => row(`\`${type}\``, doc)),
    ].join("\n"),
    ...examples(Object.keys(EVENTS), told),
    "## Exact shapes",
    Object.entries(IN_WORDS)
      .map(([name, words]) => `\`${name}\` is ${words}.`)
      .join(" "),
    `\`\`\`ts\n${shapes.join("\n\n")}\n\`\`\``,
    ...otherLines(diagnosis),
  ].join("\n\n");
}

/** What `--format json` prints beside events. */
function otherLines(diagnosis) {
  return [
    "## Lines that are no events",
    "`--format json` prints two kinds of line that have a `type` and no `time`, and that `--log` does not hold:",
    [
      "| `type` | when | its fields |",
      "|---|---|---|",
      row(
        "`diagnosis`",
        "The one line of `doctor`",
        "`domain`: the one that was given, or `null`; `rehearsal`: `true`, `sandbox`: `true`, `endpoints`: as in `run.started`; `checks`: a `Diagnosis` for each thing that was tried, the sentence of its finding beside it in `found` (or `null`)",
      ),
      row(
        "`error`",
        "A whole command failed, most often before any domain was begun",
        "`exit`: the [exit status](exit-codes.md); `error`: an `ErrorReport` as in `result`",
      ),
    ].join("\n"),
    `\`\`\`ts\n${diagnosis.join("\n\n")}\n\`\`\``,
  ];
}

/** Each event, each warning and each verdict as they come, and how they read. */
function examples(types, { SAMPLES, jsonLine, sentence, warningSentence }) {
  const whole = (body) => ({ ...body, time: Date.UTC(2026, 10, 22, 9), domain: SAMPLES.domain });
  const example = (name, value, words) => `\`${name}\`\n\n\`\`\`text\n${jsonLine(value)}${words}\n\`\`\``;
  return [
    "## Examples",
    "An event as it stands in the log, below it the sentence that people read. Sentences may change.",
    ...types.map((type) =>
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
