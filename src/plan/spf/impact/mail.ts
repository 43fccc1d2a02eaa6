import type { DomainName } from "../../../dns/domain-name.ts";
import { expandMacros } from "../macro.ts";
import { addressText, hexOf, type IpAddress } from "./address.ts";

/** What a mail is judged by. */
export interface SpfMail {
  readonly address: IpAddress;
  /** Of the sender: `%{o}`. */
  readonly domain: DomainName;
  /** Undefined: no mail is at hand, so its local part, its HELO and whoever says them are unknown. */
  readonly sender?: { readonly local: string; readonly helo: string };
}

/**
 * A domain-spec, expanded for one mail; undefined: it depends on a mail, and none is at hand.
 * @param names `self`: whose record it stands in, `%{d}`; `owner`: to whom the address belongs, `%{p}`
 */
export function expandFor(
  { address, domain, sender }: SpfMail,
  text: string,
  { self, owner = "unknown" }: { readonly self: DomainName; readonly owner?: string | undefined },
): string | undefined {
  const known = { o: domain, d: self, v: address.family === 4 ? "in-addr" : "ip6" };
  if (sender === undefined) return expandMacros(text, known);
  const { local, helo } = sender;
  // Without a mail left out as well: a question would be asked for each address.
  const digits = address.family === 4 ? addressText(address) : hexOf(address).split("").join(".");
  return expandMacros(text, {
    ...known,
    s: `${local}@${domain}`,
    l: local,
    h: helo,
    i: digits,
    p: owner,
  });
}
