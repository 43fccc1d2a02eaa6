import { expect, test } from "vitest";
import { recognises } from "../../../providers/describe.ts";
import { meta } from "../../../providers/route53/meta.ts";
import { name } from "./bench.ts";

test.each([
  ["ns-1234.awsdns-12.co.uk", true],
  ["ns-0.awsdns-00.com", true],
  ["ns-1.awsdns-1.com.example.com", false],
  ["amy.ns.cloudflare.com", false],
])("%s is a server of Route 53: %s", (server, isOurs) => {
  expect(recognises(meta, [name(server)])).toBe(isOurs);
});

test.each([
  ["AWS_ACCESS_KEY_ID", true],
  ["AWS_PROFILE", true],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", true],
  ["AWS_CONTAINER_CREDENTIALS_FULL_URI", true],
  ["AWS_REGION", false],
])("%s alone means that credentials are there: %s", (variable, isThere) => {
  expect(meta.isConfigured({ [variable]: "x" })).toBe(isThere);
  expect(meta.isConfigured({ [variable]: "" })).toBe(false);
});

test("the rights name every action that the adapter uses", () => {
  const granted = meta.rights.join(" ");
  for (const operation of [
    "ListHostedZonesByName",
    "GetHostedZone",
    "ListResourceRecordSets",
    "ChangeResourceRecordSets",
    "GetChange",
  ]) {
    expect(granted).toContain(`route53:${operation}`);
  }
});
