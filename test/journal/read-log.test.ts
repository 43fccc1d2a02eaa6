import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEventLog } from "../../src/journal/write-log.ts";
import { jsonLine } from "../../src/events/json-line.ts";
import type { Purpose } from "../../src/plan/requirement.ts";
import { readEventLog } from "../../src/journal/read-log.ts";
import { PURPOSE_NAMES } from "../../src/plan/purposes.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { DOMAIN, PLANS, RUN } from "../report/recording.ts";

const LINES = RUN.map((event) => jsonLine(event));
/** The compiler keeps the list whole. */
const PURPOSES: Readonly<Record<Purpose, true>> = {
  spf: true,
  dkim: true,
  dmarc: true,
  mx: true,
  other: true,
};
const KEPT: ReadonlySet<string> = new Set([
  "run.started",
  "zone.found",
  "identity.ready",
  "rrset.planned",
  "rrset.written",
  "result",
]);

function read(text: string): ReturnType<typeof readEventLog> {
  const path = join(scratchFolder(), "run.ndjson");
  writeFileSync(path, text);
  return readEventLog("run.ndjson", path);
}

function refusal(text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    return error;
  }
}

const at = (line: number) => ({
  code: "CONFIG_INVALID",
  facts: { problems: [{ file: "run.ndjson", line, column: 1 }] },
});

describe("a log", () => {
  it("gives back what was written, exactly", () => {
    const events = read(LINES.join(""));
    expect(events.map(({ type }) => type)).toEqual(
      RUN.map(({ type }) => type).filter((type) => KEPT.has(type)),
    );
    for (const event of events.filter(({ type }) => type === "rrset.written"))
      expect(RUN).toContainEqual(expect.objectContaining(event));
  });

  it("gives back each purpose, and one of another version as `other`", () => {
    const planned = RUN.find((event) => event.type === "rrset.planned");
    const purposes = [...PURPOSE_NAMES, "of tomorrow"];
    const lines = purposes.map((purpose) =>
      jsonLine({ ...planned, record: { ...planned?.record, purpose } }),
    );
    expect(
      read(lines.join("")).map((event) => event.type === "rrset.planned" && event.record.purpose),
    ).toEqual([...PURPOSE_NAMES, "other"]);
  });

  it("may tell of an alias that was kept, since a policy stands behind it, and of none that was changed", () => {
    const owner = `_dmarc.${DOMAIN}`;
    const alias = { owner, type: "CNAME", ttl: 300, values: ["policy.example.test"] };
    const record = { purpose: "dmarc", owner, type: "TXT", expected: "v=DMARC1; p=none" };
    const planned = (action: string, after: unknown) =>
      jsonLine({ type: "rrset.planned", domain: DOMAIN, record, action, before: alias, after });
    expect(read([...LINES, planned("kept", alias)].join("")).at(-1)).toMatchObject({ before: alias });
    const own = { ...alias, type: "TXT", values: ["v=DMARC1; p=none"] };
    expect(refusal([...LINES, planned("replaced", own)].join(""))).toMatchObject(at(LINES.length + 1));
    const elsewhere = { ...alias, owner: `other.${DOMAIN}` };
    const event = { type: "rrset.planned", domain: DOMAIN, record, action: "kept" };
    const stray = jsonLine({ ...event, before: elsewhere, after: elsewhere });
    expect(refusal([...LINES, stray].join(""))).toMatchObject(at(LINES.length + 1));
  });

  it("may hold values of any octets", () => {
    const [spelled] = read(
      jsonLine({
        type: "rrset.written",
        domain: DOMAIN,
        rrset: { owner: DOMAIN, type: "TXT" },
        before: null,
        after: { owner: DOMAIN, type: "TXT", ttl: 1, values: ["\u001b]0;x\u0007 ::error::\u202e\udc80"] },
      }),
    );
    expect(spelled).toMatchObject({ after: { values: ["\u001b]0;x\u0007 ::error::\u202e\udc80"] } });
  });

  it.each(Object.keys(PURPOSES))("tells that a record is for %s", (purpose) => {
    const [planned] = PLANS.map((plan) => ({
      type: "rrset.planned",
      domain: DOMAIN,
      ...plan,
      record: { ...plan.record, purpose },
    }));
    expect(read(jsonLine(planned))).toMatchObject([{ record: { purpose } }]);
  });

  it("may hold a purpose that this version does not know", () => {
    const [planned] = PLANS.map((plan) => ({
      type: "rrset.planned",
      domain: DOMAIN,
      ...plan,
      record: { ...plan.record, purpose: "bimi" },
    }));
    expect(read(jsonLine(planned))).toMatchObject([{ record: { purpose: "other" } }]);
  });

  it("may hold events and fields that this version does not know", () => {
    expect(
      read(`${jsonLine({ type: "something.new", x: 1 })}${jsonLine({ ...RUN[0], more: [] })}`),
    ).toHaveLength(1);
  });

  it("may end in the middle of a line, and another run may follow", () => {
    const torn = LINES.join("").slice(0, -40);
    const whole = read(torn).length;
    expect(whole).toBe(read(LINES.slice(0, -1).join("")).length);
    expect(read(`${torn}\n${LINES.join("")}`)).toHaveLength(2 * whole + 1);
  });

  it("that a kill has torn is ended before a run appends to it", () => {
    const path = join(scratchFolder(), "run.ndjson");
    writeFileSync(path, LINES.join("").slice(0, -40));
    const log = openEventLog(path, (text) => text);
    for (const event of RUN) log.report(event);
    log.close();
    expect(readFileSync(path, "utf8").split("\n").filter(Boolean)).toHaveLength(2 * LINES.length);
    expect(readEventLog("run.ndjson", path).filter(({ type }) => type === "run.started")).toHaveLength(2);
  });
});

