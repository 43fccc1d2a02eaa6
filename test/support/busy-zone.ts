import { randomBytes } from "node:crypto";
import type { ApiRequest, ApiResponse } from "../../src/sandbox/api-server.ts";
import { faultResponse, Route53Fault } from "../../src/sandbox/route53/fault.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { startChild, type Child } from "./child.ts";
import { resultsIn } from "./cli.ts";

// Several programs of their own on one hosted zone that takes in one batch in 1.5 s, as jobs of a matrix do. Each
// has a key of its own, by which the fake tells them apart, and each is once asked for silence by Retry-After.

export interface Round {
  /** How each program ended, its state at the end and its error. */
  readonly ended: readonly { readonly exit: number | null; readonly state: string; readonly error: string }[];
  /** Requests that came in from a program while it was asked for silence. */
  readonly tooEarly: readonly string[];
  /** How often a program was asked for silence, and how often the zone was busy. */
  readonly silences: number;
  readonly busy: number;
  /** From the first start to the last end, in milliseconds. */
  readonly tookMs: number;
}

const BUSY_MS = 1_500;
const RETRY_AFTER_SECONDS = 2;
/** What was on its way when the refusal was sent. */
const IN_FLIGHT_MS = 100;

export async function playRound(programs: number): Promise<Round> {
  const sandbox = await startSandbox({ quota: programs, route53: { busyMs: BUSY_MS } });
  const watched = watch(sandbox);
  const startedAt = performance.now();
  try {
    const children: Child[] = [];
    for (let index = 0; index < programs; index += 1) {
      const args = ["run", `m${index}.example.test`, "--provider", "route53", "--wait", "10m"];
      const child = startChild([...args, "--format", "json"], environmentFor(sandbox));
      children.push(child);
      // Ten programs that start at once on two cores find no time for DNS, and that is another matter.
      await Promise.race([child.ended, child.says(/"delegation\.found"/)]);
    }
    const ended = await Promise.all(children.map(howItEnded));
    return { ended, ...watched, tookMs: performance.now() - startedAt };
  } finally {
    await sandbox.close();
  }
}

async function howItEnded(child: Child): Promise<Round["ended"][number]> {
  const { exit, stdout, stderr } = await child.ended;
  const result = resultsIn(stdout)[0];
  return { exit, state: result?.state ?? stderr, error: result?.error?.message ?? "" };
}

/** A key of its own, and no needless waits. */
function environmentFor({ description, route53 }: Sandbox): Readonly<Record<string, string>> {
  const key = {
    accessKeyId: `AKIASANDBOX${randomBytes(4).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString("hex"),
  };
  route53.addKey(key);
  return {
    ...environmentOf(description),
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    SES_ONBOARD_ROUND_GAP: "10ms",
    SES_ONBOARD_DKIM: "1024",
  };
}

interface Watched {
  readonly tooEarly: string[];
  silences: number;
  busy: number;
}

/**
 * One request of each program is refused with Retry-After: its third, fourth, … or sixth, so that listings, the
 * question for rights and writes are all hit; half of them get a 503, half a 429. Each further request of it before
 * that time has passed is noted.
 */
function watch({ route53 }: Sandbox): Watched {
  const watched: Watched = { tooEarly: [], silences: 0, busy: 0 };
  const programs = new Map<string, { readonly refused: number; requests: number; refusedAt: number }>();
  const answer = route53.answer.bind(route53) as (request: ApiRequest) => ApiResponse;
  (route53 as { answer: typeof answer }).answer = (request) => {
    const key = /Credential=([^/]+)/.exec(request.headers["authorization"] ?? "")?.[1] ?? "";
    const program = programs.get(key) ?? {
      refused: 3 + (programs.size % 4),
      requests: 0,
      refusedAt: -Infinity,
    };
    programs.set(key, program);
    program.requests += 1;
    const sinceMs = Date.now() - program.refusedAt;
    if (sinceMs > IN_FLIGHT_MS && sinceMs < RETRY_AFTER_SECONDS * 1_000)
      watched.tooEarly.push(`${route53.operationOf(request)} after ${sinceMs} ms`);
    if (program.requests === program.refused) {
      program.refusedAt = Date.now();
      watched.silences += 1;
      return silenced(watched.silences % 2 === 0 ? 503 : 429);
    }
    const answered = answer(request);
    if (answered.body.includes("PriorRequestNotComplete")) watched.busy += 1;
    return answered;
  };
  return watched;
}

function silenced(status: number): ApiResponse {
  const fault = new Route53Fault("SlowDown", "Please reduce your request rate.", status, RETRY_AFTER_SECONDS);
  return faultResponse(fault, "error-response");
}
