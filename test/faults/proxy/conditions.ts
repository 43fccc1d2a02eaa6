import type { Socket } from "node:net";
import type { ErrorCode } from "../../../src/errors/codes.ts";
import type { Way } from "../../support/world-behind-proxy.ts";

// What can stand between the program and a host: each row of the matrix, with what must come of it.

type Env = Readonly<Record<string, string>>;

const PLAIN = "w0rd-for-the-proxy";
/** With every octet that people write into a password as it is, and none that a URL would keep. */
const ODD = "pa@ss/w#rd%zz:50%é€";
export const PASSWORDS = [PLAIN, ODD];

interface Failure {
  readonly code: ErrorCode;
  /** What the hint has to name. */
  readonly hint: RegExp;
  /** How often at most the proxy is asked for one connection. */
  readonly tries: 0 | 1 | 5;
}

export interface Condition {
  readonly title: string;
  /** What the environment says, by the proxy's URL. */
  readonly variables: (url: URL) => Env;
  /** What the proxy does with a CONNECT; absent: a tunnel. */
  readonly answer?: (socket: Socket) => void;
  /** Where it listens, where that matters. */
  readonly listens?: "by IPv6" | "by TLS" | "nowhere";
  /** Who answers behind it, where that is not the host itself. */
  readonly behind?: "an unknown authority" | "another host";
  /** The value of Proxy-Authorization that it has to get, before its base64. */
  readonly asks?: string;
  /** Absent: verified. */
  readonly fails?: Failure;
  /** It is gone around, as it should be. */
  readonly direct?: true;
  /** The ways that it is tried on, where it takes the same path of code as a row that is tried on all. */
  readonly ways?: readonly Way[];
}

/** Those whose SDKs keep least of an error: SES's makes a text of it, Cloudflare's drops some. */
const TWO: readonly Way[] = ["ses", "cloudflare"];
/** Where only the reading of the variable differs, one run at one DNS host. */
const AT_ONE_HOST: readonly Way[] = ["ses", "cloudflare", "doh", "github", "sts"];

const https = ({ href }: URL): Env => ({ HTTPS_PROXY: href });
const says = (text: string) => (socket: Socket) => void socket.end(text);
const PAGE = "<!doctype html><title>Blocked</title><p>Ask your administrator.";
const page = (status: string) =>
  says(`HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`);

const UNAVAILABLE = { code: "API_UNAVAILABLE", hint: /HTTPS_PROXY/, tries: 5 } as const;
const REFUSED = { code: "API_UNAVAILABLE", hint: /let .* through/, tries: 1 } as const;
const UNTRUSTED = { code: "API_UNAVAILABLE", hint: /NODE_EXTRA_CA_CERTS/, tries: 1 } as const;
const UNUSABLE = (variable: string) =>
  ({ code: "CONFIG_INVALID", hint: new RegExp(variable), tries: 0 }) as const;

export const CONDITIONS: readonly Condition[] = [
  { title: "plain, the authority of the hosts named by `NODE_EXTRA_CA_CERTS`", variables: https },
  { title: "without a scheme", ways: AT_ONE_HOST, variables: ({ host }) => ({ HTTPS_PROXY: host }) },
  { title: "by `ALL_PROXY`", ways: AT_ONE_HOST, variables: ({ href }) => ({ ALL_PROXY: href }) },
  { title: "at an IPv6 address", variables: https, listens: "by IPv6" },
  { title: "reached by TLS", variables: https, listens: "by TLS" },
  {
    title: "with user and password",
    variables: ({ host }) => ({ HTTPS_PROXY: `http://user:${PLAIN}@${host}` }),
    asks: `user:${PLAIN}`,
  },
  {
    title: "a password with `@`, `/`, `#`, `%`, `%zz`, `:` and letters beyond ASCII",
    ways: AT_ONE_HOST,
    variables: ({ host }) => ({ HTTPS_PROXY: `http://user:${ODD}@${host}` }),
    asks: `user:${ODD}`,
  },
  {
    title: "a password in escapes",
    ways: AT_ONE_HOST,
    variables: ({ host }) => ({ HTTPS_PROXY: `user:${encodeURIComponent(ODD)}@${host}` }),
    asks: `user:${ODD}`,
  },
  {
    title: "excepted by `NO_PROXY`",
    variables: (url) => ({
      ...https(url),
      NO_PROXY:
        "192.0.2.0/24 .example.test,tencentcloudapi.com,api.cloudflare.com:443,amazonaws.com,aliyuncs.com",
    }),
    direct: true,
  },
  {
    title: "407 although user and password are given",
    variables: ({ host }) => ({ HTTPS_PROXY: `http://user:${PLAIN}@${host}` }),
    answer: says("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n"),
    fails: { code: "API_UNAVAILABLE", hint: /user and password/, tries: 1 },
  },
  {
    title: "refuses by a page with status 403",
    ways: TWO,
    variables: https,
    answer: page("403 Forbidden"),
    fails: REFUSED,
  },
  {
    title: "fails by a page with status 502",
    ways: TWO,
    variables: https,
    answer: page("502 Bad Gateway"),
    fails: UNAVAILABLE,
  },
  {
    title: "closes without an answer",
    variables: https,
    answer: (socket) => void socket.destroy(),
    fails: UNAVAILABLE,
  },
  { title: "never answers", variables: https, answer: () => {}, fails: UNAVAILABLE },
  { title: "nobody listens", ways: TWO, variables: https, listens: "nowhere", fails: UNAVAILABLE },
  {
    title: "is no proxy: another protocol answers",
    ways: TWO,
    variables: https,
    answer: says("SSH-2.0-OpenSSH_9.2\r\n"),
    fails: UNAVAILABLE,
  },
  {
    title: "closes the tunnel that it has made",
    ways: TWO,
    variables: https,
    answer: says("HTTP/1.1 200 Connection established\r\n\r\n"),
    fails: UNAVAILABLE,
  },
  {
    title: "makes a tunnel that stays silent",
    ways: TWO,
    variables: https,
    answer: (socket) => void socket.write("HTTP/1.1 200 Connection established\r\n\r\n"),
    fails: UNAVAILABLE,
  },
  {
    title: "a page without TLS at the end of the tunnel",
    ways: TWO,
    variables: https,
    answer: page("200 Connection established"),
    fails: UNTRUSTED,
  },
  {
    title: "an authority that nobody knows signs for the host",
    variables: https,
    behind: "an unknown authority",
    fails: UNTRUSTED,
  },
  {
    title: "the certificate is another host's",
    ways: TWO,
    variables: https,
    behind: "another host",
    fails: UNTRUSTED,
  },
  {
    title: "reached by TLS, and an authority that nobody knows signs for it",
    ways: TWO,
    variables: (url) => ({ ...https(url), NODE_EXTRA_CA_CERTS: "" }),
    listens: "by TLS",
    fails: UNTRUSTED,
  },
  {
    title: "`socks5://`",
    variables: ({ host }) => ({ ALL_PROXY: `socks5://${host}` }),
    fails: UNUSABLE("ALL_PROXY"),
  },
  {
    title: "a port above 65535",
    ways: TWO,
    variables: () => ({ HTTPS_PROXY: "http://127.0.0.1:99999" }),
    fails: UNUSABLE("HTTPS_PROXY"),
  },
  {
    title: "a password with a line break in escapes",
    ways: TWO,
    variables: ({ host }) => ({ HTTPS_PROXY: `http://user:${PLAIN}%0d%0a@${host}` }),
    fails: UNUSABLE("HTTPS_PROXY"),
  },
];