describe("refused, with its line, is", () => {
  const [first = "", ...rest] = LINES;
  const changed = (type: string, change: (event: Record<string, unknown>) => object) =>
    LINES.map((line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      return event["type"] === type ? jsonLine(change(event)) : line;
    });
  const lineOf = (type: string) => RUN.findIndex((event) => event.type === type) + 1;

  it.each([
    ["a broken line in the middle", [first, `${rest[0]?.slice(0, 20) ?? ""}\n`, ...rest].join(""), 2],
    ["a line that is no event", [first, "[]\n", ...rest].join(""), 2],
    ["a line that is JSON of nothing", [first, "null\n", ...rest].join(""), 2],
    [
      "an owner outside the domain",
      changed("rrset.written", (event) => ({
        ...event,
        rrset: { owner: "www.example.test", type: "TXT" },
        before: null,
        after: null,
      })).join(""),
      lineOf("rrset.written"),
    ],
    [
      "a set that is of another place",
      changed("rrset.written", (event) => ({
        ...event,
        before: { owner: DOMAIN, type: "A", ttl: 1, values: ["192.0.2.1"] },
      })).join(""),
      lineOf("rrset.written"),
    ],
    [
      "a set without values",
      changed("rrset.written", (event) => ({
        ...event,
        after: { owner: DOMAIN, type: "TXT", ttl: 1, values: [] },
      })).join(""),
      lineOf("rrset.written"),
    ],
    [
      "a negative TTL",
      changed("rrset.written", (event) => ({
        ...event,
        after: { owner: DOMAIN, type: "TXT", ttl: -1, values: ["x"] },
      })).join(""),
      lineOf("rrset.written"),
    ],
    [
      "a zone that does not hold the domain",
      changed("zone.found", (event) => ({ ...event, apex: "notexample.test" })).join(""),
      lineOf("zone.found"),
    ],
    [
      "a name that is none",
      changed("zone.found", (event) => ({ ...event, apex: "a..b" })).join(""),
      lineOf("zone.found"),
    ],
    [
      "a plan that lacks a side",
      changed("rrset.planned", (event) => ({ ...event, after: undefined })).join(""),
      lineOf("rrset.planned"),
    ],
  ])("%s", (_title, text, line) => {
    expect(refusal(text)).toMatchObject(at(line));
  });

  it("a file that is not there, is a folder, or tells of no run", () => {
    const folder = scratchFolder();
    expect(() => readEventLog("x", join(folder, "x"))).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(() => readEventLog("x", folder)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(refusal("")).toMatchObject({ code: "CONFIG_INVALID" });
    expect(refusal(jsonLine({ type: "something.else" }))).toMatchObject({ code: "CONFIG_INVALID" });
  });
});
