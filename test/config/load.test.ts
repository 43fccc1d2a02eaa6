import { describe, expect, it } from "vitest";
import {
  findProviders,
  requireSesCredentials,
  requireSettings,
  settingsFor,
} from "../../src/config/config.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { CredentialChain, ProviderMeta } from "../../providers/describe.ts";
import { loadConfig } from "../../src/config/load.ts";
import { load, METAS, refusal } from "./scratch.ts";

const yaml = (text: string) => ({ "ses-onboard.yaml": text });

describe("loadConfig without a file", () => {
  it("has a default for everything but credentials", async () => {
    expect(await load({})).toEqual({
      file: undefined,
      ses: {
        site: "international",
        region: "ap-singapore",
        endpoint: "https://ses.intl.tencentcloudapi.com",
        credentials: { missing: ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] },
        tags: [],
      },
      providers: [],
      provider: "auto",
      domains: [],
      standing: { from: {}, places: [] },
      policy: { ttl: 300, mx: "keep", mxPriority: 10, dmarc: "keep", replace: [], allow: [] },
      dns: {
        roots: undefined,
        port: 53,
        resolvers: expect.arrayContaining(["8.8.8.8"]),
        doh: undefined,
        transports: ["udp", "tcp", "doh"],
      },
      propagation: { roundGapMs: 200 },
      waitMs: 600_000,
      dkimBits: 2048,
      strict: false,
      planHash: undefined,
      given: [],
      secrets: [],
    });
  });

  it("makes a provider of each host whose credentials are in the environment", async () => {
    const config = await load({
      env: {
        CLOUDFLARE_API_TOKEN: "cf-token-1",
        CLOUDFLARE_BASE_URL: "http://127.0.0.1:1/v4",
        AWS_ACCESS_KEY_ID: "A",
      },
    });
    expect(config.providers).toEqual([
      {
        name: "cloudflare",
        type: "cloudflare",
        settings: { apiToken: "cf-token-1", baseUrl: "http://127.0.0.1:1/v4" },
        missing: [],
      },
      { name: "route53", type: "route53", settings: {}, missing: [] },
    ]);
    expect(config.secrets).toContain("cf-token-1");
  });

  it("tells an adapter whether the files of its own tools count, too", async () => {
    const route53 = {
      ...METAS["route53"],
      isConfigured: (_env, chain) => chain === "process",
    } as ProviderMeta;
    const sources = { flags: {}, env: {}, cwd: "/", home: undefined, metas: { route53 } };
    const namesBy = async (credentialChain?: CredentialChain) =>
      (await loadConfig({ ...sources, credentialChain })).providers.map((provider) => provider.name);
    expect(await namesBy("process")).toEqual(["route53"]);
    expect(await namesBy("env")).toEqual([]);
    expect(await namesBy()).toEqual([]);
  });

  it("sends no token to a plain http address elsewhere", async () => {
    const { problems } = await refusal({
      env: { CLOUDFLARE_API_TOKEN: "cf-token-1", CLOUDFLARE_BASE_URL: "http://evil.example" },
    });
    expect(problems).toEqual([
      { variable: "CLOUDFLARE_BASE_URL", problem: expect.stringContaining("loopback") },
    ]);
  });

  it("asks for the token of a provider that was named, and only then", async () => {
    const [provider] = findProviders(await load({ flags: { provider: "cloudflare" } }), "cloudflare");
    expect(() => provider && requireSettings(provider)).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING" }),
    );
    expect(provider?.missing).toEqual(["CLOUDFLARE_API_TOKEN"]);
  });

  it("points everything at servers of one's own by variables alone", async () => {
    const config = await load({
      env: {
        SES_ONBOARD_SES_ENDPOINT: "http://127.0.0.1:9",
        SES_ONBOARD_DNS_ROOTS: "127.0.0.2, ::1",
        SES_ONBOARD_DNS_PORT: "5300",
        SES_ONBOARD_WAIT: "0",
      },
    });
    expect(config.ses.endpoint).toBe("http://127.0.0.1:9");
    expect(config.dns).toMatchObject({ roots: ["127.0.0.2", "::1"], port: 5300, resolvers: [] });
    expect(config.waitMs).toBe(0);
  });
});

