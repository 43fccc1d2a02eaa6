import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../src/events/event.ts";
import type { Command } from "../../src/events/started.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import type { Colors } from "../../src/report/color.ts";
import { stateTone } from "../../src/report/evidence/headline.ts";
import { TONE_MARKS, VERDICT_LOOKS, type Tone } from "../../src/report/evidence/tracks/verdict-look.ts";
import { createGithubRenderer } from "../../src/report/github.ts";
import { createJsonRenderer } from "../../src/report/json.ts";
import { liveLines } from "../../src/report/live/live-view.ts";
import { advance, newLiveDomain } from "../../src/report/live/live-state.ts";
import { createPlainRenderer } from "../../src/report/plain.ts";
import type { Renderer } from "../../src/report/renderer.ts";
import { overviewLines } from "../../src/report/result/overview.ts";
import { sentence, type Step } from "../../src/report/event-table.ts";
import { stepOf, stepTitle } from "../../src/report/step.ts";
import { createTtyRenderer } from "../../src/report/tty.ts";
import { START } from "./recording.ts";
import { createStage, play, type Stage } from "./stage.ts";
import type { ServerVerdict } from "../../src/events/verdict.ts";
import type { DomainState } from "../../src/events/result.ts";

// Where each event belongs and what it looks like, spelled out: the compiler asks for a row for each, the
// tests for the right one.

type Color = keyof Colors | "none";
type Type = OnboardEvent["type"];

interface Look {
  /** `same`: it happens anywhere. */
  readonly step: Step | "same";
  readonly color: Color;
  /** A terminal shows it in the table that moves. */
  readonly isLive?: true;
}

const LOOKS: Readonly<Record<Type, Look>> = {
  "run.started": { step: "preflight", color: "none" },
  "delegation.found": { step: "preflight", color: "none" },
  "port53.unusable": { step: "preflight", color: "yellow" },
  "zone.found": { step: "preflight", color: "none" },
  "rights.found": { step: "same", color: "none" },
  "identity.found": { step: "same", color: "none" },
  "identities.listed": { step: "preflight", color: "none" },
  "identities.unlisted": { step: "preflight", color: "none" },
  "identity.ready": { step: "ensure", color: "none" },
  "rrset.planned": { step: "plan", color: "none" },
  "plan.ready": { step: "plan", color: "none" },
  "consent.given": { step: "plan", color: "none" },
  "warning.raised": { step: "same", color: "yellow" },
  "rrset.requested": { step: "publish", color: "none" },
  "rrset.mistyped": { step: "propagate", color: "yellow" },
  "rrset.written": { step: "publish", color: "none" },
  "rrset.kept": { step: "publish", color: "none" },
  "race.lost": { step: "publish", color: "yellow" },
  "propagation.started": { step: "propagate", color: "none" },
  "propagation.observed": { step: "propagate", color: "none", isLive: true },
  "server.behind": { step: "propagate", color: "dim" },
  "server.excluded": { step: "propagate", color: "yellow" },
  "delegation.changed": { step: "propagate", color: "yellow" },
  "propagation.progress": { step: "propagate", color: "none", isLive: true },
  "host.settled": { step: "propagate", color: "none" },
  "propagation.done": { step: "propagate", color: "green" },
  "resolver.observed": { step: "propagate", color: "none" },
  "identity.asked": { step: "confirm", color: "none", isLive: true },
  "identity.verified": { step: "confirm", color: "green" },
  "identity.refused": { step: "confirm", color: "yellow" },
  "api.retried": { step: "same", color: "yellow" },
  result: { step: "same", color: "none" },
};

const STEPS: readonly Step[] = ["preflight", "ensure", "plan", "publish", "propagate", "confirm"];

const events: readonly OnboardEvent[] = Object.values(SAMPLES.events)
  .flat()
  .map((body) => ({ ...body, time: START, domain: SAMPLES.domain }));
const progress = events.filter(({ type }) => type !== "result");
const named = progress.map((event, index) => [`${event.type} (${index + 1})`, event] as const);
const results = events.filter((event) => event.type === "result");

/** Colours that can be read. */
const TAGS: Colors = {
  bold: tag("bold"),
  dim: tag("dim"),
  red: tag("red"),
  green: tag("green"),
  yellow: tag("yellow"),
  cyan: tag("cyan"),
};

function tag(color: string): (text: string) => string {
  return (text) => `<${color}>${text}</${color}>`;
}

function commandOf(event: OnboardEvent): Command {
  return event.type === "run.started" ? event.command : "run";
}

function shown(create: (stage: Stage) => Renderer, event: OnboardEvent): string {
  const stage = createStage({ colors: TAGS, columns: 2_000 });
  play(stage, create(stage), [event]);
  return stage.screen();
}

