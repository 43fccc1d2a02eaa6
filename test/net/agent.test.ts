import { Agent, createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { withConnectDeadline } from "../../src/net/agent.ts";

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

  it("leaves a connection alone that has come about, however long the answer takes", async () => {
    const server = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const request = get(`http://127.0.0.1:${port}`, { agent: withConnectDeadline(new Agent(), 15_000) });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(response.socket.timeout).toBe(0);
    response.resume();
    await once(response, "end");
    server.close();
  });
});
