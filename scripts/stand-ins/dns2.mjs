// The wire format is all that is used of dns2 (decision 3). Its main file brings clients and servers as well, and of
// Node all of http, http2, https and tls.
export { default as Packet } from "../../node_modules/dns2/packet.js";
