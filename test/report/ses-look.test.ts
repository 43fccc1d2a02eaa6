import { describe, expect, it } from "vitest";
import type { EventOf } from "../../src/events/events-of.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import type { Requirement } from "../../src/plan/requirement.ts";
import { NO_COLORS, type Colors, type Paint } from "../../src/report/color.ts";
import { sentence } from "../../src/report/event-table.ts";
import { recordsSection } from "../../src/report/evidence/html/sections.ts";
import { toText } from "../../src/report/evidence/html/markup.ts";
import { changesBlock, recordsBlock } from "../../src/report/evidence/markdown/sections.ts";
import { recordParts } from "../../src/report/result/records.ts";
import { sesLook, sesText, worstSesLook } from "../../src/report/ses-look.ts";
import { recordName } from "../../src/report/words/names.ts";
import { START } from "./recording.ts";

describe("a record at SES", () => {
  const SPF: Requirement = {
    purpose: "spf",
    owner: SAMPLES.domain,
    type: "TXT",
    expected: "v=spf1 include:qcloudmail.com ~all",
  };
  const no = { status: false, currentValue: "other" };
  const STATES = [
    [null, "not asked", "dim", "neutral"],
    [{ ...no, state: "not asked" }, "not asked", "dim", "neutral"],
    [{ ...no, currentValue: "", state: "sees nothing" }, "… sees nothing", "yellow", "old"],
    [{ ...no, state: "sees another value" }, "… sees another value", "yellow", "old"],
    [{ ...no, status: true, state: "accepts" }, "✔ accepts", "green", "good"],
    [{ ...no, finding: "refused", state: "refuses" }, "✖ refuses", "red", "broken"],
  ] as const;

  it.each(STATES)("%j reads %s", (ses, text, color, tone) => {
    expect([sesText(ses), sesLook(ses)]).toMatchObject([text, { color, tone }]);
  });

  it.each(STATES)(
    "%j reads %s in the table of a terminal and in that of the evidence",
    (ses, text, color) => {
      const [record] = SAMPLES.results.pending.records;
      const result = {
        ...SAMPLES.results.pending,
        records: [{ ...record, ses }],
        time: START,
        domain: SAMPLES.domain,
      } as EventOf<"result">;
      const look = { colors: TAGS, width: 200 };
      expect(recordParts(result, look, { creates: false, started: undefined }).join("\n")).toContain(
        `<${color}>${text}`,
      );
      expect(recordsBlock({ domain: SAMPLES.domain, events: [result] })).toContain(`| ${text} |`);
    },
  );

  it.each(STATES)("%j reads %s, and what it sees is told only where it has looked", (ses, text) => {
    const [record] = SAMPLES.results.pending.records;
    const result = {
      ...SAMPLES.results.pending,
      records: [{ ...record, ses }],
      time: START,
      domain: SAMPLES.domain,
    } as EventOf<"result">;
    const tells = /sees|refuses/.test(text);
    for (const page of [changesBlock(story(result)), toText(recordsSection(story(result)))])
      expect(/SES (?:wants|sees)/.test(page ?? "")).toBe(tells);
  });

  it("stands worst in the timeline where SES refuses, then where it sees another value", () => {
    const views = STATES.flatMap(([ses]) => (ses === null ? [] : [ses]));
    const words = [5, 3, 2].map((count) => worstSesLook(views.slice(0, count)).word);
    expect(words).toEqual(["refuses", "sees another value", "sees nothing"]);
    expect(worstSesLook(views.slice(3, 4)).word).toBe("not verified yet");
  });

  it("is told of a refusal by what SES sees at it, worst first", () => {
    const ses = STATES.slice(2).flatMap(([view]) => (view === null ? [] : [{ ...view, record: SPF }]));
    const refused: EventOf<"identity.refused"> = {
      type: "identity.refused",
      attempt: 1,
      ses,
      nextInMs: 30_000,
      time: START,
      domain: SAMPLES.domain,
    };
    const name = recordName(SPF);
    expect(sentence(refused)).toBe(
      `SES refuses ${name}; it sees another value at ${name}; it sees nothing at ${name}; asking again in 30 s`,
    );
  });
});

const story = (result: EventOf<"result">) => ({ domain: SAMPLES.domain, events: [result] });

const tag =
  (name: string): Paint =>
  (text) =>
    `<${name}>${text}</${name}>`;
const TAGS: Colors = {
  ...NO_COLORS,
  dim: tag("dim"),
  red: tag("red"),
  green: tag("green"),
  yellow: tag("yellow"),
};
