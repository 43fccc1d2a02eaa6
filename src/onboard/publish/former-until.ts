import type { RRset } from "../../dns/rrset.ts";
import type { EventOf } from "../../events/events-of.ts";
import type { Run } from "../run.ts";

/**
 * Until when a cache may answer with what stood there, counted from now, when the host has just said that it was
 * written.
 * @param former what was served there, be it by a wildcard
 */
export function formerUntil(
  { clock }: Pick<Run, "clock">,
  former: Pick<RRset, "ttl"> | undefined,
): Pick<EventOf<"rrset.written">, "formerUntilAt"> {
  return former === undefined ? {} : { formerUntilAt: clock.now() + former.ttl * 1000 };
}
