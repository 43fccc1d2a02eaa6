import { createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import { rsaBitsOf } from "../../../src/plan/dkim/rsa-key.ts";
import { dkimValue } from "../../support/rsa-key.ts";

const spkiOf = (bits: number): string => dkimValue(bits).replace(/^.*p=/, "");

/** The form that RFC 6376 names. */
function bareOf(bits: number): string {
  const key = createPublicKey({ key: Buffer.from(spkiOf(bits), "base64"), format: "der", type: "spki" });
  return key.export({ format: "der", type: "pkcs1" }).toString("base64");
}

it.each([512, 1024, 2048, 4096])("an RSA key of %d bits is as long in either of its forms", (bits) => {
  expect([spkiOf(bits), bareOf(bits)].map(rsaBitsOf)).toEqual([bits, bits]);
});

it("a key with more behind it is none, in either of its forms", () => {
  for (const key of [spkiOf(1024), bareOf(1024)]) {
    const more = Buffer.concat([Buffer.from(key, "base64"), Buffer.from([0])]).toString("base64");
    expect(rsaBitsOf(more)).toBeUndefined();
  }
});
