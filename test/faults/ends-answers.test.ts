import { describe, expect, it } from "vitest";
import { runChild } from "../support/child.ts";
import { eventsIn, withSandbox } from "../support/cli.ts";
import { idToken, roleAt, startFakeServer } from "../support/oidc.ts";
import { startSpoiled, type Spoiled } from "../support/spoiled-answers.ts";

// The built program, and an API whose every answer breaks off or never ends. Own fakes of the APIs.

const MAIL = "mail.example.test";

type Environment = Readonly<Record<string, string>>;

/** Each API at an address of ours, and the arguments that have it asked. */
const APIS: Readonly<
  Record<string, { readonly args: readonly string[]; readonly env: (url: string) => Promise<Environment> }>
> = {
  SES: {
    args: ["check", MAIL, "--provider", "cloudflare"],
    env: async (url) => ({ SES_ONBOARD_SES_ENDPOINT: url }),
  },
  Cloudflare: {
    args: ["plan", MAIL, "--provider", "cloudflare"],
    env: async (url) => ({ CLOUDFLARE_BASE_URL: url }),
  },
  "Route 53": {
    args: ["plan", MAIL, "--provider", "route53"],
    env: async (url) => ({ AWS_ENDPOINT_URL_ROUTE_53: url }),
  },
  "GitHub's token service": {
    args: ["plan", MAIL, "--provider", "cloudflare"],
    env: async (url) => roleAt(url),
  },
  STS: {
    args: ["plan", MAIL, "--provider", "cloudflare"],
    env: async (url) => {
      const github = await startFakeServer(idToken("github-id-token-1"));
      return { ...roleAt(github.url), SES_ONBOARD_STS_ENDPOINT: url };
    },
  },
};

async function end(api: string, spoiled: Spoiled) {
  const { url, requests } = await startSpoiled(spoiled);
  const { args, env } = APIS[api] ?? { args: [], env: async () => ({}) };
  return withSandbox({}, async (_sandbox, usual) => {
    const child = await runChild([...args, "--format", "json"], { ...usual, ...(await env(url)) });
    const last = eventsIn(child.stdout).at(-1);
    return { ...child, last, requests: requests() };
  });
}

const BROKEN: readonly Spoiled[] = ["cut", "reset", "chunks cut", "gzip cut"];
const ENDLESS: readonly Spoiled[] = ["stalled", "chunks without end", "headers without end"];

describe("an API's answer that", () => {
  const cases = [
    ...Object.keys(APIS).flatMap((api) => BROKEN.map((spoiled) => ({ api, spoiled }))),
    // Each takes as long as two requests may.
    ...ENDLESS.map((spoiled) => ({ api: "SES", spoiled })),
  ];
  it.concurrent.for(cases)(
    "is $spoiled, from $api, ends with 5, its code, and what to do",
    { timeout: 60_000 },
    async ({ api, spoiled }) => {
      const { exit, stdout, stderr, last, requests } = await end(api, spoiled);
      expect(exit, stdout + stderr).toBe(5);
      expect(["result", "error"]).toContain(last?.type);
      expect(last?.exit).toBe(5);
      expect(["API_UNAVAILABLE", "API_SURPRISE"]).toContain(last?.error?.code);
      expect(last?.error?.hint).not.toBe("");
      expect(requests).toBeGreaterThan(0);
      expect(requests).toBeLessThan(10);
    },
  );
});
