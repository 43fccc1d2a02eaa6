import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import { formatMx, parseMx, type Mx } from "../../dns/rdata.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { withOption } from "../../errors/hint.ts";
import { underMtaSts } from "./mta-sts.ts";
import { ADDRESS_TYPES, findWantedMx, hasExchange, hasRoomBehind, isNullMx, lastMx } from "./mx.ts";
import {
  added,
  conflict,
  fine,
  isConsented,
  replaced,
  existingRRset,
  valueRejected,
  type Case,
  type Verdict,
} from "../verdict.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";

/**
 * SES's exchange where the name takes no mail yet. Where it does, by MX or by an address record, that stays
 * unless the user says otherwise: an MX too many carries somebody's mail away.
 */
export function judgeMx(given: Case): Verdict {
  const { requirement, policy } = given;
  const wanted = findWantedMx(requirement.expected, policy.mxPriority);
  if (wanted === undefined) return valueRejected(given, "no mail exchange");
  return underMtaSts(given, judgeExchange(given, wanted), wanted.exchange);
}

function judgeExchange(given: Case, wanted: Mx): Verdict {
  const before = existingRRset(given);
  if (before === undefined) return judgeWithoutMx(given, wanted);
  if (hasExchange(before.values, wanted.exchange)) return judgeOwnMx(given, before, wanted);
  const slip = before.values.find((value) => isZoneAppended(given.requirement.owner, wanted, parseMx(value)));
  return slip === undefined || modeOf(given) === "replace"
    ? judgeOtherMx(given, before, wanted)
    : zoneAppended(given, slip);
}

/** Whoever entered SES's exchange without a final dot got the zone's name behind it, and no such host exists. */
function isZoneAppended(owner: DomainName, { exchange: wanted }: Mx, { exchange }: Mx): boolean {
  if (!exchange.startsWith(`${wanted}.`)) return false;
  const appended = findDomainName(exchange.slice(wanted.length + 1));
  return appended !== undefined && isAtOrBelow(owner, appended);
}

function zoneAppended(given: Case, slip: string): Verdict {
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`The MX of ${given.requirement.owner} is ${slip}: SES's exchange with the zone's name behind it, since it was entered without a final dot.`,
    phrase`Put a dot at the end of the host in that record at the DNS host. To have it replaced: ${withOption("mx", "replace")}.`,
  );
}

/** SES's exchange stands there, at whatever preference; whoever replaces wants no other beside it. */
function judgeOwnMx(given: Case, before: RRset, { exchange }: Mx): Verdict {
  const { owner } = given.requirement;
  const lost = before.values.filter((value) => !hasExchange([value], exchange));
  if (lost.length === 0 || modeOf(given) !== "replace") return fine("unchanged", before);
  const own = before.values.filter((value) => !lost.includes(value));
  return replaced(given, before, own, [{ warning: "mx-replaced", owner, lost }]);
}

function judgeOtherMx(given: Case, before: RRset, wanted: Mx): Verdict {
  const { owner } = given.requirement;
  const nullMx = isNullMx(before.values);
  switch (modeOf(given)) {
    case "keep":
      return fine("kept", before, [
        { warning: "mx-kept", owner, kept: before.values, because: nullMx ? "null-mx" : "mx" },
      ]);
    case "replace":
      return replaced(
        given,
        before,
        [formatMx(wanted)],
        [{ warning: "mx-replaced", owner, lost: before.values }],
      );
    case "add": {
      if (nullMx) return besideNullMx(given);
      if (!hasRoomBehind(before.values)) return withoutRoom(given, before);
      return added(
        given,
        [lastMx(before.values, wanted.exchange)],
        [{ warning: "mx-added-beside-others", owner, others: before.values }],
      );
    }
  }
}

function judgeWithoutMx(given: Case, wanted: Mx): Verdict {
  const { owner } = given.requirement;
  const addresses = ADDRESS_TYPES.flatMap((type) => findRRset(given.existing, owner, type)?.values ?? []);
  if (addresses.length === 0) return added(given, [formatMx(wanted)]);
  switch (modeOf(given)) {
    case "keep":
      return fine("kept", undefined, [{ warning: "mx-kept", owner, kept: addresses, because: "address" }]);
    case "replace":
      return added(given, [formatMx(wanted)], [{ warning: "mx-replaced", owner, lost: addresses }]);
    case "add": {
      // Until now mail went to the name's own addresses, which counts as an MX of preference 0 (RFC 5321
      // section 5.1). Any MX ends that, so write it out.
      const implicit = formatMx({ preference: 0, exchange: owner });
      return added(
        given,
        [implicit, lastMx([implicit], wanted.exchange)],
        [{ warning: "mx-added-beside-others", owner, others: [implicit] }],
      );
    }
  }
}

function modeOf(given: Case): "keep" | "add" | "replace" {
  return isConsented(given) ? "replace" : given.policy.mx;
}

function besideNullMx(given: Case): Verdict {
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`${given.requirement.owner} has a null MX: it says that the name takes no mail, and no other MX can stand beside it (RFC 7505).`,
    phrase`Keep it: ${withOption("mx", "keep")}. To put SES's exchange in its place: ${withOption("mx", "replace")}.`,
  );
}

function withoutRoom(given: Case, { owner, values }: RRset): Verdict {
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`An MX of ${owner} has the preference 65535 (${listPhrase(values, ", ")}), the largest there is: SES's exchange can't stand behind it, and beside it would take its share of the mail.`,
    phrase`Lower that preference at the DNS host and run again. To keep it: ${withOption("mx", "keep")}. To put SES's exchange in its place: ${withOption("mx", "replace")}.`,
  );
}
