import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../../src/events/samples/samples.ts";
import { NO_COLORS } from "../../../src/report/color.ts";
import { resultLines } from "../../../src/report/result/text.ts";
import { displayWidth } from "../../../src/report/words/words.ts";
import { factsOf } from "../facts.ts";
import { START } from "../recording.ts";
import type { DomainState } from "../../../src/events/result.ts";
import type { ResultEvent } from "../../../src/report/result/context.ts";

// A result's text tells all that a person needs of it: with any of these facts changed it reads differently,
// with any other it does not.

const ALWAYS = [
  "domain",
  "state",
  "calls.ses",
  "calls.provider",
  "calls.dns",
  "timings.totalMs",
  "timings.propagationMs",
];
const ACCOUNT = ["identity.site", "identity.region"];
const ZONE = ["zone.apex", "zone.provider", "zone.nameServers.length", "zone.nameServers.*"];
const RECORD = [
  "records.length",
  ...["purpose", "owner", "type", "action"].map((fact) => `records.*.${fact}`),
];
const SERVED = ["records.*.servers.agreeing", "records.*.servers.asked", "records.*.ses.state"];
const REFUSED = ["records.*.expected", "records.*.ses.currentValue", "records.*.ses.finding"];
const CHANGE = ["before", "after"].flatMap((side) =>
  ["ttl", "values.length", "values.*"].map((fact) => `records.*.${side}.${fact}`),
);
const WARNING = ["length", "*.owner", "*.kept.length", "*.kept.*", "*.because"].map(
  (fact) => `records.*.warnings.${fact}`,
);
const IMPACT = [
  "checked",
  "otherwise",
  "senders",
  "passing",
  "above.length",
  "above.*",
  "referring.length",
  "referring.*",
  "notProved.length",
  "notProved.*.term",
  "notProved.*.because",
].map((fact) => `records.*.impact.${fact}`);
const ERROR = ["exit", "error.code", "error.message", "error.hint"];

/** Whether the set held an SPF record that SES's is joined into. */
const JOINED = "records.*.before.values.length";

/** `error`, `zone`, `identity`, `servers` and `ses` alone: that there is none. */
const TOLD: Readonly<Record<DomainState, readonly string[]>> = {
  verified: [
    ...ACCOUNT,
    ...ZONE,
    ...RECORD,
    ...SERVED,
    "records.*.written",
    "records.*.formerUntilAt",
    "records.*.before.ttl",
    JOINED,
    "time",
    "warnings.length",
    "warnings.*.owner",
    "error",
  ],
  pending: [
    ...ZONE,
    ...RECORD,
    ...SERVED,
    ...REFUSED,
    "records.*.written",
    JOINED,
    "records.*.ses.untilAt",
    ...ERROR,
  ],
  published: [
    "identity",
    "zone",
    ...RECORD.filter((fact) => !fact.endsWith("action")),
    "records.*.found",
    "records.*.servers.agreeing",
    "records.*.servers.asked",
    "records.*.ses",
    "error",
  ],
  failed: ["zone", ...ERROR],
  planned: [...ACCOUNT, ...ZONE, ...RECORD, ...CHANGE, ...WARNING, ...IMPACT, "planHash", "error"],
  drifted: [
    ...ZONE,
    ...RECORD.filter((fact) => !fact.endsWith("action")),
    "records.*.found",
    ...SERVED,
    ...ERROR,
  ],
  interrupted: [
    ...ACCOUNT,
    ...ZONE,
    "identity.created",
    ...RECORD,
    "records.*.written",
    JOINED,
    "records.*.servers",
    "records.*.ses",
    "error",
  ],
  undone: ["identity", ...ZONE, ...RECORD, "records.*.written", "error"],
};

const results: readonly ResultEvent[] = SAMPLES.events.result.map((body) => ({
  ...body,
  time: START,
  domain: SAMPLES.domain,
}));

function textOf(result: ResultEvent, dryRun = false, checks = false): string {
  const undoes = result.state === "undone" || dryRun;
  const started = {
    type: "run.started",
    command: undoes ? "undo" : checks ? "check" : "run",
    version: "0.1.0",
    site: "international",
    region: "ap-singapore",
    time: START,
    domain: SAMPLES.domain,
    ...(dryRun ? { dryRun } : {}),
  } as const;
  const context = { creates: false, started };
  return resultLines(result, { colors: NO_COLORS, width: Infinity }, context).join("\n");
}

function pathsTold(result: ResultEvent): readonly string[] {
  const told = factsOf(result).filter(({ others }) =>
    others.some((other) => textOf(other as ResultEvent) !== textOf(result)),
  );
  return [...new Set(told.map(({ path }) => path.replaceAll(/\b\d+\b/g, "*")))];
}

