import { describe, expect, it } from "vitest";
import {
  brokenTarget,
  domainOf,
  parseTerm,
  sameMechanism,
  type SpfDirective,
  type SpfTerm,
} from "../../../src/plan/spf/term.ts";

function term(text: string): SpfTerm {
  const parsed = parseTerm(text, 0);
  return typeof parsed === "string" ? expect.fail(`${text}: ${parsed}`) : parsed;
}

function directive(text: string): SpfDirective {
  const parsed = term(text);
  return parsed.kind === "directive" ? parsed : expect.fail(`${text} is a modifier`);
}

describe("a term is read", () => {
  it.each([
    ["a", { qualifier: "+", mechanism: "a", target: undefined, prefix4: 32, prefix6: 128 }],
    ["~A:h.example", { qualifier: "~", mechanism: "a", target: "h.example", prefix4: 32, prefix6: 128 }],
    ["?mx/24", { qualifier: "?", mechanism: "mx", target: undefined, prefix4: 24, prefix6: 128 }],
    ["-a//64", { qualifier: "-", mechanism: "a", target: undefined, prefix4: 32, prefix6: 64 }],
    ["+a/0//0", { qualifier: "+", mechanism: "a", target: undefined, prefix4: 0, prefix6: 0 }],
    ["a:b/c.example/8", { qualifier: "+", mechanism: "a", target: "b/c.example", prefix4: 8, prefix6: 128 }],
    ["ip4:192.0.2.0/24", { mechanism: "ip4", target: "192.0.2.0", prefix4: 24, prefix6: 128 }],
    ["ip6:2001:db8::/32", { mechanism: "ip6", target: "2001:db8::", prefix4: 32, prefix6: 32 }],
    ["ip6:::1/128", { mechanism: "ip6", target: "::1", prefix4: 32, prefix6: 128 }],
    ["ptr:h.example", { mechanism: "ptr", target: "h.example" }],
    ["-ALL", { qualifier: "-", mechanism: "all", target: undefined }],
    ["exists:%{i}.x.example", { mechanism: "exists", target: "%{i}.x.example" }],
  ] as const)("%s with its qualifier, target and prefixes", (text, expected) => {
    expect(parseTerm(text, 7)).toMatchObject({ kind: "directive", text, at: 7, ...expected });
  });

  it.each([
    ["Redirect=A.example", "redirect", "A.example"],
    ["exp=%{d}.why.example", "exp", "%{d}.why.example"],
    ["x-y_z.1=", "x-y_z.1", ""],
    ["x=a=b", "x", "a=b"],
  ])("%s as a modifier", (text, name, value) => {
    expect(parseTerm(text, 3)).toEqual({ kind: "modifier", text, at: 3, name, value });
  });
});

describe("a term is refused, and why", () => {
  it.each([
    ["foo", "it is no mechanism of SPF"],
    ["", "it is no mechanism of SPF"],
    ["toString", "it is no mechanism of SPF"],
    ["--all", "it is no mechanism of SPF"],
    ["1x=y", "can't follow"],
    ["include", "include needs a target"],
    ["exists", "exists needs a target"],
    ["include:", '"" is no domain'],
    ["all:x.example", "all takes no target"],
    ["all/24", '"/24" can\'t follow all'],
    ["include:x.example/24", "no domain"],
    ["a/", '"/" can\'t follow a'],
    ["ptr/24", "can't follow ptr"],
    ["ip4", "ip4 needs a target"],
    ["ip6", "ip6 needs a target"],
    ["a:h.example/x1", '"h.example/x1" is no domain'],
    ["a:h.example/1x", '"h.example/1x" is no domain'],
    ["ip4:192.0.2", '"192.0.2" is no address for ip4'],
    ["ip4:2001:db8::1", "is no address for ip4"],
    ["ip4:192.0.2.1/33", "out of range"],
    ["ip4:192.0.2.1/024", "out of range"],
    ["ip4:192.0.2.1//32", "out of range"],
    ["ip6:192.0.2.1", "is no address for ip6"],
    ["ip6:fe80::1%1", "is no address for ip6"],
    ["ip6:2001:db8::/129", "out of range"],
    ["a/33", "out of range"],
    ["a//129", "out of range"],
    ["a/1000", "out of range"],
    ["redirect=x", '"x" is no domain'],
    ["exp=x", '"x" is no domain'],
    ["x=%", '"%" is no value of a modifier'],
    ["\u2013all", "it holds an en dash (U+2013)"],
    ["\u2013al\u2014", "it holds an en dash (U+2013) and an em dash (U+2014)"],
  ])("%j: %s", (text, because) => {
    const parsed = parseTerm(text, 0);
    if (text === "1x=y") expect(typeof parsed).toBe("string");
    else expect(parsed).toEqual(expect.stringContaining(because));
  });

  it.each([
    ["ip4:192.0.2.1-all", "-all"],
    ["ip4:192.0.2.1ip4:192.0.2.2", "ip4:192.0.2.2"],
    ["include:a.example~all", "~all"],
    ["allinclude:a.example", "include:a.example"],
  ])("%s lacks a space in front of %s", (text, right) => {
    expect([parseTerm(text, 0), brokenTarget(termOf(text))].flat()).toContain(
      `a space is missing in front of "${right}"`,
    );
  });
});

/** Where the grammar takes it, as it does a name that holds a colon. */
function termOf(text: string): SpfTerm {
  const parsed = parseTerm(text, 0);
  return typeof parsed === "string" ? term("all") : parsed;
}

it.each([
  ["include:a.example", undefined],
  ["include:a..example", "it has an empty label (two dots, or a dot in front)"],
  ["include:%{d}..example", undefined],
  ["redirect=a@b.example", 'it is a mail address; write only what stands behind "@"'],
  ["x=a@b.example", undefined],
  ["include:spf.my-allmail.example", undefined],
  ["ip4:192.0.2.1", undefined],
  ["all", undefined],
])("the target of %s is broken: %s", (text, because) => {
  expect(brokenTarget(term(text))).toBe(because);
});

it.each([
  ["include:a.example", "a.example"],
  ["redirect=a.example", "a.example"],
  ["exp=a.example", undefined],
  ["x=a.example", undefined],
  ["ip4:192.0.2.1", undefined],
  ["ip6:::1", undefined],
  ["a", undefined],
])("%s has %s looked up", (text, domain) => {
  expect(domainOf(term(text))).toBe(domain);
});

describe("two directives match the same mail", () => {
  it.each([
    ["a:H.example.", "-a:h.example"],
    ["ip4:192.0.2.1", "ip4:192.0.2.1/32"],
    ["mx", "?MX"],
  ])("%s and %s", (a, b) => {
    expect(sameMechanism(directive(a), directive(b))).toBe(true);
  });

  it.each([
    ["a", "mx"],
    ["a:h.example", "a:i.example"],
    ["a:h.example", "a"],
    ["a/24", "a"],
    ["a//64", "a"],
  ])("not %s and %s", (a, b) => {
    expect(sameMechanism(directive(a), directive(b))).toBe(false);
  });
});
