import type { DomainName } from "../dns/domain-name.ts";
import { keyText, type RRset } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { RRsetWrites } from "../journal/logged-writes.ts";
import type { Requirement } from "../plan/requirement.ts";
import { netOf } from "../plan/undo.ts";
import type { Warning } from "../plan/warning.ts";
import { topmostBelow } from "../plan/wildcard/wildcard.ts";
import { isWrittenOutStill, type RRsetUndo } from "./undo-below-wildcards.ts";

// What an undo leaves, and why.

export function warningsOf(
  { owner, type, inEffect }: RRsetWrites,
  record: Requirement,
  left: RRsetUndo["left"],
): readonly Warning[] {
  if (left === undefined) return [];
  if (!isWrittenOutStill(left)) return [{ warning: "not-put-back", record, because: left }];
  const { wildcard, values } = inEffect ?? { wildcard: owner, values: [] };
  const top = topmostBelow(wildcard, owner);
  return [{ warning: "wildcard-not-back", owner, type, wildcard, values, top, because: left }];
}

/** @returns the error that the command ends with */
export function leftAlone(domain: DomainName, left: readonly RRsetUndo[]): OnboardError {
  return new OnboardError(
    "RRSET_CHANGED",
    [
      namesText("Left alone, since it can't be told for certain what shall stand there", left, false),
      namesText("Left as a wildcard had answered it, since that does not answer there again", left, true),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    {
      hint: `Correct it by hand (docs/runbook.md#take-it-back). ${left.map(standsText).join(" ")}`,
      facts: {
        domain,
        left: left.map(({ written: { owner, type, writes }, now, left: because }) => ({
          owner,
          type,
          because,
          found: now ?? null,
          wrote: writes.at(-1)?.after ?? null,
          before: writes[0]?.before ?? null,
        })),
      },
    },
  );
}

function namesText(what: string, left: readonly RRsetUndo[], writtenOut: boolean): string {
  const names = left.filter((one) => isWrittenOutStill(one.left) === writtenOut);
  return names.length === 0 ? "" : `${what}: ${names.map(({ written }) => keyText(written)).join(", ")}.`;
}

/** What really stands there, beside what the log knows of it. */
function standsText({ written, now, left }: RRsetUndo): string {
  const { brought, removed } = netOf(written.writes);
  const wrote = `the log tells that ${quoted(brought)} was put in the place of ${quoted(removed)}`;
  return `${keyText(written)} holds ${quoted(now?.values ?? [])}${BECAUSE[left ?? "changed"](now)}; ${wrote}.`;
}

const BECAUSE: Readonly<Record<NonNullable<RRsetUndo["left"]>, (now: RRset | undefined) => string>> = {
  changed: () => "",
  secret: () => ", and a secret was cut out of the log (***)",
  exists: () => ", and something else at or below it keeps the name, so no wildcard answers for it",
  unknown: () =>
    ", and the DNS host can't tell whether something else at or below it keeps the name from a wildcard",
  locked: (now) => `, which the DNS host keeps locked (${now?.locked ?? "it does not say why"})`,
};

function quoted(values: readonly string[]): string {
  return values.length === 0 ? "nothing" : values.map((value) => `"${value}"`).join(" and ");
}
