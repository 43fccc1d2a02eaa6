// oxlint-disable typescript/unbound-method -- the originals are called with their own `this` by Reflect.apply
import dgram from "node:dgram";
import net from "node:net";

// A test that opens a socket to anything but loopback fails: a unit test must never reach a real account or a
// real server.

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.|::ffff:7f[\da-f]{2}:|localhost$|0\.0\.0\.0$|::$)/;

function assertLoopback(host: string | undefined): void {
  if (host === undefined || LOOPBACK.test(host)) return;
  throw new Error(`test opened a socket to ${host}; only loopback is allowed`);
}

guardSockets();

/** Once in a process: without isolation this file is loaded again for each test file. */
export function guardSockets(): void {
  const connect = net.Socket.prototype.connect;
  if (connect.name === "guarded") return;
  net.Socket.prototype.connect = function guarded(this: net.Socket, ...given: unknown[]) {
    // net.connect normalises its arguments into one array: [options, callback].
    const first: unknown = Array.isArray(given[0]) ? given[0][0] : given[0];
    if (typeof first === "object" && first !== null && "host" in first)
      assertLoopback(typeof first.host === "string" ? first.host : undefined);
    if (typeof given[1] === "string") assertLoopback(given[1]);
    return Reflect.apply(connect, this, given) as net.Socket;
  };

  const udpConnect = dgram.Socket.prototype.connect;
  dgram.Socket.prototype.connect = function guarded(
    this: dgram.Socket,
    port: number,
    address?: unknown,
    callback?: unknown,
  ) {
    if (typeof address === "string") assertLoopback(address);
    Reflect.apply(udpConnect, this, [port, address, callback]);
  };

  const send = dgram.Socket.prototype.send;
  dgram.Socket.prototype.send = function guarded(this: dgram.Socket, ...given: unknown[]) {
    for (const argument of given.slice(1)) if (typeof argument === "string") assertLoopback(argument);
    Reflect.apply(send, this, given);
  } as typeof send;
}
