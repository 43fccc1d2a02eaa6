import { afterEach, describe, expect, it, vi } from "vitest";
import { assumeRole, type Role, type RoleContext } from "../../../src/ses/oidc/web-identity.ts";
import {
  idToken,
  startFakeServer,
  startSilentServer,
  stsError,
  temporaryKeys,
  type FakeServer,
  type Reply,
} from "../../support/oidc.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const KEYS = { secretId: "AKIDtemporary", secretKey: "temporary-key-1", token: "session-token-1" };
const TOKEN = "eyJhbGciOi.J9.github-says-who";
const open: FakeServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

interface World {
  readonly github: FakeServer;
  readonly sts: FakeServer;
  readonly role: Role;
  readonly context: RoleContext;
}

interface Replies {
  readonly github?: readonly Reply[];
  readonly sts?: readonly Reply[];
}

async function world({
  github = [idToken(TOKEN)],
  sts = [temporaryKeys(KEYS)],
}: Replies = {}): Promise<World> {
  const servers = await Promise.all([startFakeServer(...github), startFakeServer(...sts)]);
  open.push(...servers);
  const [githubServer, stsServer] = servers;
  const clock = createVirtualClock();
  return {
    github: githubServer,
    sts: stsServer,
    role: {
      arn: "qcs::cam::uin/1:roleName/mail",
      providerId: "github",
      audience: "sts.tencentcloudapi.com",
      endpoint: stsServer.url,
      region: "ap-singapore",
      durationSeconds: 7200,
    },
    context: {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${githubServer.url}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
        GITHUB_RUN_ID: "4711",
      },
      clock,
    },
  };
}

const NO_PAUSE = { now: () => Date.UTC(2026, 10, 22), sleep: () => Promise.resolve(), random: () => 0 };

