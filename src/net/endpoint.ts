const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** What is wrong with an address that credentials would be sent to; undefined: nothing. */
export function faultOfEndpoint(text: string): string | undefined {
  if (!URL.canParse(text)) return "is not a URL (write it like https://ses.example.com)";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    return "holds credentials; name them by { env: NAME } or { file: PATH } instead";
  if (url.search !== "" || url.hash !== "") return "has a query or a fragment, which an endpoint can't have";
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:" && LOOPBACK.test(url.hostname)) return undefined;
  if (url.protocol === "http:")
    return "is plain http, which is allowed on loopback only: credentials would cross the network readable";
  return `has the scheme ${url.protocol.slice(0, -1)}, where https is needed`;
}