describe("the text of a result", () => {
  it.each(results.map((result) => [result.state, result] as const))(
    "tells of a domain that is %s just what it should",
    (state, result) => {
      expect(pathsTold(result).toSorted()).toEqual([...ALWAYS, ...TOLD[state]].toSorted());
    },
  );

  it("tells an interrupt's own exit status beside the error of what it broke off", () => {
    const { error } = SAMPLES.results.failed;
    const text = textOf({ ...resultOf("interrupted"), error });
    expect(text).toContain(`${error?.code} (exit 130)`);
    expect(text).toContain(error?.hint.slice(0, 20));
  });

  it("tells a change that was not made as such", () => {
    expect(textOf(resultOf("interrupted"))).toMatch(/DKIM .* TXT +not created +not asked/);
  });

  it("tells what a check found, and not what it would do", () => {
    expect(textOf(resultOf("drifted"))).toMatch(/SPF .* TXT +differs +/);
  });

  it("puts side by side what SES wants, what it sees and what follows", () => {
    const lines = textOf(resultOf("pending")).split("\n");
    const first = lines.indexOf("  SES on SPF (TXT mail.example.com):");
    expect(lines.slice(first + 1, first + 4)).toEqual([
      "    wants  v=spf1 include:qcloudmail.com ~all",
      "    sees   nothing",
      expect.stringMatching(/^ {4}so {5}published at 2 of 2 name servers; /),
    ]);
  });

  it("says of a server and of SES that they were not asked", () => {
    expect(textOf(resultOf("interrupted")).match(/ not asked\b/g)).toHaveLength(4);
  });

  it("says of an undo what it did, and what it did not come to", () => {
    const undone = resultOf("undone");
    const records = (["restored", "removed"] as const).flatMap((action) =>
      [true, false].map((written) => ({ ...SAMPLES.results.undone.records[0], action, written })),
    );
    const lines = textOf({ ...undone, records: records as ResultEvent["records"] }).split("\n");
    const words = lines.filter((line) => line.startsWith("  SPF (TXT ")).map((line) => line.split(": ")[1]);
    expect(words).toEqual(["put back", "not put back", "taken away again", "not taken away"]);
  });

  it.each([
    ["verified", false, ["To check later that it all still stands", `ses-onboard check ${SAMPLES.domain}`]],
    ["planned", false, ["To do exactly this", "--plan-hash sha256:"]],
    ["interrupted", false, ["Run the same command again"]],
    ["interrupted", true, ["Run the same command again"]],
    ["undone", false, ["Caches may show", "The identity stays at SES"]],
  ] as const)("of a domain that is %s says what to do next", (state, dryRun, words) => {
    for (const word of words) expect(textOf(resultOf(state), dryRun)).toContain(word);
  });

  it("of a plan lists what belongs to none of its records, and nothing that it has shown with one", () => {
    const shown = { warning: "spf-decides-nothing", owner: SAMPLES.domain } as const;
    const raised = { warning: "doubled-suffix", owner: SAMPLES.domain } as const;
    const [first, ...others] = resultOf("planned").records;
    if (first === undefined) throw new TypeError("the sample has no record");
    const records = [{ ...first, warnings: [shown] }, ...others.map((one) => ({ ...one, warnings: [] }))];
    const text = textOf({ ...resultOf("planned"), records, warnings: [shown, raised] });
    expect(text).toContain("  1 thing to look at:");
    expect(text.split("the zone's name stands there twice")).toHaveLength(2);
    expect(text.split("condemns nobody")).toHaveLength(2);
  });

  it("of a check does not send to the check that was just made", () => {
    const text = textOf(resultOf("verified"), false, true);
    expect(text).toContain("Nothing is left to write");
    expect(text).not.toContain("ses-onboard check");
  });

  it("of an undo of a log that tells of no write promises nothing about the identity", () => {
    const text = textOf({ ...resultOf("undone"), records: [] });
    expect(text).toContain("There is nothing to take back.");
    expect(text).not.toMatch(/identity|onboarded/);
  });

  it("of an undo that was only tried says how to do it", () => {
    const planned: ResultEvent = { ...resultOf("undone"), state: "planned" };
    expect(textOf(planned, true)).toMatch(/To do exactly this:\n {4}ses-onboard undo$/m);
  });
});

function resultOf(state: DomainState): ResultEvent {
  return { ...SAMPLES.results[state], time: START, domain: SAMPLES.domain };
}

describe.each([60, 80, 120])("on %i columns", (width) => {
  const NOTHING = { creates: true, started: undefined };

  it.each(SAMPLES.events.result.map((result) => [result.state, result] as const))(
    "no line of a domain that is %s is longer, but for a word or a command that would break",
    (_state, sample) => {
      const result = { ...sample, time: START, domain: SAMPLES.domain };
      const lines = resultLines(result, { colors: NO_COLORS, width }, NOTHING);
      const long = lines.filter((line) => displayWidth(line) > width);
      expect(long.filter((line) => line.trim().includes(" ") && !/^ {4}ses-onboard /.test(line))).toEqual([]);
    },
  );
});
