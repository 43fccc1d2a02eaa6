import type { Row } from "../row.ts";

// What variables may hold. `secret` stands for the Cloudflare token.

export interface EnvironmentRow extends Row {
  readonly env: (secret: string) => Readonly<Record<string, string>>;
  /** Node itself reads it: tried on the built program. */
  readonly process?: true;
}

const goesOn = { end: "goes on", left: "nothing" } as const;
const refused = { end: "CONFIG_INVALID" } as const;
const is = (env: Readonly<Record<string, string>>) => () => env;
const token = (textOf: (secret: string) => string) => (secret: string) => ({
  CLOUDFLARE_API_TOKEN: textOf(secret),
});
const onNode = { process: true } as const;

export const ENVIRONMENT_ROWS: readonly EnvironmentRow[] = [
  { what: "a token with a line break at its end", env: token((secret) => `${secret}\n`), ...goesOn },
  { what: "a token with CR LF at its end", env: token((secret) => `${secret}\r\n`), ...goesOn },
  { what: "a token behind a byte order mark", env: token((secret) => `\ufeff${secret}`), ...goesOn },
  {
    what: "a token in quotes, as `docker --env-file` leaves them",
    env: token((secret) => `"${secret}"`),
    ...refused,
  },
  { what: "a token in single quotes", env: token((secret) => `'${secret}'`), ...refused },
  { what: "a token with a blank in front", env: token((secret) => ` ${secret}`), ...refused },
  { what: "a token on two lines", env: token((secret) => `${secret}\n${secret}`), ...refused },
  { what: "a token with an escape sequence", env: token((secret) => `${secret}\u001b[2J`), ...refused },
  {
    what: "a token that is empty, as CI passes unset ones",
    env: token(() => ""),
    end: "CREDENTIALS_MISSING",
  },
  { what: "a token of blanks", env: token(() => "   "), ...refused },
  {
    what: "the name of a variable in place of the token",
    env: token(() => "$CLOUDFLARE_API_TOKEN"),
    end: "CREDENTIALS_REJECTED",
  },
  {
    what: "a token and a file with it",
    env: () => ({ CLOUDFLARE_API_TOKEN_FILE: "/nonexistent" }),
    ...refused,
  },
  { what: "an unknown `SES_ONBOARD_` variable", env: is({ SES_ONBOARD_DNS_ROOT: "127.0.0.1" }), ...refused },
  {
    what: "an unknown `SES_ONBOARD_` variable with workflow commands",
    env: is({ "SES_ONBOARD_::set-output name=x::y\u001b[2J": "1" }),
    ...refused,
  },
  {
    what: "an empty `SES_ONBOARD_` variable: as if it were not set",
    env: is({ SES_ONBOARD_WAIT: "", SES_ONBOARD_TTL: "" }),
    ...goesOn,
  },
  { what: "a number with a blank", env: is({ SES_ONBOARD_TTL: "600 " }), ...refused },
  { what: "a number in hexadecimal", env: is({ SES_ONBOARD_TTL: "0x258" }), ...refused },
  { what: "a number in quotes", env: is({ SES_ONBOARD_TTL: '"600"' }), ...refused },
  { what: "a switch that says `maybe`", env: is({ SES_ONBOARD_YES: "maybe" }), ...refused },
  { what: "a list with an empty piece", env: is({ SES_ONBOARD_DNS_ROOTS: "127.0.0.1,," }), ...refused },
  {
    what: "a value with escape sequences and workflow commands",
    env: is({ SES_ONBOARD_MX: "\u001b[2J::set-output name=x::y" }),
    ...refused,
  },
  { what: "a value of 100,000 characters", env: is({ SES_ONBOARD_MX: "x".repeat(100_000) }), ...refused },
  { what: "an endpoint that is no URL", env: is({ SES_ONBOARD_SES_ENDPOINT: "::::" }), ...refused },
  { what: "an endpoint of a file", env: is({ SES_ONBOARD_SES_ENDPOINT: "file:///etc/passwd" }), ...refused },
  {
    what: "an endpoint with a line break",
    env: is({ SES_ONBOARD_SES_ENDPOINT: "https://ses.intl.tencentcloudapi.com\n.evil.test" }),
    ...refused,
  },
  {
    what: "an endpoint that only ends like the vendor's",
    env: is({ SES_ONBOARD_SES_ENDPOINT: "https://evil-tencentcloudapi.com" }),
    ...refused,
  },
  {
    what: "an endpoint that begins like the vendor's",
    env: is({ SES_ONBOARD_SES_ENDPOINT: "https://ses.intl.tencentcloudapi.com.evil.test" }),
    ...refused,
  },
  {
    what: "an endpoint with the vendor's name as a user",
    env: is({ SES_ONBOARD_SES_ENDPOINT: "https://ses.intl.tencentcloudapi.com@evil.test" }),
    ...refused,
  },
  {
    what: "`HTTPS_PROXY` that is no URL; the loopback needs none",
    env: is({ HTTPS_PROXY: "::::" }),
    ...goesOn,
  },
  { what: "`TERM` that nobody knows", env: is({ TERM: "\u001b[2J" }), ...goesOn },
  { what: "`LANG` that nobody knows", env: is({ LANG: "xx_YY.::set-output name=x::y" }), ...goesOn },
  { what: "`FORCE_COLOR` with a word", env: is({ FORCE_COLOR: "later" }), ...goesOn },
  {
    what: "`GITHUB_ACTIONS` as true, on a machine that is none of GitHub's",
    env: is({ GITHUB_ACTIONS: "true" }),
    ...goesOn,
  },
  { what: "process: `TZ` that nobody knows", env: is({ TZ: "Mars/Olympus" }), ...goesOn, ...onNode },
  {
    what: "process: `LANG` and `LC_ALL` in Turkish, whose i is another",
    env: is({ LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" }),
    ...goesOn,
    ...onNode,
  },
  {
    what: "process: `COLUMNS=0`, `LINES=0`, `TERM` empty",
    env: is({ COLUMNS: "0", LINES: "0", TERM: "" }),
    ...goesOn,
    ...onNode,
  },
  {
    what: "process: `NODE_OPTIONS=--throw-deprecation --trace-warnings`",
    env: is({ NODE_OPTIONS: "--throw-deprecation --trace-warnings" }),
    ...goesOn,
    ...onNode,
  },
  {
    what: "process: `NODE_OPTIONS=--disable-proto=throw`",
    env: is({ NODE_OPTIONS: "--disable-proto=throw" }),
    ...goesOn,
    ...onNode,
  },
  {
    what: "process: `NODE_ENV=production` and `DEBUG=*`",
    env: is({ NODE_ENV: "production", DEBUG: "*" }),
    ...goesOn,
    ...onNode,
  },
  {
    what: "process: `HOME` that is not there, `XDG_CONFIG_HOME` empty",
    env: is({ HOME: "/nonexistent", XDG_CONFIG_HOME: "" }),
    ...goesOn,
    ...onNode,
  },
];
