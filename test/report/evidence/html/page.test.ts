import { describe, expect, it } from "vitest";
import { htmlReport } from "../../../../src/report/evidence/html/page.ts";
import { expectGolden } from "../../golden.ts";
import { outline } from "../../outline.ts";
import { DKIM_VALUE, PLAN, RUN, TWO } from "../../recording.ts";
import { HOSTILE, poisoned } from "../poisoned.ts";
import { FAILED, MANY, PENDING, SECOND } from "../recordings.ts";

describe("the page of one run", () => {
  it.each([
    ["run", RUN],
    ["many", MANY],
    ["pending", PENDING],
    ["failed", FAILED],
    ["second", SECOND],
    ["plan", PLAN],
  ])("%s: says all of it in words", (what, events) => {
    expectGolden(
      `evidence-${what}.txt`,
      outline(htmlReport(events, what === "many" ? "octocat, https://ci.example/runs/1" : undefined)),
    );
  });

  it("shows whole values, however long", () => {
    expect(htmlReport(RUN)).toContain(DKIM_VALUE);
  });

  it("has a row for each server, with its bands at their places", () => {
    const page = htmlReport(MANY);
    expect(page.match(/<svg[^>]*role="img"/g)).toHaveLength(13 + 5 + 1);
    const [row = ""] = /<th scope="row">\s*ns9\.example\.test[^]*?<\/tr>/.exec(page) ?? [];
    expect(row).toMatch(/class="band broken"[^>]*x="0\.036%"/);
    expect(row).toMatch(/class="band good"[^>]*x="32\.814%"/);
    expect(row).toContain("serves since 53 s");
  });

  it("needs nothing from elsewhere and lets nothing in", () => {
    const page = htmlReport(MANY);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|url\(|@import|\son[a-z]+=/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, target]) => target?.[0])).toEqual([]);
  });
});

describe("the page of several domains", () => {
  it("begins with all of them at a glance, each leading to its own part", () => {
    const page = htmlReport([...TWO, ...SECOND]);
    expect(outline(page)).toContain("3 domains: 1 verified, 1 pending, 1 failed");
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? "");
    expect(targets).toHaveLength(3);
    for (const id of targets) expect(page).toContain(`<article id="${id}">`);
  });
});

it("lets what is wider than a screen be scrolled with the keyboard, by a name", () => {
  for (const page of [htmlReport(RUN), htmlReport(MANY), htmlReport([...TWO, ...SECOND])]) {
    const wide = page.replaceAll(/<details class="chronicle">[^]*?<\/details>/g, "");
    const regions = wide.match(/<div class="scroll" role="region" aria-label="[^"]+" tabindex="0">/g);
    expect(regions?.length).toBe(wide.match(/<table/g)?.length);
  }
});

it("tells below the table of several domains what to do, each hint once", () => {
  const page = htmlReport([...TWO, ...SECOND]);
  const [, hints = ""] = /<\/table>([^]*?)<article/.exec(page) ?? [];
  expect(hints.match(/<p class="hint">/g)).toHaveLength(2);
  expect(hints).toContain("<b>ZONE_NOT_FOUND (exit 3)</b> news.example.org");
});

it("shows the facts of an error, but no stack", () => {
  const facts = { laggards: 2, stack: "Error: x at /home/somebody/secret-project/main.js" };
  const page = htmlReport(
    FAILED.map((event) =>
      event.type === "result" && event.error !== null
        ? { ...event, error: { ...event.error, facts } }
        : event,
    ),
  );
  expect(outline(page)).toContain("{&quot;laggards&quot;:2}");
  expect(page).not.toContain("secret-project");
});

it("says that nothing happened", () => {
  expect(outline(htmlReport([]))).toContain("Nothing happened");
});

it("says of a run that was killed that it did not come to an end", () => {
  expect(outline(htmlReport(RUN.slice(0, 20)))).toContain("mail.example.test did not come to an end");
});

describe("text from outside", () => {
  /** Every kind of tag with the names of its attributes. */
  const tagsOf = (page: string): Set<string> =>
    new Set(
      [...page.matchAll(/<(\/?[a-z!][a-z0-9]*)((?:\s+[a-z:-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
        ([, name = "", attributes = ""]) => `${name}${attributes.replace(/="[^"]*"/g, "")}`,
      ),
    );
  const everything = [...RUN, ...MANY, ...PENDING, ...FAILED, ...SECOND, ...PLAN];
  const harmless = tagsOf(htmlReport(poisoned(everything, "x"), "x"));

  it.each(HOSTILE)("adds no tag and no attribute: %j", (hostile) => {
    const page = htmlReport(poisoned(everything, hostile), hostile);
    expect([...tagsOf(page)].filter((tag) => !harmless.has(tag))).toEqual([]);
    // Every angle bracket belongs to one of these tags.
    expect(page.replace(/<style>[^]*?<\/style>/, "").replace(/<\/?[a-z!][^<>]*>/gi, "")).not.toMatch(/[<>]/);
  });

  it.each(HOSTILE)("holds no command for a terminal or a runner: %j", (hostile) => {
    const page = htmlReport(poisoned(everything, hostile), hostile).replace(/<style>[^]*?<\/style>/, "");
    // oxlint-disable-next-line no-control-regex -- looking for control characters is what this is for
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(page).not.toContain("##[");
    expect(page.split("\n").filter((line) => /^\s*::/.test(line))).toEqual([]);
  });
});
