import { expect, test } from "vitest";
import { readFailure, retryAfterOf, skewOf } from "../../../providers/route53/sdk-failure.ts";

const NOW = Date.UTC(2026, 10, 26, 12);

function answered(headers: Readonly<Record<string, string>>) {
  return readFailure(Object.assign(new Error("text"), { $response: { headers } }));
}

test.each([
  ["7", 7],
  [new Date(NOW + 90_000).toUTCString(), 90],
  [new Date(NOW - 90_000).toUTCString(), undefined],
  ["0", undefined],
  ["soon", undefined],
  ["", undefined],
])("Retry-After: %s → %s seconds", (text, seconds) => {
  expect(retryAfterOf(answered({ "retry-after": text }), NOW)).toBe(seconds);
});

test("a date is compared with the server's clock, not with ours", () => {
  const date = new Date(NOW + 600_000).toUTCString();
  const failure = answered({ date, "retry-after": new Date(NOW + 630_000).toUTCString() });
  expect(skewOf(failure, NOW)).toBe(-600);
  expect(retryAfterOf(failure, NOW)).toBe(30);
});

test("a text of several lines comes in one, without the SDK's remark for its own users", () => {
  const text =
    "@aws-sdk XML parse error: unexpected end of input.\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.";
  expect(readFailure(new Error(text)).text).toBe("@aws-sdk XML parse error: unexpected end of input.");
  const messages = ["one\n  two", "three\r\n"];
  const bare = Object.assign(new Error("UnknownError"), { Messages: { Message: messages } });
  expect(readFailure(bare)).toMatchObject({ name: "InvalidChangeBatch", text: "one two, three" });
});
