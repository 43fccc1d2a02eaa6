import { createPublicKey } from "node:crypto";

/** Receivers take no shorter key for a signature (RFC 8301 section 3.2). */
export const SHORTEST_RSA_BITS = 1024;

/**
 * How long an RSA key of a record is; undefined: it holds none, or more than one.
 * @param publicKey base64: SubjectPublicKeyInfo, as everybody publishes it, or the bare RSAPublicKey that RFC 6376
 * section 3.6.1 names
 */
export function rsaBitsOf(publicKey: string): number | undefined {
  const key = Buffer.from(publicKey, "base64");
  return bitsOf(key, "spki") ?? bitsOf(key, "pkcs1");
}

function bitsOf(key: Buffer, type: "spki" | "pkcs1"): number | undefined {
  try {
    const made = createPublicKey({ key, format: "der", type });
    const { asymmetricKeyType, asymmetricKeyDetails: details } = made;
    // With the exponent 1 everybody could sign; and behind the key nothing stands.
    const isKey = asymmetricKeyType === "rsa" && (details?.publicExponent ?? 0n) >= 3n;
    return isKey && made.export({ type, format: "der" }).equals(key) ? details?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}
