// Loaded into a child by --import: a connection to the port of https at any host ends at the port of the loopback
// that the variable names, as if the world's DNS and routes led there.
import net from "node:net";
import { env } from "node:process";

// oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function led(...given) {
  const first = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (typeof first === "object" && Number(first?.port) === 443)
    Object.assign(first, { host: "127.0.0.1", port: Number(env["TEST_WORLD_PORT"]), lookup: undefined });
  return connect.apply(this, given);
};
