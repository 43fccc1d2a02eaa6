import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What a server says next: a status with a body; `raw` is sent as it is. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly raw?: string;
  readonly location?: string;
}

export interface FakeServer {
  readonly url: string;
  readonly heard: readonly Heard[];
  readonly close: () => Promise<void>;
}

/** Answers one reply after the other, the last one again and again. */
export async function startFakeServer(...replies: readonly Reply[]): Promise<FakeServer> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.once("end", () => {
      heard.push({ path: request.url ?? "", headers: request.headers, body });
      answer(response, replies[Math.min(heard.length, replies.length) - 1] ?? {});
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, heard, close };
}

function answer(response: ServerResponse, { status = 200, body, raw, location }: Reply): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(location === undefined ? {} : { location }),
  });
  response.end(raw ?? JSON.stringify(body ?? {}));
}

/** What GitHub's token service answers. */
export const idToken = (value: string): Reply => ({ body: { count: 1, value } });

/** What STS answers when it gives the role. */
export function temporaryKeys(keys: {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
  /** Seconds since 1970. */
  readonly expiredTime?: number;
}): Reply {
  const Credentials = {
    TmpSecretId: keys.secretId,
    TmpSecretKey: keys.secretKey,
    Token: keys.token ?? "sts-token-0123456789",
  };
  return {
    body: {
      Response: {
        Credentials,
        ExpiredTime: keys.expiredTime ?? 4_000_000_000,
        Expiration: "2096-10-02T07:06:40Z",
        RequestId: "sts-1",
      },
    },
  };
}

/** What STS answers when it does not; its errors come with status 200. */
export const stsError = (Code: string, Message: string): Reply => ({
  body: { Response: { Error: { Code, Message }, RequestId: "sts-2" } },
});

/** A token service that hears and never answers; `asked` resolves with its first request. */
export async function startSilentServer(): Promise<{
  readonly url: string;
  readonly asked: Promise<void>;
  readonly close: () => void;
}> {
  const server = createServer();
  const asked = new Promise<void>((resolve) => {
    server.once("request", () => resolve());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

/** The variables of a job that has a role in place of keys, which this token service vouches for. */
export function roleAt(tokenService: string): Readonly<Record<string, string>> {
  return {
    TENCENTCLOUD_SECRET_ID: "",
    TENCENTCLOUD_SECRET_KEY: "",
    TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
    TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
    ACTIONS_ID_TOKEN_REQUEST_URL: tokenService,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
  };
}
