import { findDomainName, type DomainName } from "../../../dns/domain-name.ts";
import type { SpfLookup } from "../count.ts";
import { findAddress, hexOf, addressText, type IpAddress } from "./address.ts";

/** Of more names the rest is left out (RFC 7208 section 4.6.4). */
const MOST_NAMES = 10;

/**
 * The names that an address is said to belong to and that do have it (RFC 7208 section 5.5). Whatever fails on the
 * way is no name.
 */
export async function namesOfAddress(address: IpAddress, lookup: SpfLookup): Promise<readonly DomainName[]> {
  const owner = findDomainName(reverseNameOf(address));
  const found = owner && (await lookup({ owner, type: "PTR" }));
  const said = found?.kind === "answer" ? found.rrset.values.slice(0, MOST_NAMES) : [];
  const names: DomainName[] = [];
  for (const text of said) {
    const name = findDomainName(text);
    if (name !== undefined && (await has(name, address, lookup))) names.push(name);
  }
  return names;
}

async function has(name: DomainName, { family, bits }: IpAddress, lookup: SpfLookup): Promise<boolean> {
  const found = await lookup({ owner: name, type: family === 4 ? "A" : "AAAA" });
  return found.kind === "answer" && found.rrset.values.some((text) => findAddress(text)?.bits === bits);
}

function reverseNameOf(address: IpAddress): string {
  return address.family === 4
    ? `${addressText(address).split(".").toReversed().join(".")}.in-addr.arpa`
    : `${hexOf(address).split("").toReversed().join(".")}.ip6.arpa`;
}
