import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../../src/events/samples/samples.ts";
import type { GivenOption } from "../../../src/events/started.ts";
import { joinHashes } from "../../../src/plan/consent/plan-hash.ts";
import type { PlanHash } from "../../../src/plan/consent/plan.ts";
import type { DomainState } from "../../../src/events/result.ts";
import type { OnboardEvent } from "../../../src/events/event.ts";
import { NO_COLORS } from "../../../src/report/color.ts";
import { createPlainRenderer } from "../../../src/report/plain.ts";
import type { ResultEvent } from "../../../src/report/result/context.ts";
import { overviewLines } from "../../../src/report/result/overview.ts";
import { displayWidth } from "../../../src/report/words/words.ts";
import { name, START } from "../recording.ts";
import { createStage } from "../stage.ts";

const BY_STATE = new Map(SAMPLES.events.result.map((result) => [result.state, result]));

function ended(domain: string, state: DomainState, error?: ResultEvent["error"]): ResultEvent {
  const sample = BY_STATE.get(state);
  if (sample === undefined) throw new Error(`there is no sample of ${state}`);
  return {
    ...sample,
    time: START,
    domain: name(domain),
    warnings: [],
    ...(error === undefined ? {} : { error }),
  };
}

const overview = (results: readonly ResultEvent[], width = 120): readonly string[] =>
  overviewLines(results, { colors: NO_COLORS, width });

const NO_ZONE = {
  code: "ZONE_NOT_FOUND",
  message: "cloudflare hosts no zone for it.",
  hint: "Add the zone there.",
  facts: {},
} as const;

