import { describe, expect, it, test } from "vitest";
import { readSigned } from "../../../src/sandbox/alidns/signatures.ts";
import { apex, KEY, openAlidns, signedHeaders, signedParameters } from "./bench.ts";

const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("Alibaba's own example", () => {
  it("of a signature in the parameters is believed (page on RPC signatures, 2026)", () => {
    const query = new URLSearchParams(
      "Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0",
    );
    query.set("Signature", "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    const signed = readSigned({ method: "GET", path: "/", query, headers: {}, body: "" });
    expect(signed.isSignedWith("testsecret")).toBe(true);
    expect(signed.isSignedWith("testsecreT")).toBe(false);
  });

  it("of a signature in the headers is believed (page on V3 signatures, 2026)", () => {
    const names = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
    const signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    const headers = {
      host: "ecs.cn-shanghai.aliyuncs.com",
      "x-acs-action": "RunInstances",
      "x-acs-content-sha256": EMPTY,
      "x-acs-date": "2023-10-26T10:22:32Z",
      "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
      "x-acs-version": "2014-05-26",
      authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${names},Signature=${signature}`,
    };
    const query = new URLSearchParams({
      RegionId: "cn-shanghai",
      ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    });
    const request = { method: "POST", path: "/", query, headers, body: "" };
    expect(readSigned(request).isSignedWith("YourAccessKeySecret")).toBe(true);
    expect(readSigned({ ...request, body: "x" }).isSignedWith("YourAccessKeySecret")).toBe(false);
    const unsigned = { ...request, headers: { ...headers, "x-acs-security-token": "t" } };
    expect(readSigned(unsigned).isSignedWith("YourAccessKeySecret")).toBe(false);
  });
});

test("a request may be signed in its headers, and its answer then is JSON", async () => {
  const { url } = await openAlidns();
  const asked = new URL(`${url}/?DomainName=${apex}&Lang=en`);
  const headers = signedHeaders(asked, "DescribeDomainInfo", KEY);
  const answer = await fetch(asked, { method: "POST", headers });
  expect(await answer.json()).toMatchObject({ DomainName: apex, VersionCode: "mianfei" });
  const again = await fetch(asked, { method: "POST", headers });
  expect(await again.json()).toMatchObject({ Code: "SignatureNonceUsed" });
});

test("parameters may stand in a form", async () => {
  const { url } = await openAlidns();
  const body = new URLSearchParams(signedParameters("POST", "DescribeDomains", {}, KEY));
  expect(await (await fetch(url, { method: "POST", body })).json()).toMatchObject({ TotalCount: 1 });
});

test("who asks for no format gets XML", async () => {
  const { send } = await openAlidns();
  const answer = await send("DescribeDomainRecords", { Format: undefined, DomainName: "no domain" });
  expect(await answer.text()).toMatch(/^<\?xml .*<Error>.*<Code>InvalidDomainName.Format<\/Code>/);
  const list = await send("DescribeDomains", { Format: "XML" });
  expect(await list.text()).toMatch(/<DescribeDomainsResponse>.*<DomainName>example.test<\/DomainName>/);
});

describe("a key", () => {
  it.each([
    ["that nobody has", { accessKeyId: "LTAIother" }, "InvalidAccessKeyId.NotFound", 404],
    ["with another secret", { accessKeySecret: "x" }, "SignatureDoesNotMatch", 400],
    ["with a token that it has not", { securityToken: "t" }, "InvalidSecurityToken.Malformed", 400],
  ])("%s is refused", async (_title, changed, code, status) => {
    const { send } = await openAlidns({ signAs: { ...KEY, ...changed } });
    const answer = await send("DescribeDomains");
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ Code: code, HostId: "alidns.aliyuncs.com" });
  });

  it("that is a temporary one is good with its token only", async () => {
    const temporary = { ...KEY, securityToken: "t" };
    const { codeOf } = await openAlidns({ keys: [temporary] });
    expect(await codeOf("DescribeDomains")).toBe("MissingSecurityToken");
    const with_ = await openAlidns({ keys: [temporary], signAs: temporary });
    expect(await with_.codeOf("DescribeDomains")).toBe("taken");
  });

  it("whose clock is sixteen minutes off is refused", async () => {
    const { codeOf } = await openAlidns({ now: () => Date.now() + 960_000 });
    expect(await codeOf("DescribeDomains")).toBe("InvalidTimeStamp.Expired");
  });
});
