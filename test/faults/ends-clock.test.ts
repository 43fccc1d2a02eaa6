import { expect, it } from "vitest";
import { runChild } from "../support/child.ts";
import { eventsIn, resultsIn, withSandbox } from "../support/cli.ts";

// The built program on a machine whose clock is set while it runs; the sandbox keeps its own.

/** Every time that something took or has left, by its name; how long a resolver remembers is a TTL. */
function durationsIn(value: unknown): readonly (readonly [string, number])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "number" && name.endsWith("Ms") && name !== "expiresInMs"
      ? [[name, inner] as const]
      : durationsIn(inner),
  );
}

it.for([200_000, -200_000])("a clock that is set by %d ms, there and back, changes no time", async (step) => {
  await withSandbox({ lagMs: 1_500 }, async (_sandbox, env) => {
    const { exit, stdout } = await runChild(
      ["run", "mail.example.test", "--provider", "cloudflare", "--wait", "2m", "--format", "json"],
      { ...env, CLOCK_STEP_MS: String(step) },
      { preload: ["clock-steps.mjs"] },
    );
    expect(exit, stdout).toBe(0);
    expect(resultsIn(stdout)).toMatchObject([{ state: "verified" }]);
    const events = eventsIn(stdout);
    const durations = durationsIn(events);
    expect(durations.length).toBeGreaterThan(5);
    expect(durations.filter(([, ms]) => ms < 0 || ms > 120_000)).toEqual([]);
    const times = events.map(({ time }) => Number(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
