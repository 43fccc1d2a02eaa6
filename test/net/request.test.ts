import { once } from "node:events";
import { Agent, createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendRequest } from "../../src/net/request.ts";

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
}

const PLAIN = { method: "GET", headers: {} };

describe("one request", () => {
  it("brings the whole answer, whatever its status, and follows no redirect", async () => {
    const url = await serve((_request, response) =>
      response.writeHead(302, { location: "/elsewhere" }).end("über"),
    );
    const answer = await sendRequest(url, PLAIN, { agent: new Agent(), signal: undefined });
    expect(answer).toMatchObject({ status: 302, headers: { location: "/elsewhere" }, body: "über" });
  });

  it.each<[string, RequestListener]>([
    ["before the answer begins", () => {}],
    ["while it arrives", (_request, response) => void response.writeHead(200).write("half")],
  ])("ends with the signal's own reason when it aborts %s", async (_when, listener) => {
    const abort = new AbortController();
    const reason = new Error("enough");
    const url = await serve((request, response) => {
      listener(request, response);
      setTimeout(() => abort.abort(reason), 20);
    });
    const answer = sendRequest(url, PLAIN, { agent: new Agent(), signal: abort.signal });
    await expect(answer).rejects.toBe(reason);
  });
});
