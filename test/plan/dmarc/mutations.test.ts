import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { inheritanceOf } from "../../../src/plan/dmarc/inheritance.ts";
import { dmarcToPublish } from "../../../src/plan/dmarc/publish.ts";
import fixture from "./mutations.json" with { type: "json" };

// Two reject policies, and what one wrong key makes of them: how OpenDMARC, Mail::DMARC and mailauth 4 and 7.1
// judge each for a name below (a letter each: reject, none, - no record). mutations/make.mjs writes the file;
// recorded in November 2026.

const NAME = parseDomainName("mail.example.com");
const ORGANISATION = parseDomainName("example.com");

const MUTATIONS = Object.entries(fixture.verdicts).map(([text, letters]) => {
  const { chosen, unreadable } = inheritanceOf(NAME, [{ domain: ORGANISATION, values: [text] }]);
  const published = dmarcToPublish("v=DMARC1; p=none", chosen);
  const told = unreadable.length > 0 || (chosen?.record.flaws ?? []).length > 0;
  return { text, letters, isReject: /^v=DMARC1; p=reject(?:;|$)/.test(published), told };
});

describe("a reject policy with one wrong key", () => {
  it("is read by each judge in a good many ways", () => {
    expect(fixture.judges.map((judge) => judge.split(" ")[0])).toEqual([
      "OpenDMARC",
      "Mail::DMARC",
      "mailauth",
      "mailauth",
    ]);
    expect(MUTATIONS.length).toBeGreaterThan(1_043);
    expect(MUTATIONS.filter(saidBy(/^rr(?:r.|.r)$/)).length).toBeGreaterThan(233);
    expect(MUTATIONS.filter(saidBy(/^[^r]+$/)).length).toBeGreaterThan(233);
  });

  it("is published as reject where all judges read that", () => {
    expect(lost(MUTATIONS.filter(saidBy(/^rr.r$/)), ({ isReject }) => isReject)).toEqual([]);
  });

  it("never becomes none in silence where one judge reads reject", () => {
    expect(lost(MUTATIONS.filter(saidBy(/r/)), ({ isReject, told }) => isReject || told)).toEqual([]);
  });

  it("is never published as reject where no judge reads that", () => {
    expect(lost(MUTATIONS.filter(saidBy(/^[^r]+$/)), ({ isReject }) => !isReject)).toEqual([]);
  });

  it("becomes none in silence only where the text is valid and has no policy", () => {
    // Another tag in place of p, and reports asked for: none, says RFC 9989 section 4.7.
    expect(lost(MUTATIONS, ({ isReject, told }) => isReject || told)).toEqual([
      "-n-n v=DMARC1; pr=eject; adkim=s; rua=mailto:dmarc@example.com",
    ]);
  });
});

type Mutation = (typeof MUTATIONS)[number];

function saidBy(letters: RegExp): (mutation: Mutation) => boolean {
  return (mutation) => letters.test(mutation.letters);
}

function lost(mutations: readonly Mutation[], isRight: (mutation: Mutation) => boolean): readonly string[] {
  return mutations.filter((mutation) => !isRight(mutation)).map(({ text, letters }) => `${letters} ${text}`);
}
