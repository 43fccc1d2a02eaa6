// Loaded into a child by --import: its way to name servers and resolvers leads to the servers of a test. The roots of
// the world and public resolvers have addresses of their own there; every other address of a name server is on
// loopback already. There is no way out by IPv6.
import dgram from "node:dgram";
import net from "node:net";
import { env } from "node:process";

/** `addresses`: of the world → of the test; `dns`: the port in place of 53; `https`: address → port. */
const { addresses, dns, https } = JSON.parse(env["TEST_NETWORK"] ?? "{}");

function reroute(host, port) {
  if (port === 53) return { host: addresses[host] ?? host, port: dns };
  if (port === 443) return { host: "127.0.0.1", port: https[host] ?? https["*"] };
  return { host, port };
}

const noRoute = (host) =>
  Object.assign(new Error(`connect ENETUNREACH ${host}`), { code: "ENETUNREACH", syscall: "connect" });
const isOutside = (host) => net.isIPv6(host) && host !== "::1";

// oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function rerouted(...given) {
  const first = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (typeof first !== "object" || first.host === undefined) return connect.apply(this, given);
  if (isOutside(first.host)) {
    process.nextTick(() => this.destroy(noRoute(first.host)));
    return this;
  }
  Object.assign(first, reroute(first.host, Number(first.port)));
  return connect.apply(this, given);
};

// oxlint-disable-next-line typescript/unbound-method -- as above
const connectUdp = dgram.Socket.prototype.connect;
dgram.Socket.prototype.connect = function rerouted(port, host, ...rest) {
  if (isOutside(host)) {
    process.nextTick(() => this.emit("error", noRoute(host)));
    return this;
  }
  const to = reroute(host, port);
  return connectUdp.call(this, to.port, to.host, ...rest);
};
