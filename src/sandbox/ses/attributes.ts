import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { prefixed, type DomainName } from "../../dns/domain-name.ts";

/** One record as SES lists it, in its own words. */
export interface SesAttribute {
  readonly Type: "TXT" | "MX";
  readonly SendDomain: DomainName;
  readonly ExpectedValue: string;
  readonly CurrentValue: string;
  readonly Status: boolean;
}

export const PROFILES = ["full", "seed", "dkim-only", "dual-dkim"] as const;
/** Which records an account's identities get: SES has changed them several times, and accounts differ. */
export type SesProfile = (typeof PROFILES)[number];

export type DkimBits = 1024 | 2048;

/** The records of a new identity, with real keys of its own. */
export async function createAttributes(
  domain: DomainName,
  profile: SesProfile,
  bits: DkimBits,
): Promise<readonly SesAttribute[]> {
  switch (profile) {
    case "full":
      return [await dkim(domain, `qcloudsg${bits}`, bits), mx(domain), spf(domain), dmarc(domain)];
    case "seed":
      return [spf(domain), await dkim(domain, "mail", bits)];
    case "dkim-only":
      return [await dkim(domain, "qcloud", bits)];
    case "dual-dkim":
      return [
        await dkim(domain, "qcloudsg1024", 1024),
        await dkim(domain, "qcloudsg2048", 2048),
        mx(domain),
        spf(domain),
        dmarc(domain),
      ];
  }
}

const makeKeyPair = promisify(generateKeyPair);

async function dkim(domain: DomainName, selector: string, modulusLength: DkimBits): Promise<SesAttribute> {
  const { publicKey } = await makeKeyPair("rsa", { modulusLength });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  return unseen("TXT", prefixed(`${selector}._domainkey`, domain), `v=DKIM1; k=rsa; p=${key}`);
}

const mx = (domain: DomainName) => unseen("MX", domain, "mxbiz1.qq.com.");
const spf = (domain: DomainName) => unseen("TXT", domain, "v=spf1 include:qcloudmail.com ~all");
const dmarc = (domain: DomainName) => unseen("TXT", prefixed("_dmarc", domain), "v=DMARC1; p=none");

function unseen(Type: SesAttribute["Type"], SendDomain: DomainName, ExpectedValue: string): SesAttribute {
  return { Type, SendDomain, ExpectedValue, CurrentValue: "", Status: false };
}
