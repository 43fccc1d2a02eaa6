import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { createAsk } from "../../../src/resolve/transport/ask.ts";
import { createRoutes, type Routes } from "../../../src/resolve/transport/routes.ts";
import { createManualClock } from "../../support/dns-clock.ts";
import { CLOSED_PORT } from "../../support/dns-server.ts";

const at = (address: string): { address: string; port: number } => ({ address, port: 53 });

describe("createRoutes", () => {
  it("remembers a missing family for all of its addresses, and only that family", () => {
    const routes = createRoutes(createManualClock());
    expect(routes.isMissing(at("2001:db8::1"))).toBe(false);
    routes.noteMissing(at("2001:db8::1"));
    expect(routes.isMissing(at("2001:db8::2"))).toBe(true);
    expect(routes.isMissing(at("192.0.2.1"))).toBe(false);
  });

  it("tries again after a minute: a network may come back", () => {
    const clock = createManualClock();
    const routes = createRoutes(clock);
    routes.noteMissing(at("192.0.2.1"));
    clock.advance(59_999);
    expect(routes.isMissing(at("192.0.2.1"))).toBe(true);
    clock.advance(1);
    expect(routes.isMissing(at("192.0.2.1"))).toBe(false);
  });

  it("tells which families were missing at some time, each once", () => {
    const clock = createManualClock();
    const routes = createRoutes(clock);
    expect(routes.missing()).toStrictEqual([]);
    for (const address of ["2001:db8::1", "192.0.2.1", "2001:db8::2", "::1"]) routes.noteMissing(at(address));
    clock.advance(600_000);
    expect(routes.missing()).toStrictEqual([4, 6]);
  });

  it("draws nothing from a loopback that lacks a family", () => {
    const routes = createRoutes(createManualClock());
    for (const address of ["127.0.0.1", "::1"]) routes.noteMissing(at(address));
    expect([routes.isMissing(at("192.0.2.1")), routes.isMissing(at("2001:db8::1"))]).toStrictEqual([
      false,
      false,
    ]);
  });

  it("never gives up loopback, where a host without network still has servers", () => {
    const routes = createRoutes(createManualClock());
    for (const address of ["192.0.2.1", "2001:db8::1", "127.0.0.1", "::1"]) routes.noteMissing(at(address));
    expect([routes.isMissing(at("127.0.0.2")), routes.isMissing(at("::1"))]).toStrictEqual([false, false]);
  });
});

it("a closed port says nothing of the family that its address is of", async () => {
  const noted: string[] = [];
  const routes: Routes = {
    isMissing: () => false,
    noteMissing: ({ address }) => void noted.push(address),
    missing: () => [],
  };
  const ask = createAsk({ clock: createManualClock(), onQuery: () => {}, routes });
  const question = { owner: parseDomainName("mail.example.test"), type: "TXT" };
  const { observation } = await ask({ address: "127.0.0.1", port: CLOSED_PORT }, question, {});
  expect(observation).toMatchObject({ kind: "unreachable", because: "refused" });
  expect(noted).toEqual([]);
});
