import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { rsaBitsOf } from "../../../src/plan/dkim/rsa-key.ts";
import { dkimValue } from "../../support/rsa-key.ts";

const spkiOf = (bits: number): string => dkimValue(bits).replace(/^.*p=/, "");

/** The form that RFC 6376 names. */
function bareOf(bits: number): string {
  const key = createPublicKey({ key: Buffer.from(spkiOf(bits), "base64"), format: "der", type: "spki" });
  return key.export({ format: "der", type: "pkcs1" }).toString("base64");
}

// Of 936 bits the bare form is as long as DER writes in the short way, and no longer.
it.each([512, 936, 1024, 2048, 4096])("an RSA key of %d bits is as long in either of its forms", (bits) => {
  expect([spkiOf(bits), bareOf(bits)].map(rsaBitsOf)).toEqual([bits, bits]);
});

it("a key with more behind it is none, in either of its forms", () => {
  for (const key of [spkiOf(1024), bareOf(1024)]) {
    const more = Buffer.concat([Buffer.from(key, "base64"), Buffer.from([0])]).toString("base64");
    expect(rsaBitsOf(more)).toBeUndefined();
  }
});

it("a key that everybody can sign with is none, and one of the least exponent is", () => {
  const of = (exponent: number) => rsaBitsOf(dkimValue(1024, "ours", exponent).replace(/^.*p=/, ""));
  expect([1, 3, 65_537].map(of)).toEqual([undefined, 1024, 1024]);
});

it("a key of another kind is none, be it RSA for PSS alone, which no verifier of mail takes", () => {
  const kinds = [
    generateKeyPairSync("rsa-pss", { modulusLength: 1024 }),
    generateKeyPairSync("ec", { namedCurve: "P-256" }),
    generateKeyPairSync("ed25519"),
  ];
  const keys = kinds.map(({ publicKey }) => publicKey.export({ type: "spki", format: "der" }));
  expect(keys.map((key) => rsaBitsOf(key.toString("base64")))).toEqual(kinds.map(() => undefined));
});

// As processor time, so that nobody else on the machine counts.
it("a key that is judged again and again is measured once", () => {
  const keys = [spkiOf(1024), "AAAA"];
  const before = process.cpuUsage();
  for (let time = 0; time < 5_000; time += 1) keys.map(rsaBitsOf);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(200);
});

it("keys are still told apart after more of them than are remembered", () => {
  const [key, longer] = [spkiOf(1024), spkiOf(2048)];
  const others = Array.from({ length: 150 }, (_, index) => Buffer.from(`no key ${index}`).toString("base64"));
  const lengths = [key, longer, ...others, key, longer].map(rsaBitsOf);
  expect(lengths).toEqual([1024, 2048, ...others.map(() => undefined), 1024, 2048]);
});
