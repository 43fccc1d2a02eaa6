import { describe, expect, it } from "vitest";
import { placesToAsk } from "../../../src/onboard/propagate/watcher.ts";
import { serverAt } from "../fake-authority.ts";

const ONE = serverAt("ns1.dns.test", "192.0.2.1");
const TWO = serverAt("ns2.dns.test", "192.0.2.1");

describe("the places to ask", () => {
  it("are one where two names lead to the same address and port", () => {
    expect(placesToAsk([ONE, TWO], [])).toEqual([[ONE, TWO]]);
  });

  it("pass over an address that this machine has no way to, where its server has another", () => {
    const v6 = serverAt("ns1.dns.test", "2001:db8::1");
    const lone = serverAt("ns3.dns.test", "2001:db8::3");
    expect(placesToAsk([ONE, v6, lone], [6])).toEqual([[ONE], [lone]]);
    expect(placesToAsk([ONE, v6, lone], [])).toEqual([[ONE], [v6], [lone]]);
  });

  it("are two where one address has two ports", () => {
    const other = { ...TWO, port: 5_353 };
    expect(placesToAsk([ONE, other], [])).toEqual([[ONE], [other]]);
  });
});
