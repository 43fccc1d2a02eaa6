import { expect, it } from "vitest";
import { runRedelegated } from "../../support/delegations/scenarios.ts";

// On real sockets, with a clock that is ten times as fast.

it("says within a minute that a zone was delegated elsewhere during the wait, and to whom", async () => {
  const { result, saidAfterMs, movedTo } = await runRedelegated();
  expect(result.error?.code).toBe("ZONE_NOT_DELEGATED");
  expect(saidAfterMs).toBeLessThan(60_000);
  for (const name of movedTo) expect(JSON.stringify(result.error)).toContain(name);
});
