import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { withConnectDeadline } from "../../src/ses/agent.ts";
import { createIdentities } from "../../src/ses/identities.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("withConnectDeadline", () => {
  it("gives up a connection that does not come about", async () => {
    // A name that is looked up for ever: the connection is then never more than begun.
    const request = get({
      host: "localhost",
      port: 9,
      lookup: () => {},
      agent: withConnectDeadline(new Agent(), 20),
    });
    const [error] = (await once(request, "error")) as [Error];
    expect(error.message).toContain("connect ETIMEDOUT");
  });

  it("leaves an answer that takes longer alone", async () => {
    const server = createServer((_request, response) => setTimeout(() => response.end("late"), 60)).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const request = get(`http://127.0.0.1:${port}`, { agent: withConnectDeadline(new Agent(), 20) });
    const [response] = (await once(request, "response")) as [{ statusCode: number; resume: () => void }];
    response.resume();
    expect(response.statusCode).toBe(200);
    server.close();
  });
});

describe("a proxy in the environment", () => {
  it("is asked to connect to the endpoint, and never for the loopback", async () => {
    const asked: string[] = [];
    const proxy = createServer().listen(0, "127.0.0.1");
    proxy.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await once(proxy, "listening");
    vi.stubEnv("https_proxy", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const identitiesAt = (endpoint: string) =>
      createIdentities({
        credentials: { secretId: "id", secretKey: "key" },
        site: "international",
        region: "ap-singapore",
        endpoint,
        env: process.env,
        clock: systemClock,
        retryPolicy: { attempts: 1, firstPauseMs: 1, longestPauseMs: 1, deadlineMs: 1_000 },
      });
    const domain = parseDomainName("mail.example.test");
    await expect(identitiesAt("https://ses.example.test").get(domain, {})).rejects.toMatchObject({
      code: "API_UNAVAILABLE",
    });
    expect(asked).toEqual(["ses.example.test:443"]);
    await expect(identitiesAt("https://127.0.0.1:9").get(domain, {})).rejects.toMatchObject({
      code: "API_UNAVAILABLE",
    });
    expect(asked).toHaveLength(1);
    proxy.close();
  });
});
