import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createAlidnsClient } from "../../../providers/alidns/client.ts";

/** The one answer to each request of the adapter's client. */
async function answering(status: number, body: string) {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "LTAIsandbox", accessKeySecret: "secret" };
  const client = createAlidnsClient({ credentials, endpoint }, { env: {}, userAgent: "test" });
  return client("UpdateDomainRecord", { RecordId: "1" }, undefined);
}

const REFUSAL = JSON.stringify({ RequestId: "r-1", Code: "DomainForbidden", Message: "No." });

it.each([200, 400, 403, 503])(
  "a code of the API's is a refusal whatever the status is: %s",
  async (status) => {
    await expect(answering(status, REFUSAL)).rejects.toMatchObject({
      failure: { kind: "api", code: "DomainForbidden", requestId: "r-1", status },
    });
  },
);

it("a success is what has the request's id, and no code", async () => {
  const answer = { RequestId: "r-1", RecordId: "1" };
  expect(await answering(200, JSON.stringify(answer))).toEqual(answer);
});

it.each(["{}", "[]", "null", "<html>Sign in</html>", ""])(
  "somebody else's answer is none: %s",
  async (body) => {
    await expect(answering(200, body)).rejects.toMatchObject({ failure: { kind: "not-an-answer" } });
  },
);
