import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { withSandbox } from "../support/cli.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { ZONE_ROWS, type Standing } from "./rows/zones.ts";

// In this process, over real sockets, with each of the two DNS hosts by turns.

describe("a hostile zone", PATIENCE, () => {
  it.concurrent.for(
    ZONE_ROWS.map((row, at) => ({ ...row, provider: at % 2 === 0 ? "cloudflare" : "route53" })),
  )("$what: $end ($provider)", async (row) => {
    await withSandbox({ zones: [zoneOf(row.records)] }, async (sandbox, env) => {
      const before = sandbox.store.zones[0]?.current.records ?? [];
      const argv = ["run", MAIL, "--provider", row.provider, "--wait", "5s"];
      expectEnd(row, await seenBy(argv, { env }), { sandbox });
      // What was there is there, but for what SPF was joined into.
      const now = sandbox.store.zones[0]?.current.records ?? [];
      const lost = before.filter((one) => !now.some((other) => isSame(one, other)));
      expect(lost.filter(({ value }) => !value.startsWith("v=spf1"))).toEqual([]);
    });
  });
});

function zoneOf(records: readonly Standing[]): ZoneSettings {
  const web: readonly Standing[] = [
    ["@", "A", "192.0.2.10"],
    ["www", "A", "192.0.2.10"],
  ];
  return {
    apex: parseDomainName("example.test"),
    records: [...web, ...records].map(([owner, type, value]) => ({
      owner: parseDomainName(owner === "@" ? "example.test" : `${owner}.example.test`),
      type,
      values: [value],
    })),
  };
}

type Compared = {
  readonly owner: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
};

function isSame(one: Compared, other: Compared): boolean {
  return (["owner", "type", "value", "ttl"] as const).every((field) => one[field] === other[field]);
}
