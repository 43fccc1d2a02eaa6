import dgram from "node:dgram";
import net from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { guardSockets } from "./support/loopback-only.ts";

// test/support/loopback-only.ts stands before every test of every group. An address for documentation
// (RFC 5737): nobody is there, should the guard fail.

const ELSEWHERE = "192.0.2.1";

it("refuses a test every socket to another host, by TCP and by UDP", () => {
  const tcp = new net.Socket();
  const udp = dgram.createSocket("udp4");
  onTestFinished(() => {
    tcp.destroy();
    udp.close();
  });
  expect(() => tcp.connect(53, ELSEWHERE)).toThrow("only loopback is allowed");
  expect(() => net.connect({ port: 53, host: ELSEWHERE })).toThrow("only loopback is allowed");
  expect(() => udp.connect(53, ELSEWHERE)).toThrow("only loopback is allowed");
  expect(() => udp.send("?", 53, ELSEWHERE)).toThrow("only loopback is allowed");
});

it("guards the sockets once, however many files a process has tested", () => {
  const guarded: unknown = Reflect.get(net.Socket.prototype, "connect");
  guardSockets();
  expect(Reflect.get(net.Socket.prototype, "connect")).toBe(guarded);
});
