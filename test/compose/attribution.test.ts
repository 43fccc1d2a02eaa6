import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createRateLimits } from "../../src/async/rate-limit.ts";
import {
  type Around,
  authorityWithin,
  resolversWithin,
  identitiesWithin,
  providerWithin,
} from "../../src/compose/attribution.ts";
import { attributedTo, createRequestHooks, newAttribution } from "../../src/compose/requests.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider, Receipt, Zone } from "../../src/dns/provider.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import type { EventBody } from "../../src/events/event.ts";
import { createRun } from "../../src/library.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const APEX = parseDomainName("example.com");
const KEYS = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };
const asIs: Around = (call) => call();

describe("an attribution", () => {
  it("is charged through every wait, also where calls of several domains wait in one line", async () => {
    const clock = createVirtualClock();
    const { count } = createRequestHooks(createRateLimits(clock));
    let line: Promise<void> = Promise.resolve();
    const port = hostThat(async () => {
      line = line.then(() => clock.sleep(100));
      await line;
      count("provider");
    });
    const [a, b] = [newAttribution(() => undefined), newAttribution(() => undefined)];
    const [ofA, ofB] = [providerWithin(attributedTo(a), port), providerWithin(attributedTo(b), port)];
    await clock.drive(Promise.all([ofA, ofB, port, ofA].map((each) => each.zonesAt(APEX, {}))));
    expect([a.calls, b.calls]).toEqual([
      { ses: 0, provider: 2, dns: 0 },
      { ses: 0, provider: 1, dns: 0 },
    ]);
  });

  it("is charged for what is asked inside of another domain's call, which goes on after it", async () => {
    const { count } = createRequestHooks(createRateLimits(createVirtualClock()));
    const [outer, inner] = [newAttribution(() => undefined), newAttribution(() => undefined)];
    const ofInner = providerWithin(
      attributedTo(inner),
      hostThat(async () => count("dns")),
    );
    const ofOuter = providerWithin(
      attributedTo(outer),
      hostThat(async () => {
        await ofInner.zonesAt(APEX, {});
        count("ses");
      }),
    );
    await ofOuter.zonesAt(APEX, {});
    expect([outer.calls, inner.calls]).toEqual([
      { ses: 1, provider: 0, dns: 0 },
      { ses: 0, provider: 0, dns: 1 },
    ]);
  });

  it("is told of the retries of its own domain's calls, and nobody of those that are nobody's", async () => {
    const { onRetry } = createRequestHooks(createRateLimits(createVirtualClock()));
    const events: EventBody[] = [];
    const port = hostThat(async () => {
      await Promise.resolve();
      onRetry("host")(1, 500, "API_RATE_LIMITED");
    });
    await providerWithin(attributedTo(newAttribution((body) => events.push(body))), port).zonesAt(APEX, {});
    await port.zonesAt(APEX, {});
    expect(events).toEqual([
      { type: "api.retried", api: "host", attempt: 1, nextInMs: 500, code: "API_RATE_LIMITED" },
    ]);
  });
});

type Within = (around: Around, port: never) => object;

describe("a port of a domain's own", () => {
  it.for<{ of: string; members: readonly string[]; within: Within }>([
    { of: "SES", members: ["get", "ensure", "verify"], within: identitiesWithin },
    {
      of: "DNS",
      members: ["delegation", "observe", "lookup", "missingFamilies", "portsAsked", "isSilent"],
      within: authorityWithin,
    },
    { of: "public resolvers", members: ["ask", "delegation", "dnssec"], within: resolversWithin },
    { of: "a DNS host", members: ["zonesAt", "readRRsets", "apply", "settled"], within: providerWithin },
  ])(
    "makes every call of $of inside, on the port itself, with all that it was given",
    ({ members, within }) => {
      const inside = vi.fn(asIs);
      const port: Port = Object.freeze(Object.fromEntries(members.map((name) => [name, tellCall])));
      const own = within(inside as Around, port as never) as Port;
      for (const [index, name] of members.entries()) {
        const given = Array.from({ length: own[name]?.length ?? NaN }, (_, at) => `argument ${at}`);
        expect(own[name]?.(...given)).toEqual({ on: port, given });
        expect(inside).toHaveBeenCalledTimes(index + 1);
      }
    },
  );

  it("leaves a host that has private fields as it is, also what it does not have", async () => {
    const host = new CountingHost();
    const own = providerWithin(asIs, host);
    expect([own.name, own.traits, "settled" in own]).toEqual(["counting", host.traits, false]);
    await own.zonesAt(APEX, {});
    expect(await own.apply({ apex: APEX, id: "Z", nameServers: undefined }, [], {})).toEqual({ written: 2 });
  });

  it("can be taken apart and put together, like every part of a run", async () => {
    const host = new CountingHost();
    const zonesAt = () => Promise.resolve([]);
    const replaced = { ...providerWithin(asIs, host), zonesAt };
    expect([await replaced.zonesAt(), replaced.name]).toEqual([[], "counting"]);
    expect(await replaced.apply({ apex: APEX, id: "Z", nameServers: undefined }, [], {})).toEqual({
      written: 1,
    });
  });
});

it("300 compositions share one asynchronous context, so that none makes waiting dearer", async () => {
  const run = vi.spyOn(AsyncLocalStorage.prototype, "run");
  const enterWith = vi.spyOn(AsyncLocalStorage.prototype, "enterWith");
  onTestFinished(() => void vi.restoreAllMocks());
  for (let made = 0; made < 300; made += 1) {
    const { authority } = await createRun("mail.example.com", { env: KEYS });
    expect(authority.missingFamilies()).toEqual([]);
  }
  expect(run.mock.contexts).toHaveLength(300);
  expect(new Set([...run.mock.contexts, ...enterWith.mock.contexts]).size).toBe(1);
});

type Port = Readonly<Record<string, (this: unknown, ...given: readonly unknown[]) => unknown>>;

function tellCall(this: unknown, ...given: readonly unknown[]): unknown {
  return { on: this, given };
}

/** As an adapter written elsewhere may look: an instance with private fields. */
class CountingHost implements DnsProvider {
  readonly name = "counting";
  readonly traits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 } as const;
  #asked = 0;

  async zonesAt(): Promise<readonly Zone[]> {
    this.#asked += 1;
    return [];
  }

  async readRRsets(): Promise<readonly RRset[]> {
    return [];
  }

  async apply(): Promise<Receipt> {
    await this.zonesAt();
    return { written: this.#asked };
  }
}

/** A host that does this when it is asked for its zones. */
function hostThat(does: () => Promise<void>): DnsProvider {
  const host = new CountingHost();
  return {
    ...providerWithin(asIs, host),
    async zonesAt() {
      await does();
      return host.zonesAt();
    },
  };
}