describe("assumeRole", () => {
  it("asks GitHub who the job is, made out to the audience, and trades that for keys", async () => {
    const { github, sts, role, context } = await world();
    expect(await assumeRole(role, context)).toEqual({
      credentials: KEYS,
      secrets: [TOKEN, ...Object.values(KEYS)],
      expiresAt: 4_000_000_000_000,
    });
    expect(github.heard).toMatchObject([
      {
        path: "/token?api-version=2.0&audience=sts.tencentcloudapi.com",
        headers: { authorization: "bearer request-token-1" },
      },
    ]);
    expect(sts.heard).toMatchObject([
      {
        path: "/",
        headers: {
          authorization: "SKIP",
          "content-type": "application/json",
          "x-tc-action": "AssumeRoleWithWebIdentity",
          "x-tc-version": "2018-08-13",
          "x-tc-region": "ap-singapore",
          "x-tc-timestamp": String(Date.UTC(2026, 10, 22, 3) / 1000),
        },
      },
    ]);
    expect(JSON.parse(sts.heard[0]?.body ?? "")).toEqual({
      ProviderId: "github",
      WebIdentityToken: TOKEN,
      RoleArn: role.arn,
      RoleSessionName: "ses-onboard-4711",
      DurationSeconds: 7200,
    });
  });

  it("says which permission a job lacks that may not ask GitHub, and contacts nobody", async () => {
    const { sts, github, role, context } = await world();
    await expect(assumeRole(role, { ...context, env: {} })).rejects.toMatchObject({
      code: "CREDENTIALS_MISSING",
      hint: expect.stringContaining("id-token: write") as string,
    });
    expect([github.heard, sts.heard]).toEqual([[], []]);
  });

  it.each([
    ["repo:octo@12/mail@34:environment:ses-onboard", "since July 2026"],
    ["repo:octo/mail:environment:ses-onboard", "before"],
  ])("tells on a refusal who GitHub says the job is: %s, as %s", async (sub) => {
    const claims = {
      iss: "https://token.actions.githubusercontent.com",
      sub,
      aud: "sts.tencentcloudapi.com",
      job_workflow_ref: "octo/mail/.github/workflows/onboard.yml@refs/heads/main",
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "RS256" })}.${part({ ...claims, actor: "octocat" })}.the-signature-1`;
    const refusal = stsError("InvalidParameter.WebIdentityTokenError", `${token} is not for this role`);
    const { role, context } = await world({ github: [idToken(token)], sts: [refusal] });
    const error: unknown = await assumeRole(role, context).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "CREDENTIALS_REJECTED",
      message: expect.stringContaining(`sub "${sub}", aud "sts.tencentcloudapi.com"`) as string,
      facts: { claims, durationSeconds: 7200 },
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("the-signature-1");
  });

  it("tells an answer that is too long from one that did not come", async () => {
    const long = { raw: " ".repeat(16_000_001) };
    for (const replies of [{ github: [long] }, { sts: [long] }]) {
      const { role, context } = await world(replies);
      await expect(assumeRole(role, context)).rejects.toMatchObject({
        code: "API_SURPRISE",
        message: expect.stringMatching(/can't be used: the answer is longer than 16 MB/) as unknown,
      });
    }
  });

  it("says that a role's sessions may be too short, where keys for longer than usual were asked for", async () => {
    const { role, context } = await world({ sts: [stsError("InvalidParameter.OverTimeError", "too long")] });
    await expect(assumeRole({ ...role, durationSeconds: 16_200 }, context)).rejects.toMatchObject({
      code: "CREDENTIALS_REJECTED",
      hint: expect.stringContaining("sessions of 16200 s") as string,
    });
  });

  it.each([
    ["GitHub refuses", { github: [{ status: 403, body: { message: "no" } }] }, "CREDENTIALS_REJECTED", 1, 0],
    ["GitHub is down for good", { github: [{ status: 503 }] }, "API_UNAVAILABLE", 3, 0],
    [
      "STS refuses the role",
      { sts: [stsError("InvalidParameter.WebIdentityTokenError", "bad token")] },
      "CREDENTIALS_REJECTED",
      1,
      1,
    ],
    [
      "STS does not know the key",
      { sts: [stsError("AuthFailure.UnauthorizedOperation", "no")] },
      "CREDENTIALS_REJECTED",
      1,
      1,
    ],
    ["STS fails for good", { sts: [stsError("InternalError.SystemError", "oops")] }, "API_UNAVAILABLE", 1, 3],
    [
      "STS limits the rate for good",
      { sts: [stsError("RequestLimitExceeded", "slow")] },
      "API_RATE_LIMITED",
      1,
      3,
    ],
    ["a gateway answers for STS", { sts: [{ status: 502, raw: "<html>" }] }, "API_UNAVAILABLE", 1, 3],
    ["a proxy's page answers for STS", { sts: [{ raw: "<html>sign in</html>" }] }, "API_SURPRISE", 1, 1],
    [
      "STS gives half a key",
      { sts: [{ body: { Response: { Credentials: { TmpSecretId: "AKID" } } } }] },
      "API_SURPRISE",
      1,
      1,
    ],
  ] satisfies readonly [string, Replies, string, number, number][])(
    "when %s it says so",
    async (_title, replies, code, githubCalls, stsCalls) => {
      const { github, sts, role, context } = await world(replies);
      await expect(assumeRole(role, { ...context, clock: NO_PAUSE })).rejects.toMatchObject({ code });
      expect([github.heard.length, sts.heard.length]).toEqual([githubCalls, stsCalls]);
    },
  );

  it("tries again what passes", async () => {
    const { role, context } = await world({
      github: [{ status: 500 }, idToken(TOKEN)],
      sts: [stsError("InternalError", "oops"), temporaryKeys(KEYS)],
    });
    expect((await assumeRole(role, { ...context, clock: NO_PAUSE })).credentials).toEqual(KEYS);
  });

  it.each(["github", "sts"] as const)("gives %s 8 s for its first answer, and no second try", async (api) => {
    const { role, context } = await world();
    const silent = await startSilentServer();
    open.push({ url: silent.url, heard: [], close: async () => silent.close() });
    const env = { ...context.env, ...(api === "github" ? { ACTIONS_ID_TOKEN_REQUEST_URL: silent.url } : {}) };
    let now = NO_PAUSE.now();
    // By real time, which is passed once the request has arrived; sockets need none of it.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const ended = assumeRole(api === "sts" ? { ...role, endpoint: silent.url } : role, {
        ...context,
        env,
        clock: { ...NO_PAUSE, now: () => now },
      });
      const settled = vi.fn();
      ended.catch(settled);
      await silent.asked;
      await vi.advanceTimersByTimeAsync(7_999);
      expect(settled).not.toHaveBeenCalled();
      now += 8_000;
      await vi.advanceTimersByTimeAsync(1);
      await expect(ended).rejects.toMatchObject({ code: "API_UNAVAILABLE", facts: { api } });
    } finally {
      vi.useRealTimers();
    }
  });

  it("carries neither token anywhere that a redirect names", async () => {
    const elsewhere = await startFakeServer(idToken("stolen"));
    open.push(elsewhere);
    const { role, context } = await world({ github: [{ status: 302, location: elsewhere.url }] });
    await expect(assumeRole(role, context)).rejects.toMatchObject({ code: "CREDENTIALS_REJECTED" });
    expect(elsewhere.heard).toEqual([]);
  });

  it("keeps the identity token out of an error that quotes it", async () => {
    const { role, context } = await world({ sts: [stsError("InvalidParameter", `token ${TOKEN} expired`)] });
    const error: unknown = await assumeRole(role, context).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toContain(TOKEN);
    expect(String(error)).toContain("expired");
    expect(String(error)).not.toContain(TOKEN);
  });

  it("sends no token over plain http to another machine", async () => {
    const { github, role, context } = await world();
    await expect(assumeRole({ ...role, endpoint: "http://sts.example.com" }, context)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
    expect(github.heard).toEqual([]);
  });

  it("sends the job's token nowhere by plain http either", async () => {
    const { role, context } = await world();
    const env = { ...context.env, ACTIONS_ID_TOKEN_REQUEST_URL: "http://token.example.com/?api-version=2.0" };
    await expect(assumeRole(role, { ...context, env })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  it("stops at once when it is interrupted", async () => {
    const { role, context, sts } = await world();
    const reason = new Error("stop");
    await expect(assumeRole(role, { ...context, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(sts.heard).toEqual([]);
  });
});
