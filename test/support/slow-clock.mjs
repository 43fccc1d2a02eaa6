// Loaded into a child by --import: its time passes so many times slower than the machine's as the variable says, for a
// machine that is that busy. What is waited for, and what is measured, is in its own time.
import net from "node:net";
import { env } from "node:process";

const slower = Number(env["TEST_SLOWER"] ?? "1");

const now = performance.now.bind(performance);
const startedAt = now();
performance.now = () => startedAt + (now() - startedAt) / slower;

const { setTimeout } = globalThis;
globalThis.setTimeout = Object.assign(
  (then, ms = 0, ...given) => setTimeout(then, ms * slower, ...given),
  setTimeout,
);

// oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
const setSocketTimeout = net.Socket.prototype.setTimeout;
net.Socket.prototype.setTimeout = function slowly(ms, then) {
  return setSocketTimeout.call(this, ms * slower, then);
};

const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(ms * slower);
