import { parseMx } from "../../dns/rdata.ts";
import type { ProviderTraits } from "../../dns/provider.ts";
import type { Swap } from "../../dns/rrset.ts";
import { withOption } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";

/**
 * Some hosts hold fewer preferences than DNS has (Alibaba: 1 to 50, and so no null MX either; its API
 * reference, November 2026). That is judged before Create, and not left to the host's refusal of the write.
 * @throws OnboardError VALUE_REJECTED
 */
export function requireHoldableMx(swaps: readonly Swap[], range: ProviderTraits["mx"]): void {
  if (range === undefined) return;
  for (const { before, after } of swaps) {
    if (after?.type !== "MX") continue;
    const added = after.values.filter((value) => before?.values.includes(value) !== true);
    const refused = added.find((value) => !isHeld(value, range));
    if (refused === undefined) continue;
    const isBeside = before?.values.some((value) => after.values.includes(value)) === true;
    throw new OnboardError(
      "VALUE_REJECTED",
      `The DNS host holds MX preferences from ${range.min} to ${range.max}${range.null ? "" : " and no null MX"}, so "${refused}" can't stand at ${after.owner}.`,
      {
        // An MX beside others goes by theirs, and not by policy.mxPriority.
        hint: [
          `${isBeside ? `Lower the preferences of the MX that stand at ${after.owner} at the DNS host` : `Set policy.mxPriority in the config to a number from ${range.min} to ${range.max}`}. To keep the MX that stands there: `,
          withOption("mx", "keep"),
          ".",
        ],
        facts: { owner: after.owner, type: "MX", value: refused, range },
      },
    );
  }
}

function isHeld(value: string, { min, max, null: holdsNull }: NonNullable<ProviderTraits["mx"]>): boolean {
  const { preference, exchange } = parseMx(value);
  if (exchange === ".") return holdsNull;
  return preference >= min && preference <= max;
}
