import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as listen, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createProvider } from "../../../providers/route53/index.ts";
import { createRoute53Client } from "../../../providers/route53/client.ts";
import type { AdapterContext } from "../../../providers/describe.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { APEX, codeOf, D, openFixture } from "./bench.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const TIMEOUTS = { connectMs: 500, requestMs: 500, keysMs: 500 };
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "sandbox/secret+key" };

afterEach(() => vi.unstubAllEnvs());

function contextWith(
  env: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
  credentialChain: AdapterContext["credentialChain"] = "env",
): AdapterContext {
  return {
    settings,
    env,
    credentialChain,
    userAgent: "ses-onboard/1.2.3",
    clock: NO_PAUSE,
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  };
}

describe("where requests go", () => {
  test.each(["AWS_ENDPOINT_URL_ROUTE_53", "AWS_ENDPOINT_URL"])(
    "%s points the adapter at another server",
    async (variable) => {
      const fixture = await openFixture();
      const provider = await createProvider(contextWith({ ...KEYS, [variable]: fixture.url }));
      expect(await provider.zonesAt(APEX, {})).toHaveLength(1);
      await fixture.close();
    },
  );

  test("the setting wins over the variables; the signature is for the region asked for, and the program names itself", async () => {
    const fixture = await openFixture();
    const context = contextWith(
      { ...KEYS, AWS_ENDPOINT_URL_ROUTE_53: "http://127.0.0.1:9", AWS_REGION: "eu-central-1" },
      { endpoint: fixture.url },
    );
    await (await createProvider(context)).zonesAt(APEX, {});
    const headers = fixture.journal.entries[0]?.request.headers;
    expect(headers?.["authorization"]).toContain("/eu-central-1/route53/aws4_request");
    expect(headers?.["user-agent"]).toContain("ses-onboard/1.2.3");
    await fixture.close();
  });

  test("without a region anywhere it signs for us-east-1", async () => {
    const fixture = await openFixture();
    await fixture.provider.zonesAt(APEX, {});
    expect(fixture.journal.entries[0]?.request.headers["authorization"]).toContain("/us-east-1/route53/");
    await fixture.close();
  });

  test.each(["http://route53.example.com", "ftp://127.0.0.1", "no url"])(
    "credentials are not sent to %s",
    async (endpoint) => {
      expect(await codeOf(createRoute53Client(contextWith(KEYS, { endpoint }), TIMEOUTS))).toBe(
        "CONFIG_INVALID",
      );
    },
  );
});

describe("through a proxy", () => {
  let proxy: Server | undefined;
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    proxy?.close();
  });

  /** A proxy that notes what it is asked to connect to and refuses. */
  async function refusingProxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
    const asked: string[] = [];
    const server = createServer().on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      sockets.push(socket as Socket);
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    proxy = server;
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  test("HTTPS_PROXY holds for the public endpoint", async () => {
    const { url, asked } = await refusingProxy();
    const client = await createRoute53Client(contextWith({ ...KEYS, HTTPS_PROXY: url }), TIMEOUTS);
    await expect(
      client.getHostedZone({ Id: "Z1" }, { abortSignal: AbortSignal.timeout(2_000) }),
    ).rejects.toBeInstanceOf(Error);
    expect(asked).toEqual(["route53.amazonaws.com:443"]);
  });

  test("the loopback is never asked for through it", async () => {
    const { url, asked } = await refusingProxy();
    const fixture = await openFixture();
    const provider = await createProvider(
      contextWith({ ...KEYS, HTTPS_PROXY: url, HTTP_PROXY: url }, { endpoint: fixture.url }),
    );
    expect(await provider.zonesAt(APEX, {})).toHaveLength(1);
    expect(asked).toEqual([]);
    await fixture.close();
  });
});

describe("the process that it runs in", () => {
  test("keeps its environment, and hears no warning about its Node version", async () => {
    const warnings = vi.spyOn(process, "emitWarning");
    await createRoute53Client(contextWith(KEYS, { endpoint: "http://127.0.0.1:9" }), TIMEOUTS);
    expect(warnings).not.toHaveBeenCalled();
    expect(process.env).not.toHaveProperty("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED");
    warnings.mockRestore();
  });

  test("is not asked for credentials where the environment that counts has none", async () => {
    for (const [variable, value] of Object.entries(KEYS)) vi.stubEnv(variable, value);
    expect(await codeOf(createProvider(contextWith({})))).toBe("CREDENTIALS_MISSING");
  });

  test("has its profile asked before the keys where the SDK's own chain is open, and after them elsewhere", async () => {
    const fixture = await openFixture();
    const home = scratchFolder();
    const file = join(home, "credentials");
    writeFileSync(file, "[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = secret-work\n");
    const profile = { AWS_PROFILE: "work", AWS_SHARED_CREDENTIALS_FILE: file, HOME: home };
    for (const [variable, value] of Object.entries(profile)) vi.stubEnv(variable, value);
    for (const variable of Object.keys(KEYS)) vi.stubEnv(variable, undefined);
    const env = { ...profile, ...KEYS };
    for (const credentialChain of ["process", "env"] as const) {
      const context = contextWith(env, { endpoint: fixture.url }, credentialChain);
      const client = await createRoute53Client(context, TIMEOUTS);
      await client.getHostedZone({ Id: "Z1" }, { abortSignal: AbortSignal.timeout(2_000) }).catch(() => {});
    }
    const signed = fixture.journal.entries.map(({ request }) => request.headers["authorization"]);
    expect(signed).toEqual([
      expect.stringContaining("Credential=AKIAWORK/"),
      expect.stringContaining("Credential=AKIDEXAMPLE/"),
    ]);
    await fixture.close();
  });

  test("without credentials anywhere in its chain either it says which variables to set", async () => {
    for (const variable of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"])
      vi.stubEnv(variable, undefined);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("HOME", "/nonexistent");
    const context = contextWith({}, { endpoint: "http://127.0.0.1:9" }, "process");
    const provider = await createProvider(context);
    expect(await codeOf(provider.zonesAt(APEX, {}))).toBe("CREDENTIALS_MISSING");
  });
});

test("a body that stalls is cut off and asked for again, and its socket is closed", async () => {
  const fixture = await openFixture({ zone: { records: [{ owner: D, type: "TXT", values: ["x"] }] } });
  fixture.journal.inject({ operation: "ListResourceRecordSets", kind: "slow-body", times: 1 });
  const provider = await fixture.newProvider({ requestMs: 200 });
  expect(await provider.readRRsets(fixture.zone, [D], {})).toHaveLength(1);
  expect(fixture.operations()).toHaveLength(2);
  await fixture.close();
});

test("a server that accepts and never answers costs the time-out of one request, not a minute", async () => {
  const silent = listen(() => {});
  await new Promise<void>((resolve) => {
    silent.listen(0, "127.0.0.1", resolve);
  });
  const { port } = silent.address() as AddressInfo;
  const client = await createRoute53Client(contextWith(KEYS, { endpoint: `http://127.0.0.1:${port}` }), {
    connectMs: 200,
    requestMs: 300,
    keysMs: 300,
  });
  const unlimited = { abortSignal: new AbortController().signal };
  await expect(client.getHostedZone({ Id: "Z1" }, unlimited)).rejects.toMatchObject({ name: "TimeoutError" });
  silent.close();
});
