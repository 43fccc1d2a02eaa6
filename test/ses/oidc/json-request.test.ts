import { expect, it, onTestFinished } from "vitest";
import { requestJson } from "../../../src/ses/oidc/json-request.ts";
import { startConnectProxy } from "../../support/connect-proxy.ts";

it("does not wait for a proxy that never answers when it is given up", async () => {
  const abort = new AbortController();
  const proxy = await startConnectProxy(() => abort.abort(new Error("enough")));
  onTestFinished(() => proxy.close());
  const ended = proxy.nextEnd();
  const began = performance.now();
  const asked = requestJson(
    new URL("https://sts.example.test/"),
    { method: "GET", headers: {} },
    { env: { HTTPS_PROXY: proxy.url }, signal: abort.signal },
  );
  await expect(asked).rejects.toThrow("enough");
  await ended;
  expect(performance.now() - began).toBeLessThan(2_000);
});
