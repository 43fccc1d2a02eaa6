import { describe, expect, it } from "vitest";
import type { Delegation, Observation } from "../../../src/dns/observation.ts";
import type { RRsetKey } from "../../../src/dns/rrset.ts";
import type { RecordAnswer } from "../../../src/events/said-of-record.ts";
import type { ServerVerdict } from "../../../src/events/verdict.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { heardIn, isServedByAll, lookEverywhere, type Look } from "../../../src/onboard/check/look.ts";
import type { Goal } from "../../../src/onboard/propagate/goal.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { named } from "../preflight/worlds.ts";
import { onboarded } from "./onboarded.ts";

// What one look at every name server says.

const KEY: RRsetKey = { owner: KEY_NAME, type: "TXT" };
const MX: RRsetKey = { owner: D, type: "MX" };
const base = { transport: "udp", roundTripMs: 1 } as const;
const SILENT: Observation = { ...base, kind: "unreachable", because: "timeout", family: 4 };
const NODATA: Observation = { ...base, kind: "nodata", soa: undefined };

function answer(n: number, key: RRsetKey, verdict: ServerVerdict, observation = NODATA): RecordAnswer {
  const at = { server: named(`ns${n}.dns.test`), address: `192.0.2.${n}`, port: 53 };
  return { at, rrset: key, verdict, observation };
}

const look = (...answers: readonly RecordAnswer[]): Look => ({
  agrees: true,
  answers,
  answering: { agreeing: 1, asked: 1 },
});

describe("a record that all serve", () => {
  it.each<[boolean, string, readonly RecordAnswer[]]>([
    [true, "each of two", [answer(1, KEY, "serves"), answer(2, KEY, "serves")]],
    [false, "no server at all", []],
    [false, "only one of two that answer", [answer(1, KEY, "serves"), answer(2, KEY, "old")]],
    [false, "none of two", [answer(1, KEY, "old"), answer(2, KEY, "old")]],
    [true, "one beside a dead one", [answer(1, KEY, "serves"), answer(2, KEY, "unreachable")]],
    [false, "only dead ones", [answer(1, KEY, "unreachable")]],
    [true, "each, of another record as well as of none", [answer(1, KEY, "serves"), answer(1, MX, "old")]],
    [false, "one of another record alone", [answer(1, KEY, "old"), answer(1, MX, "serves")]],
    [false, "one of another record, where nobody tells of this one", [answer(1, MX, "serves")]],
  ])("is told by its own answers (%s): it is served by %s", (served, _by, answers) => {
    expect(isServedByAll(look(...answers), KEY)).toBe(served);
  });
});

it("what an address said is what it answers about some record, in whatever order it was asked", () => {
  const answers = [answer(1, KEY, "unreachable", SILENT), answer(1, MX, "serves", NODATA)];
  const heard = [{ at: answers[0]?.at, observation: NODATA }];
  expect(heardIn(look(...answers))).toEqual(heard);
  expect(heardIn(look(...answers.toReversed()))).toEqual(heard);
});

describe("those that answer", () => {
  const GOAL: Goal = { ...KEY, accepts: (now) => now.length > 0 };

  async function answeringOf(fakes: Fakes, changes: Partial<Delegation>): Promise<Look["answering"]> {
    const delegation = await fakes.authority.delegation(APEX, {});
    const looked = lookEverywhere(fakes.run(), { ...delegation, ...changes }, [GOAL]);
    return (await fakes.clock.drive(looked)).answering;
  }

  it("are counted of all servers that the world is sent to, also of those without an address", async () => {
    const fakes = createFakes();
    const [gone, ofZone] = [named("ns8.dns.test"), named("ns9.dns.test")];
    const parentNameServers = [...fakes.authority.parentNameServers, gone];
    const changes = { parentNameServers, unresolved: [gone, ofZone] };
    expect(await answeringOf(fakes, changes)).toEqual({ agreeing: 2, asked: 3 });
  });

  it("are not those that are silent where this machine has a way to them, and not asked where it has none", async () => {
    const fakes = createFakes();
    const { servers } = fakes.authority;
    servers[1].mood = "silent";
    servers.push(serverAt("ns2.dns.test", "2001:db8::2"));
    fakes.authority.withoutFamilies = [6];
    expect(await answeringOf(fakes, {})).toEqual({ agreeing: 1, asked: 2 });
  });
});

describe("a look", () => {
  it("ends with how many serve it", async () => {
    const fakes = await onboarded();
    await fakes.play(checkDomain);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });

  it("asks no server where SES asks for no record, and a verified identity is fine", async () => {
    const fakes = await onboarded();
    fakes.identities.asks = () => [];
    fakes.identities.seed(D, true);
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0, error: null });
    expect(fakes.events.map(({ type }) => type).filter((type) => type.startsWith("propagation"))).toEqual([]);
  });

  it("may find the policy delegated to a vendor, and is judged by what the vendor serves: nothing", async () => {
    const fakes = await onboarded();
    fakes.host.seed(rrset("TXT", DMARC_NAME, []));
    fakes.host.seed(rrset("NS", DMARC_NAME, ["ns.vendor.test"]));
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 8, error: { code: "DRIFT" } });
  });
});
