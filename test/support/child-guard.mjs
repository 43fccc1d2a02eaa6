// Loaded into every child by --import: a child that asks anything but the loopback fails loudly, like the
// tests themselves.
import dgram from "node:dgram";
import net from "node:net";

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
