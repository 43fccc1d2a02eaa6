import { describe, expect, it } from "vitest";
import type { Lookup } from "../../../src/dns/observation.ts";
import { passesHalf } from "../../../src/plan/consent/spf-share.ts";
import type { SpfLookup } from "../../../src/plan/spf/count.ts";
import { D } from "../support.ts";

const WORLD: Readonly<Record<string, readonly string[]>> = {
  "TXT all.test": ["v=spf1 +all"],
  "TXT half.test": ["v=spf1 ip4:0.0.0.0/1 -all"],
  "TXT other-half.test": ["v=spf1 ip4:128.0.0.0/1 -all"],
  "TXT six.test": ["v=spf1 ip6:2000::/4 -all"],
  "TXT chain.test": ["v=spf1 redirect=all.test"],
  "TXT qcloudmail.com": ["v=spf1 include:spf.qcloudmail.com ~all"],
  "TXT spf.qcloudmail.com": ["v=spf1 ip4:203.0.113.0/24 ip4:198.51.100.0/22 ~all"],
  "A wide.test": ["10.0.0.1"],
  "MX wide.test": ["10 wide.test"],
  "A here.test": ["127.0.0.2"],
};

const lookup: SpfLookup = ({ owner, type }) => {
  const values =
    WORLD[`${type} ${owner}`] ?? (owner.endsWith(".yes.test") && type === "A" ? ["127.0.0.2"] : undefined);
  const found: Lookup =
    values === undefined
      ? { kind: "nxdomain" }
      : { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 300, values } };
  return Promise.resolve(found);
};

describe("an SPF record that lets half of all addresses through", () => {
  it.each([
    "v=spf1 +all",
    "v=spf1 all",
    "v=spf1 ip4:0.0.0.0/0 -all",
    "v=spf1 ip4:0.0.0.0/1 -all",
    "v=spf1 ip4:0.0.0.0/2 ip4:192.0.0.0/2 -all",
    `v=spf1 ${Array.from({ length: 128 }, (_, n) => `ip4:${2 * n}.0.0.0/8`).join(" ")} -all`,
    "v=spf1 ip6:::/1 -all",
    "v=spf1 ip6:2000::/3 -all",
    "v=spf1 include:half.test include:other-half.test -all",
    "v=spf1 include:six.test -all",
    "v=spf1 redirect=chain.test",
    "v=spf1 a:wide.test/0 -all",
    "v=spf1 mx:wide.test/1 -all",
    "v=spf1 exists:here.test -all",
    "v=spf1 exists:%{i}.yes.test -all",
    "v=spf1 -ip4:192.0.2.1 +all",
    "v=spf1 ?ip4:0.0.0.0/2 +all",
    "v=spf1 include:nobody.test +all",
    "v=spf1 a:n1.test a:n2.test a:n3.test +all",
    "v=spf1 exists:%{i}.no.test -all",
    "v=spf1 include:%{l}.no.test -all",
    ..."slipchvrt".split("").map((letter) => `v=spf1 exists:%{${letter}}.no.test -all`),
    "v=spf1 ptr -all",
    "v=spf1 -all ptr",
    "v=spf1 +ptr -all",
    "v=spf1 ?ptr -all",
    "v=spf1 -ip4:0.0.0.0/1 +a/0",
    "v=spf1 +mx/1 -all",
    "v=spf1 ip4:192.0.0.0/2 ip4:128.0.0.0/2 -all",
    // To the last address: half of them, and one more than half.
    "v=spf1 ip4:128.0.0.0/1 -all",
    "v=spf1 -ip4:0.0.0.1 ip4:0.0.0.0/1 ip4:128.0.0.0 -all",
    "v=spf1 ptr:mail.test -all",
    "v=spf1 a:later.test/0 -all",
    "v=spf1 mx//1 -all",
  ])("is seen in %s", async (record) => {
    expect(await passesHalf(D, record, lookup)).toBe(true);
  });

  it.each([
    "v=spf1 include:qcloudmail.com ~all",
    "v=spf1 include:qcloudmail.com ?all",
    "v=spf1 ip4:0.0.0.0/2 -all",
    "v=spf1 -ip4:0.0.0.0 ip4:0.0.0.0/1 -all",
    "v=spf1 -ip4:255.255.255.255 ip4:128.0.0.0/1 -all",
    "v=spf1 ip4:192.0.2.0/31 -all",
    "v=spf1 a:ptr.test include:adp-ptr.test -all",
    // No address of these is given out.
    "v=spf1 ip6:1000::/4 -all",
    "v=spf1 ip6:4000::/2 ip6:::/3 -all",
    "v=spf1 -all",
    "v=spf1 -ip4:0.0.0.0/1 -ip4:128.0.0.0/1 -ip6:::/0 +all",
    "v=spf1 ~ip4:0.0.0.0/0 -ip6:::/0 +all",
    "v=spf1 a:here.test mx -all",
    "v=spf1 redirect=nobody.test",
    "no record at all",
  ])("is not seen in %s", async (record) => {
    expect(await passesHalf(D, record, lookup)).toBe(false);
  });
});

