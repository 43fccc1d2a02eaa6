import { createPublicKey } from "node:crypto";

/** Receivers take no shorter key for a signature (RFC 8301 section 3.2). */
export const SHORTEST_RSA_BITS = 1024;

/**
 * How long an RSA key of a record is; undefined: it holds none, or more than one.
 * @param publicKey base64: SubjectPublicKeyInfo, as everybody publishes it, or the bare RSAPublicKey that RFC 6376
 * section 3.6.1 names
 */
export function rsaBitsOf(publicKey: string): number | undefined {
  if (!knownBits.has(publicKey)) {
    if (knownBits.size >= MOST_KNOWN) knownBits.clear();
    knownBits.set(publicKey, measuredBits(publicKey));
  }
  return knownBits.get(publicKey);
}

/** One key is judged in the answer of each server in each round, and measuring it takes as long as the rest of that. */
const knownBits = new Map<string, number | undefined>();
const MOST_KNOWN = 100;

function measuredBits(publicKey: string): number | undefined {
  const key = Buffer.from(publicKey, "base64");
  return bitsOf(key) ?? bitsOf(spkiOf(key));
}

function bitsOf(key: Buffer): number | undefined {
  try {
    const made = createPublicKey({ key, format: "der", type: "spki" });
    const { asymmetricKeyType, asymmetricKeyDetails: details } = made;
    // With the exponent 1 everybody could sign; and behind the key nothing stands.
    const isKey = asymmetricKeyType === "rsa" && (details?.publicExponent ?? 0n) >= 3n;
    return isKey && made.export({ type: "spki", format: "der" }).equals(key)
      ? details?.modulusLength
      : undefined;
  } catch {
    return undefined;
  }
}

/** `rsaEncryption` without parameters (RFC 3279 section 2.3.1), in DER. */
const RSA = Buffer.from("300d06092a864886f70d0101010500", "hex");

/** The bare form as the other one: Node 24.21 reads a key by `pkcs1` and can't write it again (November 2026). */
function spkiOf(bare: Buffer): Buffer {
  return der(0x30, Buffer.concat([RSA, der(0x03, Buffer.concat([Buffer.from([0]), bare]))]));
}

function der(tag: number, content: Buffer): Buffer {
  const octets = content.length.toString(16);
  const length = Buffer.from(octets.padStart(octets.length + (octets.length % 2), "0"), "hex");
  const isShort = content.length < 0x80;
  return Buffer.concat([Buffer.from([tag, ...(isShort ? [] : [0x80 | length.length])]), length, content]);
}
