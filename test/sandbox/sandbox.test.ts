import { dnspod as sdk } from "tencentcloud-sdk-nodejs-dnspod";
import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import {
  environmentOf,
  startSandbox,
  zonesFor,
  type Sandbox,
  type SandboxOptions,
} from "../../src/sandbox/sandbox.ts";
import { signedParameters } from "./alidns/bench.ts";

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

describe("a sandbox", () => {
  it("lets each of its APIs in by the credentials that it describes, and by no others", async () => {
    const { description } = await start();
    const { baseUrl, apiToken } = description.cloudflare;
    const ask = async (token: string) =>
      (await fetch(`${baseUrl}/zones`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await ask(apiToken), await ask("f".repeat(40))]).toEqual([200, 401]);
  });

  it("gives Cloudflare's token the permissions that it is told, and lists them beside the zone", async () => {
    const permissions = ["#zone:read", "#dns_records:read"];
    const { description } = await start({ cloudflare: { permissions } });
    const { baseUrl, apiToken } = description.cloudflare;
    const headers = { authorization: `Bearer ${apiToken}` };
    const { result } = (await (await fetch(`${baseUrl}/zones`, { headers })).json()) as {
      result: readonly { readonly id: string }[];
    };
    expect(result).toMatchObject([{ permissions }]);
    const write = await fetch(`${baseUrl}/zones/${result[0]?.id}/dns_records/batch`, {
      method: "POST",
      headers,
      body: "{}",
    });
    expect(write.status).toBe(403);
  });

  it("lets DNSPod's API in by SES's key, which may there what it is told", async () => {
    const { description } = await start({ dnspod: { actions: ["DescribeDomainList"] } });
    const { secretId, secretKey } = description.ses;
    const httpProfile = {
      endpoint: description.dnspod.endpoint.slice("http://".length),
      protocol: "http://",
    };
    const client = new sdk.v20210323.Client({
      credential: { secretId, secretKey },
      profile: { httpProfile },
    });
    expect((await client.DescribeDomainList({})).DomainList).toMatchObject([{ Name: "example.test" }]);
    const Domain = "example.test";
    await expect(client.DescribeRecordList({ Domain })).rejects.toMatchObject({
      code: "UnauthorizedOperation",
    });
    await expect(
      new sdk.v20210323.Client({
        credential: { secretId, secretKey: "x" },
        profile: { httpProfile },
      }).DescribeDomainList({}),
    ).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
  });

  it("lets the API of Alibaba Cloud DNS in by a key of its own, which may there what it is told", async () => {
    const { description } = await start({ alidns: { actions: ["DescribeDomains"] } });
    const { endpoint, ...key } = description.alidns;
    const ask = async (action: string, signAs = key) => {
      const given = { DomainName: "example.test" };
      const query = new URLSearchParams(signedParameters("GET", action, given, signAs));
      return (await fetch(`${endpoint}/?${query}`)).json();
    };
    expect(await ask("DescribeDomains")).toMatchObject({ TotalCount: 1 });
    expect(await ask("DescribeDomainRecords")).toMatchObject({ Code: "Forbidden.RAM" });
    expect(await ask("DescribeDomains", { ...key, accessKeySecret: "x" })).toMatchObject({
      Code: "SignatureDoesNotMatch",
    });
  });

  it("has keys of its own each time, of the real ones' shape", async () => {
    const [one, other] = [await start(), await start()];
    const keysOf = ({ description: { ses, cloudflare, route53, alidns } }: Sandbox) => [
      ses.secretId,
      ses.secretKey,
      cloudflare.apiToken,
      route53.accessKeyId,
      route53.secretAccessKey,
      alidns.accessKeyId,
      alidns.accessKeySecret,
    ];
    expect(new Set([...keysOf(one), ...keysOf(other)]).size).toBe(14);
    expect(one.description.ses.secretId).toMatch(/^AKID/);
    expect(one.description.route53.accessKeyId).toMatch(/^AKIA/);
    expect(one.description.alidns.accessKeyId).toMatch(/^LTAI/);
  });

  it("runs beside another one without either seeing the other's zones", async () => {
    const [one, other] = [
      await start({ zones: zonesFor([parseDomainName("mail.acme.co.uk")]) }),
      await start(),
    ];
    expect(one.description.zones).toEqual(["example.test", "acme.co.uk"]);
    expect(other.description.zones).toEqual(["example.test"]);
    expect(other.store.zonesOf("cloudflare").map((zone) => zone.apex)).toEqual(["example.test"]);
  });

  it("keeps the world's own zones away from the DNS hosts' lists, unless they are asked for", async () => {
    const sandbox = await start({ zones: zonesFor([parseDomainName("mail.google.com")]) });
    expect(sandbox.store.zones.filter((zone) => zone.apex === "google.com")).toHaveLength(1);
    expect(sandbox.store.zonesOf("route53").map((zone) => zone.apex)).toEqual(["example.test", "google.com"]);
  });

  it("serves nothing any more once it is closed", async () => {
    const sandbox = await startSandbox();
    await sandbox.close();
    await expect(fetch(sandbox.description.ses.endpoint)).rejects.toThrow();
  });
});

describe("the environment of a sandbox", () => {
  it("points every part at the loopback and nothing elsewhere", async () => {
    const env = environmentOf((await start()).description);
    const addresses = Object.entries(env).filter(([name]) => /ENDPOINT|URL|ROOTS/.test(name));
    expect(addresses).toHaveLength(6);
    for (const [, value] of addresses) expect(value).toMatch(/^(?:http:\/\/)?(?:127\.|\[?::1)/);
  });
});

describe("zonesFor", () => {
  it("adds one empty zone for all domains of one organisation, and none where example.test will do", () => {
    const domains = ["mail.acme.com", "news.acme.com", "mail.example.test"].map(parseDomainName);
    expect(zonesFor(domains).slice(1)).toEqual([{ apex: "acme.com" }]);
  });
});
