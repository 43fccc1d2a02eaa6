import { createPublicKey, randomBytes, type KeyObject } from "node:crypto";
import { prefixed, type DomainName } from "../../dns/domain-name.ts";

/** One record as SES lists it, in its own words. */
export interface SesAttribute {
  readonly Type: "TXT" | "MX";
  readonly SendDomain: DomainName;
  readonly ExpectedValue: string;
  readonly CurrentValue: string;
  readonly Status: boolean;
}

export const PROFILES = ["full", "seed", "dkim-only", "dual-dkim", "late-attribute", "no-records"] as const;
/**
 * Which records an account's identities get: SES has changed them several times, and accounts differ.
 * `late-attribute`: Update names a key of the other length, which Create and Get had not. `no-records`: an
 * empty list.
 */
export type SesProfile = (typeof PROFILES)[number];

export type DkimBits = 1024 | 2048;
/** Length of the DKIM keys: 0 is 1024 bits, 1 is 2048, 2 is both (API page of Update, November 2026). */
export type DkimOption = 0 | 1 | 2;

export interface SesTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** The records of a new identity, with keys of its own. */
export function createAttributes(
  domain: DomainName,
  profile: SesProfile,
  bits: DkimBits,
): readonly SesAttribute[] {
  switch (profile) {
    case "full":
    case "late-attribute":
      return [dkim(domain, `qcloudsg${bits}`, bits), mx(domain), spf(domain), dmarc(domain)];
    case "seed":
      return [spf(domain), dkim(domain, "mail", bits)];
    case "dkim-only":
      return [dkim(domain, "qcloud", bits)];
    case "dual-dkim":
      return [
        dkim(domain, "qcloudsg1024", 1024),
        dkim(domain, "qcloudsg2048", 2048),
        mx(domain),
        spf(domain),
        dmarc(domain),
      ];
    case "no-records":
      return [];
  }
}

/** The key of the other length, which only Update names. */
export function createLateAttribute(domain: DomainName, option: DkimOption): SesAttribute {
  const bits = option === 0 ? 2048 : 1024;
  return dkim(domain, `qcloudsg${bits}`, bits);
}

function dkim(domain: DomainName, selector: string, bits: DkimBits): SesAttribute {
  const key = createRsaKey(bits).export({ type: "spki", format: "der" }).toString("base64");
  return unseen("TXT", prefixed(`${selector}._domainkey`, domain), `v=DKIM1; k=rsa; p=${key}`);
}

/**
 * A public key of the right form, which nobody can sign with, and nobody needs to: finding the primes of a
 * real pair takes a tenth of a second of CPU.
 */
function createRsaKey(bits: DkimBits): KeyObject {
  const modulus = randomBytes(bits / 8);
  modulus.writeUInt8(modulus.readUInt8(0) | 0x80, 0);
  modulus.writeUInt8(modulus.readUInt8(modulus.length - 1) | 1, modulus.length - 1);
  return createPublicKey({
    key: { kty: "RSA", n: modulus.toString("base64url"), e: "AQAB" },
    format: "jwk",
  });
}

const mx = (domain: DomainName) => unseen("MX", domain, "mxbiz1.qq.com.");
const spf = (domain: DomainName) => unseen("TXT", domain, "v=spf1 include:qcloudmail.com ~all");
const dmarc = (domain: DomainName) => unseen("TXT", prefixed("_dmarc", domain), "v=DMARC1; p=none");

function unseen(Type: SesAttribute["Type"], SendDomain: DomainName, ExpectedValue: string): SesAttribute {
  return { Type, SendDomain, ExpectedValue, CurrentValue: "", Status: false };
}
