import { expect, it } from "vitest";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { createFakeIdentities } from "../fake-identities.ts";
import { createTrace } from "../trace.ts";
import { oldCopyOf, says, silent, when, type Asked } from "./manners.ts";
import { APEX, nsAndGlue, row, serves, worldsOn, type Manners, type Plan } from "./world.ts";

// Servers that can be asked at times, or for some of it.

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

row("record-dropped", () => {
  const dropping = when(({ name, type }) => type === "TXT" && name.startsWith("qcloud._domainkey."), silent);

  it("names one of two that drops the question for a record, and does not call it silent", async () => {
    const world = await plant({ servers: { ns1: serves, ns2: dropping }, speed: 4 });
    const { result, warnings } = await world.run();
    expect(result.state).toBe("verified");
    expect(warnings).toEqual([
      expect.stringMatching(
        /^ns2\.example\.test \(127\.82\.10\.4\) answered for the zone example\.test, but then not for TXT qcloud\._domainkey/,
      ),
    ]);
  });

  it("says nothing of port 53 where both do", async () => {
    const world = await plant({ servers: { ns1: dropping, ns2: dropping }, speed: 10 });
    const { result, sentence, hint } = await world.run({ waitMs: 30_000, identities: seesNothing() });
    expect([result.state, result.error?.code]).toEqual(["pending", "NOT_OBSERVABLE"]);
    expect(sentence).toContain("answered for the zone, but then not for TXT qcloud._domainkey");
    expect(sentence).not.toContain("can be asked from here");
    expect(hint).not.toContain("port 53");
  });
});

function seesNothing() {
  return createFakeIdentities(createTrace(createVirtualClock()), () => []);
}
