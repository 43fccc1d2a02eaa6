// Loaded into every child by --import: a child that asks anything but the loopback fails loudly, like the
// tests themselves.
import dgram from "node:dgram";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { env } from "node:process";
import timers from "node:timers/promises";

const LOOPBACK = /^(?:127\.|::1$|localhost$)/;

function assertLoopback(host) {
  if (typeof host === "string" && !LOOPBACK.test(host))
    throw new Error(`a child opened a socket to ${host}; only loopback is allowed`);
}

// oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(...given) {
  const first = Array.isArray(given[0]) ? given[0][0] : given[0];
  assertLoopback(typeof first === "object" ? first?.host : given[1]);
  return connect.apply(this, given);
};

for (const name of ["send", "connect"]) {
  const original = dgram.Socket.prototype[name];
  dgram.Socket.prototype[name] = function guarded(...given) {
    for (const argument of given.slice(1)) assertLoopback(argument);
    return original.apply(this, given);
  };
}

// A run that can't see what it has written waits a minute before it asks SES; no other wait is as long, and a test may
// have it pass sooner.
const MINUTE_MS = 60_000;
const shortMs = Number(env["TEST_MINUTE_MS"]);
if (shortMs > 0) {
  const setReal = globalThis.setTimeout;
  globalThis.setTimeout = (callback, ms, ...given) =>
    setReal(callback, ms > MINUTE_MS - 1_000 && ms <= MINUTE_MS ? shortMs : ms, ...given);

  // A program that comes again at `retryAfter` pauses a minute, less what it took to get there.
  const pauseReal = timers.setTimeout;
  timers.setTimeout = (ms, ...given) =>
    pauseReal(ms > MINUTE_MS / 2 && ms <= MINUTE_MS ? shortMs : ms, ...given);
  syncBuiltinESMExports();
}
