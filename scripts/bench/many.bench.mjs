// Many domains through `--file`, against the sandbox with its quota of identities raised. The promise is that
// of a good neighbour in a hurry: no limit of an account is ever hit, and it takes little more time than the
// limits ask for.
import { spawn } from "node:child_process";
import { generateKeyPair } from "node:crypto";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { importTypeScript } from "./bundle.mjs";
import { median } from "./measure.mjs";

export const title = "50 domains in 5 zones through --file, against the floor that the accounts' quotas set";

const ZONES = ["a", "b", "c", "d", "e"].map((label) => `zone-${label}.test`);
const DOMAINS = 50;
const PROMISES = { timesTheFloor: 1.5, memoryMb: 200 };
/**
 * The services' own limits, not ours, which lie below: SES counts each action by itself; a host has a bucket
 * of requests for the whole account.
 */
const SES_PER_SECOND = 20;
const HOSTS = { cloudflare: { burst: 1200, perSecond: 4 }, route53: { burst: 50, perSecond: 10 } };
/** Short keys: the sandbox makes them on the same two cores, and SES makes its own elsewhere. */
const KEY_BITS = 1024;
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
/** The CLI tells its largest resident set on a pipe of its own when it ends; kilobytes. */
const TELL_MEMORY =
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));';

export async function run(report, { runs = 3 } = {}) {
  await access(main).catch(() => {
    throw new Error("dist/cli/main.js is missing; run `npm run build` first");
  });
  const sandboxes = await importTypeScript("src/sandbox/sandbox.ts");
  for (const bits of [KEY_BITS, 2048]) {
    const use = bits === KEY_BITS ? "within the times below" : "not measured below";
    report(
      `${DOMAINS} RSA keys of ${bits} bits take the sandbox ${seconds(await timeOfKeys(bits))} by themselves (${use})`,
    );
  }
  const broken = [];
  for (const host of Object.keys(HOSTS)) {
    const alone = await onboard(sandboxes, host, 1);
    const many = [];
    for (let index = 0; index < runs; index += 1) many.push(await onboard(sandboxes, host, DOMAINS));
    const quotasMs = quotaFloor(host, many[0].entries);
    const outcome = {
      host,
      quotasMs,
      floorMs: quotasMs + alone.tookMs,
      tookMs: median(many.map(({ tookMs }) => tookMs)),
      many,
    };
    for (const line of linesOf(outcome, alone)) report(line);
    broken.push(...faultsOf(outcome));
  }
  if (broken.length > 0) throw new Error(broken.join("; "));
}

