import type { DomainName } from "../dns/domain-name.ts";
import { keyOfSwap, keyText, type RRset, type Swap } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import type { RRsetWrites } from "../journal/logged-writes.ts";
import type { Requirement } from "../plan/requirement.ts";
import { netOf, type UndoPlan } from "../plan/undo.ts";
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
  const parts = [
    { undos: left.filter((one) => !isWrittenOutStill(one.left)), saying: BY_HAND },
    { undos: left.filter((one) => isWrittenOutStill(one.left)), saying: WRITTEN_OUT },
  ].filter(({ undos }) => undos.length > 0);
  return new OnboardError(
    "RRSET_CHANGED",
    parts.map(({ undos, saying }) => `${saying.what}: ${namesText(undos)}.`).join(" "),
    {
      hint: parts.map(({ undos, saying }) => saying.hint(undos)).join(" "),
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

/** Somebody is asked to put it back, and the name servers don't serve it yet. */
export function notBackYet(domain: DomainName, swaps: readonly Swap[]): OnboardError {
  const names = swaps.map((swap) => keyText(keyOfSwap(swap))).join(", ");
  return new OnboardError("NOT_PROPAGATED", phrase`To be put back by hand for ${domain}: ${names}.`, {
    hint: phrase`Have what is listed entered at the DNS host. To see what is left then, run ${{ again: true }}.`,
    facts: { domain, requested: swaps.map(keyOfSwap) },
  });
}

interface Saying {
  readonly what: string;
  readonly hint: (undos: readonly RRsetUndo[]) => string;
}

const BY_HAND: Saying = {
  what: "Left alone, since it can't be told for certain what shall stand there",
  hint: (undos) => `Correct it by hand (docs/runbook.md#take-it-back). ${undos.map(standsText).join(" ")}`,
};

const WRITTEN_OUT: Saying = {
  what: "Left as a wildcard had answered it, since that does not answer there again",
  hint: (undos) =>
    undos.some(({ left }) => left === "exists")
      ? "Remove at the DNS host what nobody needs any more, or undo again once nothing else stands at or below the name (docs/runbook.md#below-a-wildcard)."
      : "Remove it at the DNS host once nothing else stands at or below the name (docs/runbook.md#below-a-wildcard).",
};

function namesText(left: readonly RRsetUndo[]): string {
  return left.map(({ written }) => keyText(written)).join(", ");
}

/** What really stands there, beside what the log knows of it. */
function standsText({ written, now, left = "changed" }: RRsetUndo): string {
  const { brought, removed } = netOf(written.writes);
  const wrote = `the log tells that ${quoted(brought)} was put in the place of ${quoted(removed)}`;
  const because = isWrittenOutStill(left) ? "" : BECAUSE[left](now);
  return `${keyText(written)} holds ${quoted(now?.values ?? [])}${because}; ${wrote}.`;
}

const BECAUSE: Readonly<Record<NonNullable<UndoPlan["left"]>, (now: RRset | undefined) => string>> = {
  changed: () => "",
  secret: () => ", and a secret was cut out of the log (***)",
  locked: (now) => `, which the DNS host keeps locked (${now?.locked ?? "it does not say why"})`,
};

function quoted(values: readonly string[]): string {
  return values.length === 0 ? "nothing" : values.map((value) => `"${value}"`).join(" and ");
}
