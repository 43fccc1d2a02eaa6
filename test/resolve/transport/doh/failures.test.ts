import { describe, expect, it, onTestFinished } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { DEFAULT_TIMING } from "../../../../src/resolve/transport/by-transport.ts";
import { isOnboardError } from "../../../../src/errors/onboard-error.ts";
import { createDns } from "../../../../src/resolve/dns.ts";
import { outcomeOfError } from "../../../../src/resolve/transport/doh/outcome.ts";
import { startConnectProxy } from "../../../support/connect-proxy.ts";
import { createManualClock } from "../../../support/dns-clock.ts";
import { CLOSED_PORT } from "../../../support/dns-server.ts";
import { startDohServer } from "../../../support/doh-server.ts";
import { AUTHORITY } from "../../../support/test-authority.ts";
import { toldText } from "../../../support/told.ts";
import { WAYS_TO_FAIL, type WayToFail } from "./ways-to-fail.ts";

// A run that can ask nobody but this resolver: what is told of it, for each of the ways.

const APEX = parseDomainName("example.test");

async function failing({ script, server, proxy, silent }: WayToFail) {
  const clock = createManualClock();
  const served =
    script === undefined
      ? undefined
      : await startDohServer((received) => {
          if (silent === true) clock.advance(DEFAULT_TIMING.questionMs);
          return script(received);
        }, server);
  const before = proxy === undefined ? undefined : await startConnectProxy(proxy);
  onTestFinished(async () => void (await Promise.all([served?.close(), before?.close()])));
  const url = new URL(served?.url ?? `https://127.0.0.1:${CLOSED_PORT}/dns-query`);
  url.protocol = "https:";
  if (proxy !== undefined) url.host = "192.0.2.53:443";
  const { resolvers } = createDns({
    resolvers: ["192.0.2.53"],
    clock,
    env: before === undefined ? {} : { HTTPS_PROXY: before.url },
    dohUrl: () => url.href,
    authorities: AUTHORITY,
  });
  const thrown: unknown = await resolvers.delegation(APEX, {}).catch((error: unknown) => error);
  return { thrown, name: url.hostname, proxyName: before === undefined ? "" : new URL(before.url).host };
}

describe("an error that no socket of a test can have", () => {
  it.each([
    { code: "ENOTFOUND", kind: "unreachable", seen: "has a name that is not found from here" },
    { code: "EAI_AGAIN", kind: "unreachable", seen: "has a name that is not found from here" },
    { code: "ENETUNREACH", kind: "unreachable", seen: "can't be reached from this network" },
    { code: "ETIMEDOUT", kind: "unreachable", seen: "accepts no connection" },
    { code: "CERT_NOT_YET_VALID", kind: "malformed", seen: "shows a certificate that does not hold yet" },
    {
      code: "HPE_INVALID_CONSTANT",
      kind: "malformed",
      seen: "speaks HTTP that can't be understood (HPE_INVALID_CONSTANT)",
    },
  ])("is told by its code: $code", ({ code, kind, seen }) => {
    const outcome = outcomeOfError(Object.assign(new Error("of the network"), { code }));
    expect(outcome).toMatchObject({ kind });
    expect(toldText(outcome.failure?.seen)).toBe(seen);
  });
});

describe("where no resolver answers by HTTPS", () => {
  it.each(WAYS_TO_FAIL)("it is told of $what", async (way) => {
    const { thrown, name, proxyName } = await failing(way);
    const said = `${name} ${way.said.replace("PROXY ", `${proxyName} `)}`;
    expect(thrown).toMatchObject({ facts: { api: "dns", resolvers: [said] } });
    const { message, hint } = isOnboardError(thrown) ? thrown : { message: "", hint: undefined };
    expect(message).toContain(said);
    expect(toldText(hint)).toMatch(way.hint);
  });

  it("each way is told in words of its own", () => {
    const words = WAYS_TO_FAIL.map(({ said }) => said);
    expect(words.length).toBeGreaterThanOrEqual(20);
    expect(new Set(words).size).toBe(words.length);
  });
});
