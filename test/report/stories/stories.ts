import type { OnboardEvent } from "../../../src/events/event.ts";
import { Interruption } from "../../../src/errors/interruption.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { serverAt } from "../../onboard/fake-authority.ts";
import { createFakes, D, KEY_NAME, NAME_SERVERS, rrset, type Fakes } from "../../onboard/fakes.ts";
import { plainFor } from "../../support/told.ts";

// What really happens, played by the product in virtual time: nothing here is made up by hand.

type Play = (fakes: Fakes, tell: Pick<Run, "emit" | "wordFor">) => Promise<unknown>;

const SECOND_MS = 1_000;
const SPF = rrset("TXT", D, ["v=spf1 include:_spf.google.com -all", "owner=somebody"]);
const MX = rrset("MX", D, ["10 mx.mine.test"]);

/** One for each way in which a command can end. */
const PLAYS: Readonly<Record<string, Play>> = {
  verified: (fakes, tell) => {
    fakes.authority.servers[1].lagMs = 20 * SECOND_MS;
    return fakes.play(onboardDomain, tell);
  },
  pending: (fakes, tell) => {
    fakes.identities.sees = () => [SPF, MX];
    return fakes.play(onboardDomain, { ...tell, waitMs: 60 * SECOND_MS });
  },
  "one-silent": (fakes, tell) => {
    fakes.authority.servers[1].mood = "silent";
    return fakes.play(onboardDomain, tell);
  },
  refused: (fakes, tell) => {
    fakes.identities.accepts = ({ purpose }, values) => purpose !== "mx" && values.length > 0;
    return fakes.play(onboardDomain, tell);
  },
  moved: (fakes, tell) => {
    const third = serverAt("ns3.dns.test", "192.0.2.3");
    const { servers } = fakes.authority;
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: [...NAME_SERVERS, third.server] }));
    servers[1].lagMs = Infinity;
    fakes.clock.at(3 * SECOND_MS, () => {
      servers.push(third);
      const [first] = servers;
      const names = [first.server, third.server];
      const addresses = [first, third].map(({ server, address, port }) => ({ server, address, port }));
      fakes.authority.delegated = { parentNameServers: names, childNameServers: names, addresses };
    });
    return fakes.play(onboardDomain, tell);
  },
  "out-of-time": (fakes, tell) => {
    fakes.authority.servers[1].lagMs = Infinity;
    return fakes.play(onboardDomain, { ...tell, waitMs: 60 * SECOND_MS });
  },
  interrupted: (fakes, tell) => {
    fakes.authority.servers[1].lagMs = Infinity;
    fakes.clock.at(10 * SECOND_MS, () => fakes.interrupt.abort(new Interruption(143)));
    return fakes.play(onboardDomain, tell);
  },
  blocked: (fakes, tell) => {
    fakes.authority.port53 = "blocked";
    for (const server of fakes.authority.servers) server.mood = "silent";
    fakes.identities.sees = () => [SPF, MX];
    return fakes.play(onboardDomain, tell);
  },
  "check-verified": async (fakes, tell) => {
    await fakes.play(onboardDomain);
    return fakes.play(checkDomain, tell);
  },
  "check-pending": async (fakes, tell) => {
    await fakes.play(onboardDomain);
    fakes.host.seed(rrset("TXT", KEY_NAME, []));
    fakes.host.seed(rrset("MX", D, []));
    fakes.identities.seed(D, false);
    return fakes.play(checkDomain, tell);
  },
  "check-blocked": async (fakes, tell) => {
    await fakes.play(onboardDomain);
    fakes.authority.port53 = "blocked";
    return fakes.play(checkDomain, tell);
  },
  drift: async (fakes, tell) => {
    await fakes.play(onboardDomain);
    fakes.host.seed(rrset("TXT", D, ["v=spf1 -all"]));
    return fakes.play(checkDomain, tell);
  },
  missing: (fakes, tell) => fakes.play(checkDomain, tell),
};

export const STORIES = Object.keys(PLAYS);

export async function playStory(name: string): Promise<readonly OnboardEvent[]> {
  const fakes = createFakes([SPF, MX]);
  fakes.trace.latencyMs = 20;
  const events: OnboardEvent[] = [];
  await PLAYS[name]?.(fakes, {
    emit: (body) => void events.push({ ...body, time: fakes.clock.now(), domain: D }),
    wordFor: (_started, domain) => plainFor(domain),
  });
  return events;
}
