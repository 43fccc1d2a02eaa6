import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recognises } from "../../../providers/describe.ts";
import { meta } from "../../../providers/route53/meta.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { name } from "./bench.ts";

test.each([
  ["ns-1234.awsdns-12.co.uk", true],
  ["ns-0.awsdns-00.com", true],
  ["ns-1047.awsdns-cn-01.net", true],
  ["ns-1047.awsdns-cn-01.cn", true],
  ["ns-1047.awsdns-cn-01.biz", true],
  ["ns-1047.awsdns-cn-01.top", true],
  ["ns-intl-1047.awsdns-cn-01.com", true],
  ["ns-1493.awsdns-us-gov-58.com", true],
  ["ns-1493.awsdns-us-gov-58.us", true],
  ["ns-1.awsdns-1.com.example.com", false],
  ["ns-1.awsdns-cn-1.us", false],
  ["ns-intl-1.awsdns-1.com", false],
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

test("every secret that AWS's own chain reads from a variable is named for the redactor", () => {
  expect(meta.secretVariables?.toSorted()).toEqual([
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    // By its `_FILE`.
    "AWS_WEB_IDENTITY_TOKEN",
  ]);
});

test("the default profile is credentials where AWS's own chain is open, and nowhere else", () => {
  const file = join(scratchFolder(), "credentials");
  writeFileSync(file, "[default]\naws_access_key_id = A\naws_secret_access_key = b\n");
  const env = { AWS_SHARED_CREDENTIALS_FILE: file };
  expect(meta.isConfigured(env, "process")).toBe(true);
  expect(meta.isConfigured(env, "env")).toBe(false);
  expect(meta.isConfigured(env)).toBe(false);
  expect(meta.isConfigured({}, "process")).toBe(false);
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
