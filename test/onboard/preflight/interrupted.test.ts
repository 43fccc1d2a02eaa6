import { expect, it } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { warnOfDoubledName } from "../../../src/onboard/preflight/warn-of-names.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { APEX, createFakes, D, KEY_NAME, rrset, type Fakes } from "../fakes.ts";

// Whoever stops a run waits for no answer that is under way.

const ANSWERS_AFTER_MS = 60_000;
const STOPPED_AFTER_MS = 200;

/** Whoever is asked this answers late, and the run is stopped meanwhile. */
function asksInVain(fakes: Fakes, question: RegExp): void {
  const { call } = fakes.trace;
  Object.assign(fakes.trace, {
    call: async (port: string, signal: AbortSignal | undefined, about: Parameters<typeof call>[2] = "") => {
      await call(port, signal, about);
      const words = typeof about === "string" ? about : `${about.type} ${about.owner}`;
      if (question.test(`${port} ${words}`)) await fakes.clock.sleep(ANSWERS_AFTER_MS, { signal });
    },
  });
  fakes.clock.at(STOPPED_AFTER_MS, () => fakes.interrupt.abort(new Interruption(143)));
}

/** The same of the choice among the hosts. */
function choosesInVain(fakes: Fakes): Pick<Run, "findProvider"> {
  asksInVain(fakes, /^host\.choice/);
  const { findProvider } = fakes.run();
  return {
    findProvider: async (domain, delegation, options) => {
      await fakes.trace.call("host.choice", options.signal);
      return findProvider(domain, delegation, options);
    },
  };
}

it.each<[title: string, world: (fakes: Fakes) => Partial<Run> | void]>([
  ["who serves the zone", (fakes) => asksInVain(fakes, /^dns\.delegation/)],
  [
    "the same of resolvers, without port 53",
    (fakes) => {
      fakes.authority.port53 = "blocked";
      asksInVain(fakes, /^dns\.doh/);
    },
  ],
  ["which host holds it", choosesInVain],
  [
    "the same without port 53",
    (fakes) => {
      fakes.authority.port53 = "blocked";
      return choosesInVain(fakes);
    },
  ],
  ["how many identities there are", (fakes) => asksInVain(fakes, /^ses\.list/)],
  [
    "whether a wildcard answers",
    (fakes) => {
      fakes.host.seed(rrset("MX", "*.example.com", ["10 mx.example.com"]));
      asksInVain(fakes, /^dns\.lookup MX [0-9a-f]{16}\./);
    },
  ],
])("an interrupt ends the question %s", async (_title, world) => {
  const fakes = createFakes();
  const changes = world(fakes) ?? {};
  expect(await fakes.play(onboardDomain, changes)).toMatchObject({ state: "interrupted", exit: 143 });
  expect(fakes.elapsed()).toBe(STOPPED_AFTER_MS);
  expect(fakes.clock.sleepers()).toBe(0);
});

it("an interrupt ends the pause before the next look for the zone", async () => {
  const fakes = createFakes();
  fakes.authority.port53 = "blocked";
  fakes.authority.doh = false;
  fakes.clock.at(STOPPED_AFTER_MS, () => fakes.interrupt.abort(new Interruption(143)));
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "interrupted" });
  expect(fakes.elapsed()).toBe(STOPPED_AFTER_MS);
});

it("an interrupt ends the look for a name with the zone once more", async () => {
  const fakes = createFakes();
  asksInVain(fakes, /^dns\.lookup/);
  const key = { purpose: "dkim", owner: KEY_NAME, type: "TXT", expected: `key of ${D}` } as const;
  await expect(fakes.clock.drive(warnOfDoubledName(fakes.run(), APEX, key))).rejects.toThrow();
  expect(fakes.elapsed()).toBe(STOPPED_AFTER_MS);
});
