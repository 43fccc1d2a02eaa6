import { createHash, createPublicKey } from "node:crypto";

/**
 * A public key of the right form that nobody can sign with, in base64: the same for the same name.
 * @param name apart keys of one length
 */
function rsaKey(bits: number, name: string, exponent: number): string {
  const modulus = Buffer.concat(
    Array.from({ length: Math.ceil(bits / 512) }, (_, part) =>
      createHash("sha512").update(`${name} ${part}`).digest(),
    ),
  ).subarray(0, bits / 8);
  modulus.writeUInt8(modulus.readUInt8(0) | 0x80, 0);
  modulus.writeUInt8(modulus.readUInt8(modulus.length - 1) | 1, modulus.length - 1);
  return createPublicKey({
    key: {
      kty: "RSA",
      n: modulus.toString("base64url"),
      e: Buffer.from(exponent === 65_537 ? [1, 0, 1] : [exponent]).toString("base64url"),
    },
    format: "jwk",
  })
    .export({ type: "spki", format: "der" })
    .toString("base64");
}

/** A record of such a key, as SES asks for it. */
export function dkimValue(bits = 2048, name = "ours", exponent = 65_537): string {
  return `v=DKIM1; k=rsa; p=${rsaKey(bits, name, exponent)}`;
}
