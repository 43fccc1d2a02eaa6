// What the measurements share. Two programs are compared in interleaved pairs: measured one block after the
// other, the same code came out anywhere between 1.29 and 2.02 times bare Node on a shared machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";

/** Milliseconds from start to exit of one child; rejects when it fails. */
export function timeOf(args, env = process.env) {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, { stdio: "ignore", env });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve(performance.now() - startedAt);
      else reject(new Error(`node ${args.join(" ")} exited with ${code}`));
    });
  });
}

/** Milliseconds of the processor that one child took, its user's and the system's; rejects when it fails. */
export async function cpuOf(args) {
  const child = spawn(process.execPath, ["--import", TELL_CPU, ...args], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const [told, [code]] = await Promise.all([text(child.stdio[3]), once(child, "exit")]);
  if (code !== 0) throw new Error(`node ${args.join(" ")} exited with ${code}`);
  const { user, system } = JSON.parse(told);
  return (user + system) / 1_000;
}

const TELL_CPU = `data:text/javascript,import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.cpuUsage())));`;

/**
 * `pairs` times the one and the other, the first of each pair alternating; one pair before warms the disk's
 * cache and is not counted.
 */
export async function interleaved(pairs, one, other) {
  const times = [[], []];
  for (let pair = -1; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) {
      const elapsed = await (which === 0 ? one() : other());
      if (pair >= 0) times[which].push(elapsed);
    }
  }
  return times;
}

/** The least of these numbers that so large a share of them does not exceed (nearest rank). */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
