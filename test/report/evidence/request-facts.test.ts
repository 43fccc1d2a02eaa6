import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../../src/events/event.ts";
import { requestFacts } from "../../../src/report/evidence/request-facts.ts";
import { storiesOf } from "../../../src/report/evidence/story.ts";
import { DOMAIN, RUN } from "../recording.ts";

function factsOf(events: readonly OnboardEvent[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    storiesOf(events)
      .flatMap((story) => requestFacts(story, undefined))
      .map(({ label, value }) => [label, value]),
  );
}

describe("what a support asks for", () => {
  it("is each answer of SES by its request id, and each change of the host once", () => {
    const events = RUN.map((event): OnboardEvent => {
      if (event.type === "identity.ready") return { ...event, requestId: "id-0" };
      if (event.type === "identity.refused" || event.type === "identity.verified")
        return { ...event, requestId: `id-${event.attempt}` };
      return event.type === "rrset.written" ? { ...event, changeId: "C1" } : event;
    });
    expect(factsOf(events)).toMatchObject({
      "SES request ids":
        "id-0 (identity created), id-1 (1st answer: not verified), id-2 (2nd answer: verified)",
      "DNS host's change ids": "C1",
    });
  });

  it("is the request that failed", () => {
    const events = RUN.flatMap((event): readonly OnboardEvent[] => {
      if (event.type === "run.started") return [event];
      if (event.type !== "result") return [];
      return [
        { ...event, error: { code: "QUOTA_EXCEEDED", message: "", hint: "", facts: { requestId: "id-9" } } },
      ];
    });
    expect(factsOf(events)["SES request ids"]).toBe("id-9 (failed)");
  });

  it("is nothing where nobody gave an id", () => {
    expect(Object.keys(factsOf(RUN)).filter((label) => label.endsWith("ids"))).toEqual([]);
  });
});

describe("who asked, and of which account", () => {
  it.each([
    [{ by: "ada@workstation", account: { profile: "production" } }, "profile production of Tencent Cloud"],
    [{ by: "octocat", account: { uin: "100012345678" } }, "uin 100012345678 of Tencent Cloud"],
    [{ by: undefined }, undefined],
  ])("is told by the event log alone (%j)", (given, account) => {
    const events = RUN.map((event): OnboardEvent =>
      event.type === "run.started" && given.by !== undefined ? { ...event, ...given } : event,
    );
    const facts = factsOf(events);
    expect([facts["Asked by"], facts["Account"]]).toEqual([given.by, account]);
  });
});

describe("by what a plan might be carried out", () => {
  it("is told once each", () => {
    const [first] = RUN;
    if (first === undefined) throw new TypeError("nothing was recorded");
    const given = (["hash", "terminal"] as const).map((by): OnboardEvent => ({
      type: "consent.given",
      by,
      ...(by === "terminal" ? { again: true } : {}),
      time: first.time,
      domain: first.domain,
    }));
    expect(factsOf([first, ...given, ...RUN.slice(1)])["Consent"]).toBe(
      "by an approved plan's hash; to what was not in the plan at first: by an answer at the terminal",
    );
    expect(Object.keys(factsOf(RUN))).not.toContain("Consent");
  });
});

describe("what was consented to by name", () => {
  it("is told as it was given, with the command that it belongs to", () => {
    const given = [
      { option: "replace", values: ["MX:mail.example.com"], by: "flag" },
      { option: "allow", values: ["A:www.mail.example.com", "TXT:*.mail.example.com"], by: "config" },
      { option: "config", values: ["it's here/a b.yaml"], by: "flag" },
    ];
    const startedAs = ["npx", "ses-onboard"];
    const events = RUN.map((event) =>
      event.type === "run.started" ? ({ ...event, given, startedAs } as OnboardEvent) : event,
    );
    expect(factsOf(events)).toMatchObject({
      Command: `npx ses-onboard run --replace MX:mail.example.com --config 'it'\\''s here/a b.yaml' ${DOMAIN}`,
      "Settings that decide":
        "--replace MX:mail.example.com --allow A:www.mail.example.com --allow 'TXT:*.mail.example.com' (by the config file)",
    });
  });

  it.each([
    ["file", "run --file two.yaml"],
    ["plan", "run --plan two.yaml"],
  ])("names no domain that only --%s named", (option, command) => {
    const given = [{ option, values: ["two.yaml"], by: "flag" }];
    const events = RUN.map((event) => {
      if (event.type === "result") return { ...event, planHash: "sha256:0" };
      if (event.type !== "run.started") return event;
      const { operands: _, ...rest } = event;
      return { ...rest, given } as OnboardEvent;
    });
    const facts = factsOf(events);
    expect(facts["Command"]).toBe(`ses-onboard ${command}`);
    expect(facts["Plan hash"]).toContain("of this domain alone");
  });

  it("is not spoken of where there was nothing", () => {
    expect(Object.keys(factsOf(RUN))).not.toContain("Settings that decide");
  });
});
