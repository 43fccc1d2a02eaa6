import { describe, expect, it } from "vitest";
import { createRedactor, redactDeep } from "../../src/errors/redact.ts";
import type { OnboardEvent } from "../../src/events/event.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import { ANSI_COLORS } from "../../src/report/color.ts";
import { createGithubRenderer, errorAnnotations } from "../../src/report/github.ts";
import { createJsonRenderer } from "../../src/report/json.ts";
import { createPlainRenderer } from "../../src/report/plain.ts";
import type { Renderer } from "../../src/report/renderer.ts";
import { createTtyRenderer } from "../../src/report/tty.ts";
import { displayWidth } from "../../src/report/words/words.ts";
import { expectGolden } from "./golden.ts";
import { name, PLAN, RUN, START, TWO } from "./recording.ts";
import { createTerminal } from "./terminal.ts";
import { createStage, finalScreen, play, type Stage, type StageOptions } from "./stage.ts";

const CREATE: Readonly<Record<string, (stage: Stage) => Renderer>> = {
  plain: createPlainRenderer,
  tty: createTtyRenderer,
  json: createJsonRenderer,
  github: (stage) => createGithubRenderer(stage, []),
};
const FORMATS = Object.keys(CREATE);

function render(format: string, events: readonly OnboardEvent[], options: StageOptions = {}): Stage {
  const stage = createStage(options);
  const create = CREATE[format];
  if (create !== undefined) play(stage, create(stage), events);
  return stage;
}

describe("a whole run, as people and machines see it", () => {
  it.each([
    ["plain", "run", RUN, 1],
    ["plain", "plan", PLAN, 1],
    ["plain", "two", TWO, 2],
    ["github", "two", TWO, 2],
    ["json", "run", RUN, 1],
  ] as const)("%s, %s", (format, what, events, domainCount) => {
    expectGolden(`${format}-${what}.txt`, render(format, events, { domainCount }).screen());
  });

  it.each([80, 200])("tty on %i columns: what remains on the screen", (columns) => {
    expectGolden(`tty-${columns}-end.txt`, finalScreen(render("tty", RUN, { columns }).screen()));
  });

  it.each([
    [80, "propagating", 20_000],
    [200, "propagating", 20_000],
    [80, "confirming", 40_000],
  ])("tty on %i columns while %s", (columns, what, ms) => {
    const stage = createStage({ columns });
    const renderer = createTtyRenderer(stage);
    for (const event of RUN.filter(({ time }) => time <= START + ms)) {
      stage.passTo(event.time);
      renderer.report(event);
    }
    stage.passTo(START + ms);
    expectGolden(`tty-${columns}-${what}.txt`, finalScreen(stage.screen()));
  });
});

describe("every renderer", () => {
  it.each(FORMATS)("%s: writes results to stdout and everything else to stderr", (format) => {
    const stage = render(format, RUN);
    expect(stage.out()).toContain("verified");
    expect(stage.err().includes("preflight")).toBe(format !== "json");
  });

  it.each(FORMATS)("%s: shows no secret, wherever it turns up", (format) => {
    const secret = "hunter2-is-the-secret";
    const redact = createRedactor([secret]);
    const poisoned = everyString(
      [...RUN, ...TWO],
      (text) => `${text} ${secret} ${Buffer.from(secret).toString("base64")}`,
    );
    const text = render(format, poisoned, { redact, columns: 400 }).screen();
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString("base64").slice(0, 20));
    expect(text).toContain("***");
  });

  it.each(FORMATS)("%s: foreign text can command neither a terminal nor a runner", (format) => {
    const hostile = "\r\n::set-output name=x::y\n##[add-path]/evil\u001b[2J\u009b2J\u0007\u202e";
    const poisoned = everyString([...RUN, ...TWO], (text) => `${text}${hostile}`);
    const text = render(format, poisoned, { columns: 500 }).screen();
    const ours = text.replace(format === "tty" ? OWN_SEQUENCES : /^$/g, "");
    // oxlint-disable-next-line no-control-regex -- looking for control characters is what this is for
    expect(ours).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(ours).not.toContain("##[");
    const commands = ours.split("\n").filter((line) => /^\s*::/.test(line));
    expect(
      commands.every((line) => /^::(?:error|warning) /.test(line) && !line.includes("::set-output")),
    ).toBe(true);
  });

  it.each(FORMATS)("%s: can be stopped twice", (format) => {
    const stage = createStage({ domainCount: 2 });
    const renderer = CREATE[format]?.(stage);
    for (const event of TWO) renderer?.report(event);
    renderer?.stop();
    const before = stage.screen();
    renderer?.stop();
    expect(stage.screen()).toBe(before);
  });
});

