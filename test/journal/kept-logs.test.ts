import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { createRedactor } from "../../src/errors/redact.ts";
import type { OnboardEvent } from "../../src/events/event.ts";
import {
  createKeptLogs,
  createUnkept,
  forgetKeptLog,
  keptDomains,
  keptLogOf,
  keptRuns,
} from "../../src/journal/kept-logs.ts";
import { readEventLog } from "../../src/journal/read-log.ts";
import { RUN } from "../report/recording.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const { domain } = RUN[0] ?? { domain: parseDomainName("mail.example.com") };
type Started = Extract<OnboardEvent, { readonly type: "run.started" }>;

/** The recorded run as the real services would have it, with what is changed in its first event. */
function runOf(changes: Partial<Started> = {}): readonly OnboardEvent[] {
  return RUN.map((event) => {
    if (event.type !== "run.started") return event;
    const { rehearsal: _, sandbox: _sandbox, endpoints: _endpoints, ...real } = event;
    return { ...real, ...changes };
  });
}

function keep(folder: string, events: readonly OnboardEvent[], named?: string): readonly string[] {
  const told: string[] = [];
  const tell = (why: string): void => void told.push(why);
  const logs = createKeptLogs({ folder, redact: createRedactor(["SECRET"]), named, tell });
  for (const event of events) logs.report(event);
  logs.close();
  return told;
}

describe("a log that nobody asked for", () => {
  it("holds each run of its domain, one after the other, as undo reads it, for its owner's eyes", () => {
    const folder = join(scratchFolder(), "state", "ses-onboard");
    expect([keep(folder, runOf()), keep(folder, runOf())]).toEqual([[], []]);
    const path = keptLogOf(folder, domain);
    expect([statSync(path).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
    const events = readEventLog(path, path);
    expect(events.filter(({ type }) => type === "run.started")).toHaveLength(2);
    expect(keptDomains(folder)).toEqual([domain]);
    expect(keptRuns(folder, domain)).toMatchObject([
      { domain, command: "run", state: "verified" },
      { domain, command: "run", state: "verified" },
    ]);
    forgetKeptLog(folder, domain);
    expect([existsSync(path), keptDomains(folder)]).toEqual([false, []]);
  });

  it.each<[what: string, changes: Partial<Started>]>([
    ["a rehearsal", { rehearsal: true }],
    ["a plan", { command: "plan" }],
    ["a check", { command: "check" }],
    ["an undo that writes nothing", { command: "undo", dryRun: true }],
    ["an undo of a run that is not in it", { command: "undo" }],
  ])("is none of %s", (_what, changes) => {
    const folder = join(scratchFolder(), "state");
    expect(keep(folder, runOf(changes))).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it("tells of an undo where the run is in it", () => {
    const folder = scratchFolder();
    keep(folder, runOf());
    keep(folder, runOf({ command: "undo" }));
    expect(keptRuns(folder, domain).map(({ command }) => command)).toEqual(["run", "undo"]);
  });

  it("is not written twice where --log names it", () => {
    const folder = scratchFolder();
    keep(folder, runOf(), keptLogOf(folder, domain));
    expect(existsSync(keptLogOf(folder, domain))).toBe(false);
  });

  it("says once why it can't be kept, and stops no run", () => {
    const file = join(scratchFolder(), "file");
    writeFileSync(file, "");
    expect(keep(join(file, "state"), [...runOf(), ...runOf()])).toHaveLength(1);
    const folder = scratchFolder();
    mkdirSync(keptLogOf(folder, domain));
    const [why, ...more] = keep(folder, runOf());
    expect([more, why]).toEqual([[], expect.stringContaining("it is a folder")]);
  });

  it("does not touch a file of somebody else's", () => {
    const folder = scratchFolder();
    const path = keptLogOf(folder, domain);
    writeFileSync(path, "a diary\n");
    expect(keep(folder, runOf())).toHaveLength(1);
    expect(readFileSync(path, "utf8")).toBe("a diary\n");
  });

  it("has no end of a run that was killed, and half a line is passed over", () => {
    const folder = scratchFolder();
    keep(folder, runOf().slice(0, 3));
    writeFileSync(keptLogOf(folder, domain), '{"type":"resu', { flag: "a" });
    expect(keptRuns(folder, domain)).toMatchObject([{ command: "run", state: null }]);
  });

  it("is told to be missing once, as soon as a run begins, and not of a rehearsal", () => {
    let told = 0;
    const unkept = createUnkept(() => void (told += 1));
    for (const event of runOf({ rehearsal: true })) unkept.report(event);
    expect(told).toBe(0);
    for (const event of [...runOf(), ...runOf()]) unkept.report(event);
    unkept.close();
    expect(told).toBe(1);
  });
});
