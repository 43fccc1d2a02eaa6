import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { TencentCallError } from "../../src/tencent/failure.ts";
import { factsOf, sentenceOf } from "../../src/tencent/sentence.ts";
import { causeFor, type DnspodAction } from "./causes.ts";

const TITLE = "DNSPod";

/** What to throw for whatever a request threw: failures of it in our own words, mistakes of ours as they are. */
export function translate(thrown: unknown, action: DnspodAction): unknown {
  if (!(thrown instanceof TencentCallError)) return thrown;
  const { failure } = thrown;
  const { code, hint } = causeFor(failure, action);
  return new OnboardError(code, sentenceOf(failure, { title: TITLE, action }), {
    hint,
    facts: { api: "dnspod", action, ...factsOf(failure) },
    cause: thrown,
  });
}

/** The API's own code in an error; undefined: it is none of the API's. */
export function apiCodeOf(error: unknown): string | undefined {
  const apiCode = isOnboardError(error) ? error.facts["apiCode"] : undefined;
  return typeof apiCode === "string" ? apiCode : undefined;
}

/** It answered, and not with what it should. */
export function surprise(what: string, facts: Readonly<Record<string, unknown>>): OnboardError {
  return new OnboardError("API_SURPRISE", phrase`DNSPod's answer can't be used: ${what}.`, {
    hint: phrase`Run the same command again with ${{ option: "debug" }}; if it stays, report its output.`,
    facts: { api: "dnspod", ...facts },
  });
}