describe("an event", () => {
  it.each(Object.entries(LOOKS))(
    "of type %s belongs to its step, or to the later one where the run is",
    (type, { step }) => {
      const later = STEPS.filter((current) => current !== "preflight");
      expect(later.map((current) => stepOf(type as Type, current, "run"))).toEqual(
        later.map((current) =>
          step === "same" || STEPS.indexOf(step) < STEPS.indexOf(current) ? current : step,
        ),
      );
    },
  );

  it.each(named)(
    "stands on a line with its step in its colour, in plain and on a terminal: %s",
    (_name, event) => {
      const { step, color, isLive } = LOOKS[event.type];
      // Until the identity is there, what is planned belongs to the first step.
      const title = stepTitle(step === "same" || step === "plan" ? "preflight" : step, commandOf(event));
      const text = color === "none" ? sentence(event) : `<${color}>${sentence(event)}</${color}>`;
      const line = `<dim>   +0.0s</dim>  <cyan>${title}</cyan>  ${text}\n`;
      const [plain, tty] = [shown(createPlainRenderer, event), shown(createTtyRenderer, event)];
      if (event.type === "resolver.observed" && event.verdict === "serves") expect(plain).toBe("");
      else expect(plain.startsWith(line)).toBe(true);
      expect(tty.includes(sentence(event))).toBe(isLive !== true);
      expect(tty.includes(line)).toBe(isLive !== true);
    },
  );

  it.each(named)("has a line without colour on a runner, and is whole as JSON: %s", (_name, event) => {
    expect(shown((stage) => createGithubRenderer(stage, []), event)).toContain(`  ${sentence(event)}\n`);
    expect(JSON.parse(shown(createJsonRenderer, event))).toEqual(JSON.parse(JSON.stringify(event)));
  });
});

describe("a verdict", () => {
  const LOOK: Readonly<
    Record<ServerVerdict, readonly [live: string, color: Color, tone: Tone, word: string]>
  > = {
    serves: ["✔ serves", "green", "good", "serves"],
    old: ["… other", "yellow", "old", "other value"],
    nodata: ["… none", "yellow", "absent", "no data"],
    nxdomain: ["… no name", "yellow", "absent", "no name"],
    cname: ["✖ alias", "red", "broken", "alias"],
    referral: ["✖ referral", "red", "broken", "referral"],
    lame: ["✖ lame", "red", "broken", "lame"],
    servfail: ["✖ SERVFAIL", "red", "broken", "SERVFAIL"],
    unreachable: ["✖ silent", "red", "broken", "unreachable"],
    malformed: ["✖ garbled", "red", "broken", "malformed"],
  };
  const [started] = SAMPLES.events["propagation.started"];
  const waiting = advance(newLiveDomain(SAMPLES.domain), { ...started, time: START, domain: SAMPLES.domain });

  it.each(Object.entries(LOOK))(
    "%s has its mark and its colour on a terminal, its tone and its word in the evidence",
    (verdict, style) => {
      const [live, color, tone, word] = style;
      const [observed] = SAMPLES.verdicts[verdict as ServerVerdict];
      const domain = advance(waiting, { ...observed, time: START, domain: SAMPLES.domain });
      const lines = liveLines([domain], { now: START, width: 200, height: 20, colors: TAGS });
      expect(lines.join("\n")).toContain(`<${color}>${live}</${color}>`);
      expect(VERDICT_LOOKS[verdict as ServerVerdict]).toEqual({ tone, word });
    },
  );
});

describe("an end", () => {
  const LOOK: Readonly<Record<DomainState, readonly [mark: string, color: Color, tone: Tone]>> = {
    verified: ["✔", "green", "good"],
    published: ["✔", "green", "good"],
    pending: ["…", "yellow", "old"],
    failed: ["✖", "red", "broken"],
    planned: ["•", "cyan", "neutral"],
    drifted: ["!", "yellow", "old"],
    interrupted: ["!", "yellow", "old"],
    undone: ["✔", "green", "good"],
  };

  it.each(results.map((result) => [result.state, result] as const))(
    "%s has its mark, its colour and its tone",
    (state, result) => {
      const [mark, color, tone] = LOOK[state];
      expect(shown(createPlainRenderer, result)).toContain(
        `<${color}>${mark}</${color}> <bold>${SAMPLES.domain}`,
      );
      expect(overviewLines([result], { colors: TAGS, width: 200 }).join("\n")).toContain(
        `<${color}>${mark} ${state}</${color}>`,
      );
      expect(stateTone({ domain: SAMPLES.domain, events: [result] })).toBe(tone);
    },
  );
});

it("no tone is told by its colour alone", () => {
  const marks: Readonly<Record<Tone, string>> = {
    good: "✔",
    partly: "◑",
    old: "…",
    absent: "…",
    broken: "✖",
    neutral: "·",
  };
  expect(TONE_MARKS).toEqual(marks);
});