// oxlint-disable-next-line no-control-regex -- what screen.ts may write
const OWN_SEQUENCES = /\u001b\[(?:\d+A\u001b\[J|\?25[lh])/g;

describe("json", () => {
  it("is one parsable event a line and loses nothing by being harmless", () => {
    const lines = render("json", RUN).out().trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(RUN)));
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "result", state: "verified", exit: 0 });
  });
});

describe("tty", () => {
  it("draws no line wider than the terminal", () => {
    const poisoned = everyString(RUN, (text) =>
      /^[0-9a-f.:]+$/.test(text) ? text : text.replace("ns1", "a-very-long-name-of-a-server-at-some-host"),
    );
    const stage = createStage({ columns: 80 });
    play(stage, createTtyRenderer(stage), poisoned);
    const drawn = stage
      .err()
      .split("\n")
      .filter((line) => /serves|servers serve everything/.test(line) && !line.includes("/6"));
    expect(drawn.length).toBeGreaterThan(5);
    expect(
      drawn.map((line) => displayWidth(line.replace(OWN_SEQUENCES, ""))).filter((width) => width >= 80),
    ).toEqual([]);
  });

  it("redraws at most ten times a second", () => {
    const stage = createStage({ columns: 80 });
    let writes = 0;
    const counted = {
      ...stage,
      stderr: {
        ...stage.stderr,
        write: (text: string) => (writes += Number(text.includes("servers serve everything"))),
      },
    };
    const renderer = createTtyRenderer(counted);
    const observed = RUN.filter(
      ({ type }) => type === "propagation.started" || type === "propagation.observed",
    );
    for (let round = 0; round < 100; round += 1)
      for (const event of observed) renderer.report({ ...event, time: START });
    stage.passTo(START + 1_000);
    expect(writes).toBeLessThanOrEqual(10);
    expect(writes).toBeGreaterThan(0);
  });

  it("hides the cursor while it draws, and gives it back in the end", () => {
    const text = render("tty", RUN, { columns: 80 }).err();
    expect(text.split("\u001b[?25l")).toHaveLength(2);
    expect(text.lastIndexOf("\u001b[?25h")).toBeGreaterThan(text.lastIndexOf("\u001b[?25l"));
  });

  it("draws nothing while somebody is asked a question, and goes on after it", () => {
    const stage = createStage({ columns: 80 });
    const renderer = createTtyRenderer(stage);
    const propagating = RUN.filter(({ time }) => time <= START + 20_000);
    for (const event of propagating) renderer.report(event);
    stage.passTo(START + 20_000);
    renderer.pause();
    const before = stage.screen();
    expect(before.endsWith("\u001b[?25h")).toBe(true);
    stage.passTo(START + 30_000);
    expect(stage.screen()).toBe(before);
    for (const event of propagating.slice(-1)) renderer.report(event);
    stage.passTo(START + 31_000);
    expect(stage.screen()).toBe(before);
    renderer.resume();
    stage.passTo(START + 31_500);
    expect(stage.screen().slice(before.length)).toContain("servers serve everything");
  });

  it.each([
    ["narrower", 120, 70],
    ["narrower and lower", 120, 64],
    ["wider", 60, 120],
  ])("leaves no piece of its table behind in a window that was made %s", (_what, from, to) => {
    const terminal = createTerminal(from, 40);
    const stage = createStage({ terminal });
    const renderer = createTtyRenderer(stage);
    for (const event of RUN.filter(({ time }) => time <= START + 20_000)) renderer.report(event);
    stage.passTo(START + 20_000);
    terminal.resize(to, to < from ? 20 : 40);
    stage.passTo(START + 20_200);
    const statuses = terminal.all().filter((line) => line.includes("servers serve everything"));
    expect(statuses).toHaveLength(1);
    expect(terminal.all().filter((line) => /^ +server /.test(line))).toHaveLength(1);
    expect(terminal.window().at(-2)).toBe(statuses[0]);
    renderer.stop();
    expect(terminal.all().filter((line) => line.includes("servers serve everything"))).toEqual([]);
    expect(terminal.all().join("")).toContain("5/6 propagate");
  });

  it("breaks lines for the window as it is, not as it was when the run began", () => {
    const terminal = createTerminal(200, 40);
    const stage = createStage({ terminal });
    const renderer = createTtyRenderer(stage);
    terminal.resize(60, 40);
    const before = stage.err().length;
    for (const event of RUN) renderer.report(event);
    renderer.stop();
    const lines = stage.screen().slice(before).replace(OWN_SEQUENCES, "").split("\n");
    expect(lines.filter((line) => displayWidth(line) > 60)).toEqual([]);
  });

  it("counts those that are planned or have ended as nobody's delay, where all wait for each other", () => {
    const stage = { ...createStage({ columns: 80, domainCount: 3 }), isTogether: true };
    const renderer = createTtyRenderer(stage);
    const [planned] = SAMPLES.events["plan.ready"];
    renderer.report({ ...planned, time: START, domain: name("a.example") });
    stage.passTo(START + 5_000);
    expect(finalScreen(stage.screen())).toMatch(/ is planned; waiting for 2 others\n$/);
    const [ended] = SAMPLES.events.result;
    renderer.report({ ...ended, time: START + 5_000, domain: name("b.example") });
    stage.passTo(START + 6_000);
    expect(finalScreen(stage.screen())).toMatch(/ is planned; waiting for 1 other\n$/);
    renderer.stop();
  });

  it("says in words what it says in colour", () => {
    const colored = render("tty", RUN, { columns: 80, colors: ANSI_COLORS }).screen();
    // oxlint-disable-next-line no-control-regex -- the colours
    const stripped = colored.replace(/\u001b\[\d+m/g, "");
    expect(finalScreen(stripped)).toBe(finalScreen(render("tty", RUN, { columns: 80 }).screen()));
  });
});

describe("github", () => {
  it("masks each secret before anything else is written, on stderr alone", () => {
    const stage = createStage();
    createGithubRenderer(stage, ["one%secret", "two\nlines"]);
    expect(stage.screen()).toBe("::add-mask::one%25secret\n::add-mask::two%0Alines\n");
    expect(stage.out()).toBe("");
  });

  it("annotates a config error at its lines", () => {
    const problems = [
      { file: "ses-onboard.yaml", line: 3, column: 5, problem: 'unknown key "a,b:c"' },
      { file: "ses-onboard.yaml", line: 9, column: 1, problem: "tabs" },
    ];
    const text = errorAnnotations({ code: "CONFIG_INVALID", message: "m", hint: "h", facts: { problems } });
    expect(text.split("\n")[0]).toBe(
      '::error title=CONFIG_INVALID,file=ses-onboard.yaml,line=3,col=5::unknown key "a,b:c"',
    );
    expect(text.trimEnd().split("\n")).toHaveLength(2);
  });

  it("keeps a comma, a colon and a percent sign in an annotation's property from ending it", () => {
    const problems = [{ file: "conf, d:/50%.yaml", line: 3, column: 5, problem: "tabs: 1, 2 (50%)" }];
    const text = errorAnnotations({ code: "CONFIG_INVALID", message: "m", hint: "h", facts: { problems } });
    expect(text).toBe(
      "::error title=CONFIG_INVALID,file=conf%2C d%3A/50%25.yaml,line=3,col=5::tabs: 1, 2 (50%25)\n",
    );
  });

  it("annotates what there is to look at where nothing failed", () => {
    const err = render("github", RUN).err();
    expect(err.match(/^::(?:error|warning).*$/gm)).toEqual([
      expect.stringMatching(
        /^::warning title=mail\.example\.test is verified[^:]*look at::The SPF record of [^]*Remove/,
      ),
    ]);
  });

  it("makes at most ten annotations of a kind", () => {
    const results = TWO.filter(({ type }) => type === "result");
    const stage = render("github", Array.from({ length: 12 }, () => results).flat());
    for (const kind of ["error", "warning"])
      expect(stage.err().match(new RegExp(`^::${kind} `, "gm"))).toHaveLength(10);
  });
});

/** The events with every string but types, kinds and the like changed. */
function everyString(
  events: readonly OnboardEvent[],
  change: (text: string) => string,
): readonly OnboardEvent[] {
  const fixed = new Set([
    "type",
    "command",
    "kind",
    "verdict",
    "because",
    "action",
    "state",
    "purpose",
    "warning",
    "code",
    "transport",
    "rrtype",
  ]);
  return events.map(
    (event) =>
      JSON.parse(JSON.stringify(event), (key, value: unknown) =>
        typeof value === "string" && !fixed.has(key) ? change(value) : value,
      ) as OnboardEvent,
  );
}

it("redacting an event keeps its shape", () => {
  expect(redactDeep(RUN, (text) => text)).toEqual(RUN);
});