describe("precedence", () => {
  const files = yaml(
    "ses: { site: china, region: ap-hongkong }\npolicy: { ttl: 111, mx: add }\npropagation: { roundGap: 1s }\ndns: { port: 5353 }\n",
  );

  it("takes the file over the default", async () => {
    const config = await load({ files });
    expect(config).toMatchObject({
      file: "ses-onboard.yaml",
      ses: { site: "china", region: "ap-hongkong", endpoint: "https://ses.tencentcloudapi.com" },
    });
    expect(config).toMatchObject({
      policy: { ttl: 111, mx: "add", mxPriority: 10 },
      propagation: { roundGapMs: 1000 },
      dns: { port: 5353 },
    });
  });

  it("takes SES_ONBOARD_ variables over the file, and flags over both", async () => {
    const env = { SES_ONBOARD_TTL: "222", SES_ONBOARD_MX: "replace", SES_ONBOARD_REGION: "ap-guangzhou" };
    const config = await load({ files, env, flags: { ttl: "333" } });
    expect(config).toMatchObject({ policy: { ttl: 333, mx: "replace" }, ses: { region: "ap-guangzhou" } });
  });

  it("takes the file over a vendor's variable, which speaks to every tool", async () => {
    expect((await load({ files, env: { TENCENTCLOUD_REGION: "ap-guangzhou" } })).ses.region).toBe(
      "ap-hongkong",
    );
    expect((await load({ env: { TENCENTCLOUD_REGION: "ap-singapore" } })).ses.region).toBe("ap-singapore");
  });

  it("reads another file when one is named, relative paths starting there", async () => {
    const other = "providers:\n  own: { type: ./own.mjs, key: { file: key }, url: here }\n";
    const own = `export const createProvider = () => undefined; export const meta = { id: "own",
      traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 }, settings: [
        { name: "key", secret: true, required: true }, { name: "url", secret: false, required: true }] };`;
    const config = await load({
      files: { ...files, "other.yaml": other, "own.mjs": own, key: "own-secret\n" },
      flags: { config: "other.yaml" },
    });
    expect(config.ses.site).toBe("international");
    expect(config.providers).toEqual([
      {
        name: "own",
        type: "./own.mjs",
        module: expect.stringMatching(/\/own\.mjs$/),
        meta: expect.objectContaining({ id: "own" }),
        settings: { key: "own-secret", url: "here" },
        missing: [],
      },
    ]);
    expect(config.secrets).toEqual(["own-secret"]);
  });
});

