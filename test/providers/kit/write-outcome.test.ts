import { describe, expect, it } from "vitest";
import { createWriteOutcome, inDoubt, mayHaveArrived } from "../../../providers/kit/write-outcome.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Swap } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { loadAnotherCopy } from "../../support/another-copy.ts";

const refusal = new OnboardError("CREDENTIALS_REJECTED", "No.", {
  hint: "Renew it.",
  facts: { status: 401 },
});

describe("an error in doubt", () => {
  it("keeps its code, its hint and its facts, and says that the write may have arrived", () => {
    const error = inDoubt(refusal);
    expect(error).toMatchObject({
      code: "CREDENTIALS_REJECTED",
      hint: "Renew it.",
      facts: { status: 401, mayHaveArrived: true },
      cause: refusal,
    });
    expect(mayHaveArrived(error)).toBe(true);
    expect(mayHaveArrived(refusal)).toBe(false);
  });

  it("is not put in doubt twice", () => {
    const error = inDoubt(refusal);
    expect(inDoubt(error)).toBe(error);
  });

  it("is known from another copy of the package, too, and nothing else is", async () => {
    const other = await loadAnotherCopy();
    const facts = { mayHaveArrived: true };
    const foreign = new other.OnboardError("API_UNAVAILABLE", "Lost.", { hint: "Look.", facts });
    expect(mayHaveArrived(foreign)).toBe(true);
    expect(mayHaveArrived(Object.assign(new Error("x"), { facts }))).toBe(false);
    expect(mayHaveArrived(undefined)).toBe(false);
  });
});

describe("the fate of a write", () => {
  it("is known before anything was sent: a failure is reported as it is", () => {
    expect(createWriteOutcome().report(refusal)).toBe(refusal);
  });

  it("is open once it was sent: whatever fails then is reported in doubt", () => {
    const outcome = createWriteOutcome();
    outcome.sent([swapOf("a")]);
    expect(outcome.report(refusal)).toMatchObject({
      code: "CREDENTIALS_REJECTED",
      facts: { mayHaveArrived: true },
    });
    const bug = new TypeError("ours");
    expect(outcome.report(bug)).toBe(bug);
  });

  it("is known again when the host has refused it", () => {
    const outcome = createWriteOutcome();
    outcome.sent([swapOf("a")]);
    outcome.refused();
    expect(outcome.report(refusal)).toBe(refusal);
  });

  it("stays open after a listing without it, which may be old, also when the next attempt is refused", () => {
    const outcome = createWriteOutcome();
    outcome.sent([swapOf("a")]);
    outcome.looked();
    expect(outcome.report(refusal)).toMatchObject({ facts: { mayHaveArrived: true } });
    outcome.sent([swapOf("a")]);
    outcome.refused();
    expect(outcome.report(refusal)).toMatchObject({
      code: "CREDENTIALS_REJECTED",
      facts: { mayHaveArrived: true },
    });
  });

  it("is half known where records are other ones than expected after an answer was lost", () => {
    const changed = new OnboardError("RRSET_CHANGED", "Other values.", { hint: "Look." });
    const outcome = createWriteOutcome();
    outcome.sent([swapOf("a")]);
    outcome.looked();
    expect(outcome.report(changed)).toMatchObject({ code: "RRSET_CHANGED", facts: { mayHaveArrived: true } });
    const written = new OnboardError("RRSET_CHANGED", "Beside.", { hint: "Look.", facts: { written: true } });
    expect(outcome.report(written)).toBe(written);
    const untouched = createWriteOutcome();
    untouched.sent([swapOf("a")]);
    untouched.refused();
    expect(untouched.report(changed)).toBe(changed);
  });

  it("is in doubt as a whole where the host did a part of it before it refused another", () => {
    const outcome = createWriteOutcome();
    outcome.sent([swapOf("a")]);
    outcome.done();
    outcome.sent([swapOf("b")]);
    outcome.refused();
    expect(outcome.written).toBe(1);
    expect(outcome.report(refusal)).toMatchObject({ facts: { status: 401, mayHaveArrived: true } });
  });

  it("counts each swap that was sent and not refused once, however often it was repeated", () => {
    const outcome = createWriteOutcome();
    const [a, b, c] = [swapOf("a"), swapOf("b"), swapOf("c")];
    expect(outcome.written).toBe(0);
    outcome.sent([a, b]);
    outcome.looked();
    expect(outcome.written).toBe(2);
    outcome.sent([b]);
    expect(outcome.written).toBe(2);
    outcome.sent([c]);
    outcome.refused();
    expect(outcome.written).toBe(2);
  });
});

function swapOf(value: string): Swap {
  const owner = parseDomainName("mail.example.test");
  return { before: undefined, after: { owner, type: "TXT", ttl: 300, values: [value] } };
}
