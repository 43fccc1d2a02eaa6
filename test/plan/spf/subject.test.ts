import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { parseSpf } from "../../../src/plan/spf/parse.ts";
import { subjectOf, type Subject } from "../../../src/plan/spf/subject.ts";

const PLACE = { self: parseDomainName("spf.example.net"), sender: parseDomainName("mail.example.com") };
const ofTerm = (text: string): Subject | undefined => {
  const [term] = parseSpf(`v=spf1 ${text}`).terms;
  return term === undefined ? undefined : subjectOf(term, PLACE);
};

it.each(["all", "-all", "ip4:192.0.2.1", "ip6:2001:db8::1", "exp=why.example", "x=y.example"])(
  "%s has nothing looked up",
  (text) => {
    expect(ofTerm(text)).toBeUndefined();
  },
);

it.each([
  ["include:A.example.", "record", "a.example"],
  ["redirect=a.example", "record", "a.example"],
  ["a", "addresses", PLACE.self],
  ["a:a.example/24", "addresses", "a.example"],
  ["exists:a.example", "address", "a.example"],
  ["mx", "mx", PLACE.self],
  ["ptr", "unknowable", PLACE.self],
  ["include:%{d}.a.example", "record", `${PLACE.self}.a.example`],
  ["include:%{o}.a.example", "record", `${PLACE.sender}.a.example`],
  ["exists:%{i}.a.example", "address", undefined],
])("%s has looked up what its kind and its place say", (text, kind, name) => {
  expect(ofTerm(text)).toEqual({ kind, name, fault: undefined });
});

it.each([
  ["include:a..example", "empty label"],
  ["include:a.exampleinclude:b.example", "a space is missing"],
  ["exists:%{d}..a.example", "empty label"],
])("%s names why its target can be no name", (text, fault) => {
  expect(ofTerm(text)).toMatchObject({ fault: expect.stringContaining(fault) });
});
