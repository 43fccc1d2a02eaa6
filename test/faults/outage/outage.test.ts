import { describe, expect, it } from "vitest";
import { rowsFor, type OutageRow } from "./rows.ts";
import { runThrough } from "./world.ts";

// The built program on real sockets, an API of the sandbox away for a while: own fake. In real time, all side by side.

const OUTAGE_MS = 20_000;
const ASKED = process.env["OUTAGES"];
const LASTING = { ...row("UpdateEmailIdentity"), phase: "Update, to the end" };

describe.concurrent("an API that has answered and is then away for 20 s", () => {
  it.each(rowsFor(ASKED))("is waited for: $api, $phase ($kind)", { timeout: 300_000 }, async (given) => {
    const { exit, results, front, output, told, tookMs } = await runThrough(given, OUTAGE_MS);
    const states = results.map(({ state, error }) => error?.code ?? state);
    if (ASKED !== undefined) {
      const cells = [
        given.api,
        given.phase,
        given.kind,
        states.join(" "),
        exit,
        Math.round(tookMs / 1_000),
        told,
      ];
      console.log(`| ${cells.join(" | ")} |`);
    }
    expect([exit, states], output).toEqual([0, (given.domains ?? [""]).map(() => "verified")]);
    // Told once a pause, and the pauses grow.
    expect(told, output).toBeLessThan(20);
    expect(front.met() > 0 && front.met() < 20, output).toBe(true);
  });

  it(
    "ends as pending, with exit 5, where SES stays away after all is published",
    { timeout: 120_000 },
    async () => {
      const { exit, results, output } = await runThrough(LASTING, 600_000, "20s");
      expect(results, output).toMatchObject([{ state: "pending", error: { code: "API_UNAVAILABLE" } }]);
      expect(results[0]?.error?.facts, output).toMatchObject({ retryAfter: expect.any(String) as string });
      expect([exit, results[0]?.records.every(({ written }) => written !== null)], output).toEqual([5, true]);
    },
  );

  it(
    "has one request's time of a plan where it takes it and says nothing",
    { timeout: 120_000 },
    async () => {
      const hanging = { ...row("dns_records"), api: "cloudflare", kind: "hanging", command: "plan" } as const;
      const { exit, results, front, output } = await runThrough(hanging, 600_000);
      expect(results, output).toMatchObject([{ state: "failed", error: { code: "API_UNAVAILABLE" } }]);
      // A plan waits 20 s, and the one question lasts as long.
      expect([exit, front.met()], output).toEqual([5, 1]);
    },
  );

  it("is no outage where it has never answered: that ends within 8 s", { timeout: 120_000 }, async () => {
    const wrong = { ...row("GetEmailIdentity"), phase: "the first request", kind: "hanging" } as const;
    const { exit, results, front, output } = await runThrough(wrong, 600_000);
    expect(results, output).toMatchObject([{ state: "failed", error: { code: "API_UNAVAILABLE" } }]);
    expect([exit, front.met() <= 3], output).toEqual([5, true]);
  });
});

function row(on: string): OutageRow {
  return { phase: on, api: "ses", provider: "cloudflare", at: { on }, kind: "503" };
}
