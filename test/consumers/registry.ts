import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// A package registry on loopback, our own fake: what npm 10 to 12 ask of one to look, publish and install, and the
// exchange of a job's identity for a token (trusted publishing). As npm's own one it has no exchange for a name that
// is not there yet (POST answers 404, npm/cli#8544, open in November 2026), and takes no version twice.

export interface Registry {
  readonly url: string;
  /** Method and path of each request, in order. */
  readonly asked: readonly string[];
  /** Versions that are there. */
  versions: () => readonly string[];
  tarballOf: (version: string) => Buffer | undefined;
  /** Requests for the package's page that still find the state before the first `publish`: a page may be that old. */
  stale: number;
  /** From this request on, counted from 0, it refuses each with status 403. */
  refusesFrom: number;
  close: () => Promise<void>;
}

export interface Published {
  readonly manifest: { readonly version: string };
  readonly tarball: Buffer;
}

/** What npm sends to publish. */
interface Publication {
  readonly versions: Readonly<
    Record<string, Published["manifest"] & { readonly dist: { readonly integrity: string } }>
  >;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

const NAME = "/ses-onboard";
const EXCHANGE = "/-/npm/v1/oidc/token/exchange/package/ses-onboard";
/** What the registry gives for a job's identity, and to a person who logs in. */
export const TOKEN = "npm_loopback";
const IDENTITY = "identity.of.a.job";

/**
 * @param there what is there, oldest first; without any the name is nobody's
 * @param given `attested`: all of it counts as published with provenance, which only a job on GitHub can make
 */
export async function startRegistry(
  there: readonly Published[] = [],
  given: { readonly attested?: boolean } = {},
): Promise<Registry> {
  const published = new Map(there.map((one) => [one.manifest.version, one]));
  const asked: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const registry: Registry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    versions: () => [...published.keys()],
    tarballOf: (version) => published.get(version)?.tarball,
    stale: 0,
    refusesFrom: Infinity,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return registry;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const isRefused = asked.push(`${request.method} ${request.url}`) > registry.refusesFrom;
    const { status, json, octets } = isRefused ? { status: 403, json: {} } : answerTo(request, body);
    response.writeHead(status, { "content-type": octets ? "application/octet-stream" : "application/json" });
    response.end(octets ?? JSON.stringify(json));
  }

  function answerTo(
    { method, url = "", headers }: IncomingMessage,
    body: string,
  ): { readonly status: number; readonly json?: object; readonly octets?: Buffer } {
    const { pathname, searchParams } = new URL(url, registry.url);
    const bearer = headers.authorization?.replace("Bearer ", "");
    if (pathname === "/identity" && searchParams.get("audience") === "npm:127.0.0.1")
      return { status: 200, json: { value: IDENTITY } };
    if (pathname === EXCHANGE)
      return bearer === IDENTITY && published.size > 0
        ? { status: 201, json: { token: TOKEN } }
        : { status: 404, json: { message: "OIDC token exchange error - package not found" } };
    if (pathname === NAME && method === "PUT")
      return bearer === TOKEN ? take(JSON.parse(body) as Publication) : { status: 401, json: {} };
    if (pathname === NAME && method === "GET") return page();
    const tarball = published.get(
      /^\/ses-onboard\/-\/ses-onboard-(.*)\.tgz$/.exec(pathname)?.[1] ?? "",
    )?.tarball;
    return tarball === undefined ? { status: 404, json: {} } : { status: 200, octets: tarball };
  }

  function take({ versions, _attachments }: Publication) {
    const [[version, manifest] = []] = Object.entries(versions);
    const tarball = Buffer.from(_attachments[`ses-onboard-${version}.tgz`]?.data ?? "", "base64");
    if (version === undefined || manifest?.dist.integrity !== integrityOf(tarball))
      return { status: 400, json: { error: "not what its integrity says" } };
    if (published.has(version)) return { status: 403, json: { error: "cannot publish over" } };
    published.set(version, { manifest, tarball });
    return { status: 201, json: { ok: true } };
  }

  function page() {
    const all = [...published];
    if (registry.stale > 0) {
      registry.stale -= 1;
      all.pop();
    }
    if (all.length === 0) return { status: 404, json: { error: "Not found" } };
    const versions = Object.fromEntries(
      all.map(([version, { manifest, tarball }]) => [
        version,
        {
          name: "ses-onboard",
          ...manifest,
          dist: {
            integrity: integrityOf(tarball),
            shasum: createHash("sha1").update(tarball).digest("hex"),
            tarball: `${registry.url}ses-onboard/-/ses-onboard-${version}.tgz`,
            ...(given.attested && {
              attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } },
            }),
          },
        },
      ]),
    );
    return { status: 200, json: { name: "ses-onboard", "dist-tags": { latest: all.at(-1)?.[0] }, versions } };
  }
}

/** As npm writes it. */
function integrityOf(tarball: Buffer): string {
  return `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
}

/** A version that nobody can install. */
export function placeholder(version: string): Published {
  return { manifest: { version }, tarball: Buffer.from(version) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request.setEncoding("utf8")) body += part;
  return body;
}
