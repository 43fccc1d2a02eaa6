import { expect, it } from "vitest";
import { oldCopyOf, says, when, type Asked } from "./manners.ts";
import { APEX, nsAndGlue, row, serves, worldsOn, type Manners, type Plan } from "./world.ts";

// Servers that could not be asked for a moment, and then answer.

const plant = worldsOn("127.82.10");

/** For the records that we wait for `then`, so many times; after that `after`. */
function first(count: number, then: Manners, after: Manners): Manners {
  const isOfRecord = ({ name, type }: Asked) => type === "TXT" && name !== APEX;
  return (live, above) => {
    const [other, later] = [then(live, above), after(live, above)];
    let left = count;
    const fails = when(
      (asked) => isOfRecord(asked) && left-- > 0,
      () => other,
    );
    return fails(later, above);
  };
}

row("back-with-old-records", () => {
  /** Out by three failures in a row where it is delegated, by one where only the zone names it. */
  const restarted = (rcode: "SERVFAIL" | "REFUSED", times: number) => ({
    servers: { ns1: serves, ns2: first(times, says(rcode), oldCopyOf("ns1", "ns2")) },
    speed: 4,
  });

  it.each([
    ["after it failed", restarted("SERVFAIL", 3)],
    ["after it refused", restarted("REFUSED", 3)],
    [
      "where only the zone names it",
      { ...restarted("SERVFAIL", 1), delegation: (of) => nsAndGlue("ns1", of("ns1")) },
    ],
  ] satisfies [string, Plan][])("keeps the gate shut %s", async (_, plan) => {
    const world = await plant(plan);
    const { result, sentence, events } = await world.run({ waitMs: 6_000 });
    expect(events.some(({ type }) => type === "server.excluded")).toBe(true);
    expect([result.state, result.error?.code]).toEqual(["pending", "NOT_PROPAGATED"]);
    expect(sentence).toContain("ns2.example.test (127.82.10.4) says that there is no such name");
  });

  it("costs one question where it still fails, and holds nothing up", async () => {
    const world = await plant({
      servers: { ns1: serves, ns2: first(99, says("SERVFAIL"), serves) },
      speed: 4,
    });
    const { result, events, asked } = await world.run();
    expect(result.state).toBe("verified");
    expect(events.find(({ type }) => type === "propagation.done")).toMatchObject({ agreeing: 1, asked: 2 });
    const ofNs2 = asked.filter(
      ({ to, question }) => to.address === world.addressOf("ns2") && question.type === "TXT",
    );
    expect(ofNs2).toHaveLength(4);
  });
});
