import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { expectUndoneTo } from "./undone.ts";

// Somebody writes after our write was read back and found alone: he goes by a listing that does not show it yet.

const THEIR_SPF = rrset("TXT", D, ["v=spf1 mx -all"]);
const THEIR_DMARC = rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]);

/** Each time that the name servers are asked, one of these is written beside what stands, or in its place. */
function laterWrites(
  fakes: Fakes,
  theirs: readonly RRset[],
  how: "beside" | "instead" = "beside",
): Partial<Run> {
  const left = [...theirs];
  return {
    emit: (event) => {
      fakes.events.push(event);
      const next = event.type === "propagation.started" ? left.shift() : undefined;
      if (next === undefined) return;
      const stands = how === "beside" ? findRRset(fakes.host.rrsets, next.owner, next.type)?.values : [];
      fakes.host.seed({ ...next, values: [...(stands ?? []), ...next.values] });
    },
  };
}

const lost = (fakes: Fakes) => eventsOf(fakes, "race.lost").map(({ attempt }) => attempt);

describe("what somebody writes after our look is found at the name servers, and planned anew", () => {
  it.each([
    ["a second SPF record", THEIR_SPF, ["v=spf1 mx include:qcloudmail.com -all"], "merged"],
    ["a second DMARC record", THEIR_DMARC, ["v=DMARC1; p=reject"], "kept"],
  ])("%s", async (_what, theirs, expected, action) => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, laterWrites(fakes, [theirs]));
    expect(result).toMatchObject({ state: "verified", error: null });
    expect(fakes.host.peek(theirs.owner, theirs.type)?.values).toEqual(expected);
    const record = result.records.find(({ owner, type }) => owner === theirs.owner && type === theirs.type);
    expect(record).toMatchObject({ action, before: { values: theirs.values }, after: { values: expected } });
    expect(lost(fakes)).toEqual([1]);
    // The gate opens after that, and only then SES is asked.
    expect(fakes.events.findLastIndex(({ type }) => type === "rrset.written")).toBeLessThan(
      fakes.events.findIndex(({ type }) => type === "propagation.done"),
    );
    await expectUndoneTo(fakes, [theirs]);
  });

  it("an SPF record in place of ours", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, laterWrites(fakes, [THEIR_SPF], "instead"));
    expect(result.state).toBe("verified");
    expect(fakes.host.peek(D, "TXT")?.values).toEqual(["v=spf1 mx include:qcloudmail.com -all"]);
  });

  it("not before a listing that lags shows it", async () => {
    const fakes = createFakes();
    const reads: number[] = [];
    const lagging = async (): Promise<DnsProvider> => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      const readRRsets: DnsProvider["readRRsets"] = (...args) => {
        reads.push(fakes.elapsed());
        return provider.readRRsets(...args);
      };
      return { ...provider, readRRsets, traits: { ...provider.traits, readLagMs: 30_000 } };
    };
    await fakes.play(onboardDomain, { ...laterWrites(fakes, [THEIR_SPF]), findProvider: lagging });
    expect(reads.filter((at) => at > 0).every((at) => at >= 30_000)).toBe(true);
    expect(lost(fakes)).toEqual([1]);
  });
});

describe("it is not planned anew", () => {
  it("for a text that harms nobody", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, laterWrites(fakes, [rrset("TXT", D, ["verification=1"])]));
    expect([result.state, lost(fakes)]).toEqual(["verified", []]);
  });

  it("where a server serves something strange, and the host holds what was written", async () => {
    const fakes = createFakes([rrset("TXT", D, ["verification=1"])]);
    const [server] = fakes.authority.servers;
    const authority = { ...fakes.authority };
    fakes.authority.observe = async (at, question, options) => {
      const seen = await authority.observe(at, question, options);
      const isStrange = at.address === server.address && question.owner === D && question.type === "TXT";
      return isStrange ? { ...seen, kind: "answer", rrset: rrset("TXT", D, ["v=spf1 -all"]) } : seen;
    };
    const result = await fakes.play(onboardDomain);
    expect([result.error?.code, lost(fakes)]).toEqual(["NOT_PROPAGATED", []]);
  });

  it("where the host can't be asked: the wait goes on, and ends as ever", async () => {
    const fakes = createFakes();
    let isDown = false;
    const unreachable = async (): Promise<DnsProvider> => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      const readRRsets: DnsProvider["readRRsets"] = (...args) =>
        isDown
          ? Promise.reject(new OnboardError("API_UNAVAILABLE", "Down.", { hint: "Wait." }))
          : provider.readRRsets(...args);
      return { ...provider, readRRsets };
    };
    const { emit = () => {} } = laterWrites(fakes, [THEIR_SPF]);
    const result = await fakes.play(onboardDomain, {
      findProvider: unreachable,
      emit: (event) => {
        isDown ||= event.type === "propagation.started";
        emit(event);
      },
    });
    expect([result.error?.code, lost(fakes)]).toEqual(["NOT_PROPAGATED", []]);
  });

  it("a fourth time", async () => {
    const fakes = createFakes();
    const theirs = ["mx", "a", "ip4:192.0.2.1", "ip4:192.0.2.2"].map((term) =>
      rrset("TXT", D, [`v=spf1 ${term} -all`]),
    );
    const result = await fakes.play(onboardDomain, laterWrites(fakes, theirs, "instead"));
    expect([result.error?.code, lost(fakes)]).toEqual(["RRSET_CHANGED", [1, 2, 3]]);
  });
});