describe("several domains in the end", () => {
  it("stand in the order given, what failed behind all others", () => {
    const lines = overview([
      ended("c.example", "failed", NO_ZONE),
      ended("b.example", "verified"),
      ended("a.example", "pending"),
    ]);
    expect(lines.slice(2, 5).map((line) => line.split(" ")[0])).toEqual([
      "b.example",
      "a.example",
      "c.example",
    ]);
  });

  it("are told as rehearsals once, or each in a column of its own, and no state is cut for it", () => {
    const long = (label: string) =>
      ended(`${label}-of-a-customer-with-a-long-name.customers.example.com`, "verified");
    const [a, b] = [{ ...long("a"), rehearsal: true as const }, long("b")];
    const all = overview([a, { ...b, rehearsal: true }], 79).join("\n");
    expect(all).toContain("Rehearsal: 2 domains: 2 verified");
    expect(all.match(/✔ verified  /g)).toHaveLength(2);
    expect(all.match(/rehearsal/gi)).toHaveLength(1);
    const mixed = overview([a, b]);
    expect(mixed).toContain("2 domains: 2 verified");
    expect(mixed.filter((line) => /✔ verified +yes/.test(line))).toHaveLength(1);
  });

  it("are told one hint once, with the domains that it is for, and the totals", () => {
    const lines = overview([
      ended("a.example", "failed", NO_ZONE),
      ended("b.example", "failed", NO_ZONE),
      ended("c.example", "failed", { ...NO_ZONE, hint: "Ask for it." }),
      ended("d.example", "verified"),
    ]);
    expect(lines).toContain("✖ ZONE_NOT_FOUND (exit 3): a.example and b.example");
    expect(lines.filter((line) => line.includes(NO_ZONE.hint))).toHaveLength(1);
    expect(lines).toContain("✖ ZONE_NOT_FOUND (exit 3): c.example");
    expect(lines).toContain("4 domains: 1 verified, 3 failed");
  });

  it("of a sandbox are told the hint of a real run", () => {
    const error = { ...NO_ZONE, hint: "Do: `ses-onboard run --sandbox a.example`." };
    const results = ["a.example", "b.example"].map((domain) => ({
      ...ended(domain, "failed", error),
      sandbox: true as const,
    }));
    expect(overview(results).join("\n")).toContain("In a real run: Do: `ses-onboard run a.example`.");
  });

  it.each([
    [["failed", "pending"], "Mend what failed, then run the same command again"],
    [["verified", "pending"], "Later, run the same command again"],
    [["verified", "interrupted"], "Later, run the same command again"],
    [["verified", "drifted"], "what its hint says"],
    [["pending", "drifted"], "what its hint says"],
    [["planned", "verified"], "give the command"],
    [["verified", "verified"], "Nothing is left to do."],
  ] as const)("of %j are told what to do next", (states, said) => {
    const results = states.map((state, index) => ended(`d${index}.example`, state));
    expect(overview(results).slice(-3).join(" ")).toContain(said);
  });

  it.each([
    ["failed", {}, "ses-onboard run --file domains.yaml --wait 2m a.example"],
    ["verified", {}, "ses-onboard check --file domains.yaml a.example"],
    ["verified", { sandbox: true }, "ses-onboard run --file domains.yaml --wait 2m a.example"],
    ["drifted", {}, undefined],
  ] as const)("that are %s (%j) get the command for all of them", (state, more, command) => {
    const [sample] = SAMPLES.events["run.started"];
    const given = [
      { option: "file", values: ["domains.yaml"], by: "flag" },
      { option: "wait", values: ["2m"], by: "flag" },
    ] as const;
    const started = { ...sample, given, operands: ["a.example"] };
    const results = ["a.example", "b.example"].map((domain) => ({ ...ended(domain, state), ...more }));
    const lines = overviewLines(results, { colors: NO_COLORS, width: 120 }, started);
    expect(lines.find((line) => line.startsWith("    ses-onboard"))?.trim()).toBe(command);
  });

  it("have one hash together, and one command with it or with their plan file", () => {
    const [sample] = SAMPLES.events["run.started"];
    const [a, b] = [name("a.example"), name("b.example")];
    const hash: PlanHash = `sha256:${"0".repeat(16)}-${"1".repeat(16)}-${"2".repeat(32)}`;
    const results = [a, b].map((domain) => ({ ...ended(domain, "planned"), planHash: hash }));
    const joint = joinHashes(new Map([a, b].map((domain) => [domain, hash]))) ?? "";
    const end = (given: readonly GivenOption[]) =>
      overviewLines(
        results,
        { colors: NO_COLORS, width: Infinity },
        { ...sample, command: "plan", operands: [a, b], given },
      ).slice(-2);
    const [sentence, command] = end([]);
    expect(sentence).toContain(joint);
    expect(command?.trim()).toBe(`ses-onboard run --plan-hash ${joint} ${a} ${b}`);
    const [, byFile] = end([{ option: "out", values: ["two.json"], by: "flag" }]);
    expect(byFile?.trim()).toBe(`ses-onboard run --plan two.json ${a} ${b}`);
  });

  it.each([
    ["check", ["verified", "verified"], "Nothing is left to do."],
    ["check", ["published", "published"], "with the account's keys and without --dns-only"],
    ["check", ["verified", "pending"], "check all of them again"],
    ["plan", ["planned", "failed"], "plan all of them again"],
  ] as const)("of %s %j are told of no run that there was not", (command, states, said) => {
    const [sample] = SAMPLES.events["run.started"];
    const results = states.map((state, index) => ended(`d${index}.example`, state));
    const words = overviewLines(results, { colors: NO_COLORS, width: 120 }, { ...sample, command })
      .slice(-3)
      .join(" ");
    expect(words).toContain(said);
    expect(words).not.toMatch(/To check later|goes on where/);
  });

  it("are told to plan anew where a hash was approved, and what is planned is no deed", () => {
    const [sample] = SAMPLES.events["run.started"];
    const given = [{ option: "plan-hash", values: ["sha256:0"], by: "flag" }] as const;
    const results = ["a.example", "b.example"].map((domain) => ended(domain, "pending"));
    const started = { ...sample, command: "run", operands: ["a.example", "b.example"], given } as const;
    const end = overviewLines(results, { colors: NO_COLORS, width: Infinity }, started).slice(-2);
    expect(end[0]).toContain("Later, plan again and have that approved");
    expect(end[1]?.trim()).toBe("ses-onboard plan a.example b.example");
    expect(overview([ended("a.example", "planned")]).join(" ")).toContain("1 to be ");
  });

  it("fit a screen of 80 columns, thirty-two of them on less than two screens", () => {
    const results = Array.from({ length: 32 }, (_, index) =>
      ended(`a-rather-long-label-${index}.customers.example.com`, index % 9 === 0 ? "pending" : "verified"),
    );
    const lines = overview(results, 80);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThan(48);
  });

  it("keep the order in which their turns began, whichever ends first", () => {
    const stage = createStage({ domainCount: 2 });
    const renderer = createPlainRenderer(stage);
    const [started] = SAMPLES.events["run.started"];
    const begin = (domain: string): OnboardEvent => ({ ...started, time: START, domain: name(domain) });
    for (const event of [begin("z.example"), begin("a.example")]) renderer.report(event);
    for (const event of [ended("a.example", "verified"), ended("z.example", "verified")])
      renderer.report(event);
    const before = stage.out();
    renderer.stop();
    const table = stage.out().slice(before.length);
    expect(table.indexOf("z.example")).toBeLessThan(table.indexOf("a.example"));
  });
});
