import { expect, it } from "vitest";
import { faultOfEndpoint } from "../../src/net/endpoint.ts";

it.each([
  "https://ses.example.com",
  "https://ses.example.com:8443/v2",
  "http://127.0.0.1:4000",
  "http://127.9.8.7",
  "http://[::1]:4000",
  "http://localhost:1",
])("accepts %s", (url) => {
  expect(faultOfEndpoint(url)).toBeUndefined();
});

it.each([
  "ses.example.com",
  "http://ses.example.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "http://10.0.0.1",
  "ftp://127.0.0.1",
  "https://me:secret@ses.example.com",
  "https://ses.example.com?key=1",
  "",
])("refuses %s", (url) => {
  expect(faultOfEndpoint(url)).toBeTypeOf("string");
  expect(faultOfEndpoint(url)).not.toContain("secret@");
});
