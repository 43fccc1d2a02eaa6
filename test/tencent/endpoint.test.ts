import { expect, it } from "vitest";
import { parseTencentEndpoint } from "../../src/tencent/endpoint.ts";

it.each(["https://ses.intl.tencentcloudapi.com", "https://ses.example:8443/", "http://127.0.0.1:4000"])(
  "takes %s",
  (text) => {
    expect(parseTencentEndpoint(text, "SES").href).toBe(new URL(text).href);
  },
);

it.each(["https://ses.example/path", "http://ses.tencentcloudapi.com", ""])("refuses %j", (text) => {
  expect(() => parseTencentEndpoint(text, "SES")).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID" }),
  );
});