describe("options", () => {
  it.each([
    [{ wait: "10" }, "--wait", "10m"],
    [{ mx: "ad" }, "--mx", '"add"'],
    [{ dkim: "4096" }, "--dkim", "2048"],
    [{ "dns-port": "70000" }, "--dns-port", "65535"],
    [{ "dns-roots": "127.0.0.1,nonsense" }, "--dns-roots", "nonsense"],
    [{ "plan-hash": "sha256:abc" }, "--plan-hash", "three groups"],
    [{ "plan-hash": "" }, "--plan-hash", "is not a plan hash"],
    [{ replace: "TXT" }, "--replace", "TYPE:NAME"],
    [{ replace: "TXT:mail..example.com" }, "--replace", '"mail..example.com" is no domain name'],
    [{ allow: "www.mail.example.com" }, "--allow", "TYPE:NAME"],
    [{ allow: "A: www.mail.example.com" }, "--allow", "no domain name"],
    [{ allow: "A:a.example,CNMAE:b.example" }, "--allow", 'did you mean "CNAME"?'],
    [{ tag: "team" }, "--tag", "KEY=VALUE"],
    [{ tag: "team=a,stage=b,team=c" }, "--tag", "given twice"],
    [{ tag: Array.from({ length: 51 }, (_, n) => `k${n}=v`).join() }, "--tag", "more than 50"],
    [{ "ses-endpoint": "http://example.com" }, "--ses-endpoint", "loopback"],
    [{ region: "ap-shanghai" }, "--region", "ap-singapore"],
  ] as const)("refuses %j, naming the flag", async (flags, flag, said) => {
    const { error, problems } = await refusal({ flags });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(problems).toEqual([{ flag, problem: expect.stringContaining(said) }]);
  });

  it("refuses a misspelt variable, which would silently do nothing", async () => {
    const { problems } = await refusal({ env: { SES_ONBOARD_DNS_ROOT: "127.0.0.1" } });
    expect(problems).toEqual([
      { variable: "SES_ONBOARD_DNS_ROOT", problem: expect.stringContaining("SES_ONBOARD_DNS_ROOTS") },
    ]);
  });

  it.each(["replace", "allow"] as const)(
    "reads each place of --%s once, whatever its letter case and final dot",
    async (name) => {
      const texts = "txt:_DMARC.mail.example.com,MX:mail.example.com.,TXT:_dmarc.Mail.example.com.";
      const { policy } = await load({ flags: { [name]: texts } });
      expect(policy).toMatchObject({ [name]: ["TXT:_dmarc.mail.example.com", "MX:mail.example.com"] });
    },
  );

  it("says where in the config file an allowed record is no place", async () => {
    const file = "policy:\n  allow: [A:www.example.com, www.example.com]\n";
    const { error, problems } = await refusal({ files: { "ses-onboard.yaml": file } });
    expect([error.code, problems]).toEqual([
      "CONFIG_INVALID",
      [
        {
          file: "ses-onboard.yaml",
          line: 2,
          column: expect.any(Number),
          problem: expect.stringContaining("TYPE:NAME"),
        },
      ],
    ]);
  });

  it("says which site a region belongs to, and does not switch by itself", async () => {
    const { problems } = await refusal({ env: { TENCENTCLOUD_REGION: "ap-guangzhou" } });
    expect(problems).toEqual([
      { variable: "TENCENTCLOUD_REGION", problem: expect.stringContaining("site china") },
    ]);
  });
});

describe("domains", () => {
  const files = yaml(`providers:
  a: { type: cloudflare, apiToken: { env: TOKEN_A } }
  b: { type: cloudflare, apiToken: { env: TOKEN_B } }
domains:
  - { match: example.com, provider: a, mx: add }
  - { match: eu.example.com, provider: b }
`);
  const env = { TOKEN_A: "token-of-a" };
  const settings = async (domain: string, flags = {}) => {
    const config = await load({ files, env, flags });
    const { provider, policy } = settingsFor(config, parseDomainName(domain));
    return { provider, mx: policy.mx };
  };

  it("are matched by label, the longest match first", async () => {
    expect(await settings("mail.example.com")).toEqual({ provider: "a", mx: "add" });
    expect(await settings("mail.eu.example.com")).toEqual({ provider: "b", mx: "keep" });
    expect(await settings("notexample.com")).toEqual({ provider: "auto", mx: "keep" });
  });

  it("obey a flag before their rule", async () => {
    expect(await settings("mail.example.com", { provider: "b", mx: "replace" })).toEqual({
      provider: "b",
      mx: "replace",
    });
  });

  it("are recognised among the providers that have what they need", async () => {
    const config = await load({ files, env });
    expect(findProviders(config, "auto").map(({ name }) => name)).toEqual(["a"]);
    expect(findProviders(config, "cloudflare").map(({ name }) => name)).toEqual(["a", "b"]);
    expect(findProviders(config, "b")[0]?.missing).toEqual(["TOKEN_B"]);
    expect(() => findProviders(config, "c")).toThrow(expect.objectContaining({ code: "PROVIDER_UNKNOWN" }));
  });

  it("by hand is one of them wherever it is named, and never by itself", async () => {
    const config = await load({ files, env });
    expect(findProviders(config, "manual")).toMatchObject([{ type: "manual", missing: [] }]);
  });

  it.each([
    { flags: { provider: "godaddy" } },
    { env: { ...env, SES_ONBOARD_PROVIDER: "godaddy" } },
    { files: {}, env: {}, flags: { provider: "godaddy" } },
  ])("are refused by a name that nothing has, before anything is asked: %j", async (given) => {
    await expect(load({ files, env, ...given })).rejects.toMatchObject({
      code: "PROVIDER_UNKNOWN",
      hint: expect.stringMatching(/cloudflare, .*route53, .*entered by hand: .*provider: "manual"/) as string,
      facts: { known: expect.arrayContaining(["cloudflare", "route53"]) as string[] },
    });
  });

  it("do not hand one account's token to another that lacks its own", async () => {
    const config = await load({ files, env: { ...env, CLOUDFLARE_API_TOKEN: "ambient-token" } });
    expect(findProviders(config, "b")[0]?.settings).toEqual({});
    expect(config.secrets).toEqual(expect.arrayContaining(["token-of-a", "ambient-token"]));
  });
});