it("is seen in more networks than a few hundred, whichever way they are spread", async () => {
  const world: Record<string, readonly string[]> = {};
  const includes = Array.from({ length: 9 }, (_, part) => {
    const terms = Array.from({ length: 64 }, (_net, net) => part * 64 + net)
      .map((tenth) => tenth * 2 ** 22)
      .map((bits) => `ip4:${[24, 16, 8, 0].map((shift) => (bits / 2 ** shift) & 255).join(".")}/10`);
    world[`TXT part${part}.test`] = [`v=spf1 ${terms.join(" ")} -all`];
    return `include:part${part}.test`;
  });
  const find: SpfLookup = ({ owner, type }) => {
    const values = world[`${type} ${owner}`];
    const found: Lookup =
      values === undefined
        ? { kind: "nxdomain" }
        : { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 300, values } };
    return Promise.resolve(found);
  };
  expect(await passesHalf(D, `v=spf1 ${includes.join(" ")} -all`, find)).toBe(true);
  expect(await passesHalf(D, `v=spf1 ${includes.slice(1, 8).join(" ")} -all`, find)).toBe(false);
});

it("is seen in whatever order the networks stand, each time", async () => {
  const record = `v=spf1 ${[254, 252, 250, 248, 0, 2, 4, 6].map((n) => `ip4:${n}.0.0.0/8`).join(" ")}`;
  const half = "v=spf1 ip4:160.0.0.0/3 ip4:64.0.0.0/2 ip4:224.0.0.0/3 -all";
  for (let time = 0; time < 20; time += 1) {
    expect(await passesHalf(D, `${record} -all`, lookup)).toBe(false);
    expect(await passesHalf(D, half, lookup)).toBe(true);
  }
});

it("is assumed of more networks than can be judged", async () => {
  const terms = Array.from({ length: 4_001 }, (_, n) => `ip4:10.${n >> 8}.${n & 255}.1`);
  expect(await passesHalf(D, `v=spf1 ${terms.join(" ")} -all`, lookup)).toBe(true);
});

it("is judged of as many as can be", async () => {
  const terms = Array.from({ length: 4_000 }, () => "ip4:192.0.2.1");
  expect(await passesHalf(D, `v=spf1 ${terms.join(" ")} -all`, lookup)).toBe(false);
});

it("is tried with addresses that nobody can know beforehand", async () => {
  const asked: string[] = [];
  const watching: SpfLookup = (question) => {
    if (question.owner.endsWith(".no.test")) asked.push(question.owner);
    const text = question.owner === "by-address.test" ? ["v=spf1 exists:%{i}.no.test -all"] : undefined;
    if (text === undefined) return lookup(question);
    const rrset = { ...question, ttl: 300, values: text };
    return Promise.resolve({ kind: "answer", canonicalName: question.owner, rrset });
  };
  for (let time = 0; time < 2; time += 1)
    expect(await passesHalf(D, "v=spf1 include:by-address.test -all", watching)).toBe(false);
  expect(asked.length).toBeGreaterThan(3);
  expect(new Set(asked).size).toBe(asked.length);
});

// SES's word is somebody else's. As processor time, so that nobody else on the machine counts.
it("a term of 64 kB is judged at once", async () => {
  const before = process.cpuUsage();
  await passesHalf(D, `v=spf1 a:${"x".repeat(64_000)} -all`, lookup);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(500);
});
