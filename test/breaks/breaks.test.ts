import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import breaks from "./breaks.json" with { type: "json" };

// `npm run breaks` applies them; here they are kept applicable while the code moves.

const ROOT = join(import.meta.dirname, "../..");

it("holds every break that the whole suite once overlooked, and some of what each host is about", () => {
  expect(breaks.map(({ title }) => title)).toEqual([
    "the sentence of server.behind is empty",
    "the sentence of port53.unusable is empty",
    "the words of half-moved are empty",
    "host.settled belongs to another step",
    "a rehearsal drops an option about the run",
    "the log reader drops a purpose",
    "the action drops ttl, which action.yml declares",
    "the canary rule is gone: a server is asked again for what it serves",
    "a hint says to run again in the past",
    "an unreadable organisation policy beside a standing DMARC record fails the run",
    "the first of two parallel branches does not wait for the second",
    "half an address answer is remembered",
    "the request rate is kept by entry instead of by host",
    "the action's changes count records instead of sets",
    "a comma ends an annotation's property",
    "a check takes servers that refuse for silent ones",
    "doctor says that the host's servers serve the zone without having asked them",
    "a record at DNSPod is removed although its value is another by now",
    "ModifyRecord is sent without the record's name",
    "a change at Alibaba Cloud DNS puts the TTL back to 600 s",
    "a record of another zone is taken for one of this zone at Alibaba Cloud DNS",
    "by hand, a wildcard's answer counts as a record of the name",
    "what somebody writes after our own look is waited for",
    "a record at DNSPod is changed although somebody has moved it to another name",
    "a list that changes between two pages is taken for whole",
    "a refusal of Alibaba Cloud DNS with status 200 is a success",
    "a confirmed write that a late list never shows is a lost race",
    "by hand, the first server's TTL counts, and not the longest",
    "by hand, a value that was to stay and is gone is not told once SES's are served",
    "a formula stands as it is in a cell of CSV",
    "what goes is a line of the zone file",
    "a resolver that refuses all that is signed is believed",
    "one resolver's refusal stops a run before the others are heard",
    "a key of a kind that nobody knows makes a zone a signed one",
    "a zone that no resolver has validated passes",
  ]);
});

describe.each(breaks)("the break: $title", ({ file, text, replacement, tests }) => {
  it("has its text exactly once in its file, and changes it", () => {
    expect(readFileSync(join(ROOT, file), "utf8").split(text)).toHaveLength(2);
    expect(replacement).not.toBe(text);
  });

  it("breaks what is shipped, and names the tests to begin with", () => {
    expect(file).toMatch(/^(?:src|providers)\//);
    expect(tests.filter((path) => existsSync(join(ROOT, path)))).toEqual(tests);
    expect(tests).not.toEqual([]);
  });
});