describe("SES credentials", () => {
  const pair = { TENCENTCLOUD_SECRET_ID: "id-from-env", TENCENTCLOUD_SECRET_KEY: "key-from-env" };

  it.each(["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"])(
    "come with the token of %s",
    async (name) => {
      const config = await load({ env: { ...pair, [name]: "token-from-env" } });
      expect(requireSesCredentials(config)).toEqual({
        secretId: "id-from-env",
        secretKey: "key-from-env",
        token: "token-from-env",
      });
      expect(config.secrets).toEqual(["id-from-env", "key-from-env", "token-from-env"]);
    },
  );

  it("are refused when two names of the token hold different ones", async () => {
    const { error } = await refusal({
      env: { ...pair, TENCENTCLOUD_TOKEN: "token-one", TENCENTCLOUD_SESSION_TOKEN: "token-two" },
    });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).not.toContain("token-one");
  });

  it("are refused when a variable and its _FILE are both set", async () => {
    const { problems } = await refusal({ env: { ...pair, TENCENTCLOUD_SECRET_KEY_FILE: "/nowhere" } });
    expect(problems).toEqual([
      { variable: "TENCENTCLOUD_SECRET_KEY", problem: expect.stringContaining("both set") },
    ]);
  });

  it("are missing only when somebody asks, and half a pair is never completed from elsewhere", async () => {
    const config = await load({ env: { TENCENTCLOUD_SECRET_ID: "id-from-env" } });
    expect(() => requireSesCredentials(config)).toThrow(
      expect.objectContaining({
        code: "CREDENTIALS_MISSING",
        facts: { missing: ["TENCENTCLOUD_SECRET_KEY"] },
      }),
    );
  });

  it("may stand in the config by reference", async () => {
    const files = {
      ...yaml("ses: { secretId: { env: MY_ID }, secretKey: { file: key } }\n"),
      key: "key-from-file\n",
    };
    const config = await load({ files, env: { ...pair, MY_ID: "id-of-mine" } });
    expect(requireSesCredentials(config)).toEqual({
      secretId: "id-of-mine",
      secretKey: "key-from-file",
      token: undefined,
    });
  });

  it("are incomplete when the config refers to one of the two", async () => {
    const config = await load({
      files: yaml("ses: { secretId: { env: MY_ID } }\n"),
      env: { ...pair, MY_ID: "id-of-mine" },
    });
    expect(() => requireSesCredentials(config)).toThrow(
      expect.objectContaining({ facts: { missing: ["ses.secretKey"] } }),
    );
  });
});