/** One command with so many domains, in a sandbox of its own. */
async function onboard({ startSandbox, environmentOf }, host, count) {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-bench-"));
  const sandbox = await startSandbox({ zones: ZONES.map((apex) => ({ apex })), quota: count });
  try {
    const names = Array.from({ length: count }, (_, index) => `m${index}.${ZONES[index % ZONES.length]}`);
    await writeFile(join(folder, "domains.yaml"), names.map((name) => `- ${name}\n`).join(""));
    const args = [
      "run",
      "--yes",
      "--file",
      "domains.yaml",
      "--provider",
      host,
      "--dkim",
      String(KEY_BITS),
      "--format",
      "json",
    ];
    const env = { PATH: process.env.PATH, HOME: folder, ...environmentOf(sandbox.description) };
    const ended = await command(args, { cwd: folder, env });
    const events = ended.stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return {
      ...ended,
      verified: events.filter(({ type, state }) => type === "result" && state === "verified").length,
      limited: events.filter(({ type, code }) => type === "api.retried" && code === "API_RATE_LIMITED")
        .length,
      entries: sandbox.journal.entries,
    };
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function command(args, { cwd, env }) {
  const startedAt = performance.now();
  const preload = `--import=data:text/javascript,${encodeURIComponent(TELL_MEMORY)}`;
  const child = spawn(process.execPath, [preload, main, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const texts = child.stdio
    .slice(1)
    .map(async (stream) => Buffer.concat(await stream.toArray()).toString("utf8"));
  const exit = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  const tookMs = performance.now() - startedAt;
  const [stdout, stderr, memory] = await Promise.all(texts);
  if (exit !== 0)
    throw new Error(`ses-onboard ${args.join(" ")} exited with ${exit}:\n${stderr.slice(-2_000)}`);
  return { stdout, stderr, tookMs, memoryMb: Number(memory) / 1024 };
}

async function timeOfKeys(modulusLength) {
  const startedAt = performance.now();
  const makeKeyPair = promisify(generateKeyPair);
  await Promise.all(Array.from({ length: DOMAINS }, () => makeKeyPair("rsa", { modulusLength })));
  return performance.now() - startedAt;
}

/**
 * When the last request may leave at the earliest, in milliseconds: what is counted apart runs side by side,
 * so the longest line decides.
 */
function quotaFloor(host, entries) {
  const ses = entriesOf("ses", entries);
  const longest = Math.max(
    ...ses.map(({ operation }) => ses.filter((one) => one.operation === operation).length),
  );
  const { burst, perSecond } = HOSTS[host];
  const hosts = Math.max(0, entriesOf(host, entries).length - burst) / perSecond;
  return 1_000 * Math.max(hosts, longest / SES_PER_SECOND);
}

function linesOf({ host, quotasMs, floorMs, tookMs, many }, alone) {
  const [{ entries }] = many;
  return [
    `${host}: ${entriesOf("ses", entries).length} requests to SES, ${entriesOf(host, entries).length} to the host`,
    `  floor            ${seconds(floorMs)} = ${seconds(quotasMs)} by the quotas + ${seconds(alone.tookMs)} for the last domain, as one domain alone takes`,
    `  took             ${seconds(tookMs)} (median of ${many.length}) = ${(tookMs / floorMs).toFixed(2)} × the floor, ${(tookMs / quotasMs).toFixed(2)} × the quotas alone (at most ${PROMISES.timesTheFloor} × the floor is promised)`,
    `  most in a second ${most(many, ({ entries: all }) => mostInOneSecond(all))} of one SES action (${SES_PER_SECOND} are allowed); refused for the rate: ${most(many, ({ limited }) => limited)}`,
    `  least left       ${Math.min(...many.map(({ entries: all }) => leastLeft(host, all))).toFixed(0)} of the host's burst of ${HOSTS[host].burst}`,
    `  memory           ${most(many, ({ memoryMb }) => memoryMb).toFixed(0)} MB at most (${PROMISES.memoryMb} is promised)`,
  ];
}

function faultsOf({ host, floorMs, tookMs, many }) {
  return [
    many.some(({ verified }) => verified !== DOMAINS) && `${host}: not every domain was verified`,
    many.some(
      ({ limited, stdout, stderr }) => limited > 0 || /RequestLimitExceeded|Throttling/.test(stdout + stderr),
    ) && `${host}: a rate limit was met`,
    many.some(({ entries }) => leastLeft(host, entries) < 0) &&
      `${host}: the real host would have refused requests for their rate`,
    tookMs > PROMISES.timesTheFloor * floorMs &&
      `${host}: ${seconds(tookMs)} is above ${PROMISES.timesTheFloor} × ${seconds(floorMs)}`,
    many.some(({ memoryMb }) => memoryMb > PROMISES.memoryMb) &&
      `${host}: it took more than ${PROMISES.memoryMb} MB`,
  ].filter(Boolean);
}

function entriesOf(api, entries) {
  return entries.filter((entry) => entry.api === api);
}

function mostInOneSecond(entries) {
  const ses = entriesOf("ses", entries);
  return Math.max(
    ...ses.map(
      ({ at, operation }) =>
        ses.filter((one) => one.operation === operation && one.at > at - 1_000 && one.at <= at).length,
    ),
  );
}

/**
 * What would have been left in the host's bucket when it was emptiest: the sandbox's hosts have no limit
 * themselves.
 */
function leastLeft(host, entries) {
  const { burst, perSecond } = HOSTS[host];
  let [left, least, last] = [burst, burst, 0];
  for (const { at } of entriesOf(host, entries)) {
    left = Math.min(burst, left + ((at - last) * perSecond) / 1_000) - 1;
    least = Math.min(least, left);
    last = at;
  }
  return least;
}

function most(many, measured) {
  return Math.max(...many.map(measured));
}

function seconds(ms) {
  return `${(ms / 1_000).toFixed(2)} s`;
}
