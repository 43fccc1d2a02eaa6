import { BlockList, isIP, isIPv6 } from "node:net";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { hostOf, isLoopback } from "./endpoint.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  /** `http:` or `https:`, host and port; never a user. */
  readonly url: URL;
  /** Value of the header Proxy-Authorization. */
  readonly authorization: string | undefined;
  /** The one that names it. */
  readonly variable: string;
}

/**
 * As curl has it: lower case first, the scheme's own variable before the general one. `HTTP_PROXY` is for
 * plain http, which nothing of ours speaks but to the loopback (endpoint.ts).
 */
const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;

/**
 * The proxy that this environment names for the address. Loopback needs none, and `NO_PROXY` excepts names
 * with all below them, addresses, networks (`10.0.0.0/8`), each with a port or without, and `*`.
 * @throws OnboardError CONFIG_INVALID for a proxy that can't be used: to go around it silently could be what
 * it is there to prevent
 */
export function findProxy(url: URL, env: Environment): Proxy | undefined {
  if (url.protocol !== "https:" || isLoopback(url)) return undefined;
  const variable = PROXY_VARIABLES.find((name) => (env[name] ?? "").trim() !== "");
  if (variable === undefined) return undefined;
  const excepted = (env["no_proxy"] || env["NO_PROXY"] || "").toLowerCase().split(/[\s,]+/);
  if (excepted.some((entry) => excepts(entry, url))) return undefined;
  return parseProxy(variable, (env[variable] ?? "").trim());
}

/** People leave the scheme out, and write a password as it is: with `@`, `/`, `#`, `%` or a backslash. */
const SHAPE =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:(?<user>.*)@)?(?<host>(?:\[[^\]]+\]|[^@:/?#\\]+)(?::\d+)?)(?:\/[^@]*)?$/is;

function parseProxy(variable: string, text: string): Proxy {
  const { scheme = "http", user, host = "" } = SHAPE.exec(text)?.groups ?? {};
  const address = `${scheme}://${host}`;
  const authorization = user === undefined ? undefined : basic(user, variable);
  if (/^https?$/i.test(scheme) && URL.canParse(address))
    return { url: new URL(address), authorization, variable };
  throw new OnboardError("CONFIG_INVALID", phrase`${variable} names no proxy that can be used.`, {
    hint: phrase`Give ${variable} as http://HOST:PORT or https://HOST:PORT, or name in NO_PROXY what needs no proxy.`,
    facts: { variable },
  });
}

/**
 * RFC 7617 section 2: the user ends at the first colon, which stands there also without a password, and neither
 * may hold control characters.
 * @throws OnboardError CONFIG_INVALID
 */
function basic(user: string, variable: string): string {
  const octets = unescaped(user.includes(":") ? user : `${user}:`);
  if (octets.some((octet) => octet < 0x20 || octet === 0x7f))
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`The user or password of the proxy in ${variable} holds a control character.`,
      {
        hint: phrase`Correct the user and password in ${variable}, and write a % in them as %25.`,
        facts: { variable },
      },
    );
  return `Basic ${octets.toString("base64")}`;
}

/** `%41` is an A; a `%` that begins no escape stands for itself. */
function unescaped(text: string): Buffer {
  const pieces = text.split(/(%[\da-f]{2})/i);
  return Buffer.concat(
    pieces.map((piece, index) =>
      index % 2 === 1 ? Buffer.from(piece.slice(1), "hex") : Buffer.from(piece, "utf8"),
    ),
  );
}

function excepts(entry: string, url: URL): boolean {
  const [, name = "", port] = isIPv6(entry)
    ? [entry, entry]
    : (/^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? []);
  if (port !== undefined && port !== (url.port || "443")) return false;
  if (name === "*") return true;
  const host = hostOf(url).replace(/\.$/, "");
  if (isIP(host) !== 0) return isInNetwork(host, name);
  const domain = name.replace(/^\*?\./, "").replace(/\.$/, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

/** @param network an address, or one with the length of its prefix */
function isInNetwork(host: string, network: string): boolean {
  const [, address = "", prefix] = /^([^/]+)(?:\/(\d+))?$/.exec(network) ?? [];
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  if (family === 0 || length > longest) return false;
  const list = new BlockList();
  list.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return list.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}
