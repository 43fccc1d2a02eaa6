import type { DomainName } from "../../../dns/domain-name.ts";
import { addressText, hexOf, type IpAddress } from "./address.ts";

/** What a mail is judged by. */
export interface SpfMail {
  readonly address: IpAddress;
  /** Of the sender: `%{o}`. */
  readonly domain: DomainName;
  /** Undefined: no mail is at hand, so its local part, its HELO and whoever says them are unknown. */
  readonly sender?: { readonly local: string; readonly helo: string };
}

const MACRO = /%(?:\{([slodiphv])([0-9]*)(r?)([.\-+,/_=]*)\}|([%_-]))/gi;
const ESCAPED: Readonly<Record<string, string>> = { "%": "%", _: " ", "-": "%20" };
const LONGEST_NAME = 253;

/** Whether a text needs the name that an address belongs to, which only DNS tells. */
export function needsOwnerOfAddress(text: string): boolean {
  return [...text.matchAll(MACRO)].some(([, letter]) => letter?.toLowerCase() === "p");
}

/**
 * A domain-spec, expanded for one mail (RFC 7208 section 7); undefined: it depends on a mail, and none is at hand.
 * @param self the domain whose record it stands in: `%{d}`
 * @param owner the name that the address belongs to: `%{p}`
 */
export function expandDomainSpec(
  text: string,
  mail: SpfMail,
  { self, owner }: { readonly self: DomainName; readonly owner?: string },
): string | undefined {
  const values = { ...valuesOf(mail), d: self, p: mail.sender && (owner ?? "unknown") };
  let isKnown = true;
  const expanded = text.replaceAll(MACRO, (_all, ...parts: readonly (string | undefined)[]) => {
    const [letter, digits = "", reverse = "", delimiters = "", escaped] = parts;
    if (escaped !== undefined) return ESCAPED[escaped] ?? "";
    const value = values[(letter ?? "").toLowerCase() as keyof typeof values];
    if (value === undefined) isKnown = false;
    const changed = transformed(value ?? "", { digits, isReversed: reverse !== "", delimiters });
    return letter === letter?.toLowerCase() ? changed : encodeURIComponent(changed);
  });
  return isKnown ? shortened(expanded.replace(/\.$/, "")) : undefined;
}

function valuesOf({
  address,
  domain,
  sender,
}: SpfMail): Readonly<Record<"s" | "l" | "o" | "i" | "h" | "v", string | undefined>> {
  return {
    s: sender && `${sender.local}@${domain}`,
    l: sender?.local,
    o: domain,
    // Known, but different for each address: a question for each of them would be asked.
    i: sender && (address.family === 4 ? addressText(address) : [...hexOf(address)].join(".")),
    h: sender?.helo,
    v: address.family === 4 ? "in-addr" : "ip6",
  };
}

interface Transformers {
  readonly digits: string;
  readonly isReversed: boolean;
  readonly delimiters: string;
}

function transformed(value: string, { digits, isReversed, delimiters }: Transformers): string {
  const marks = delimiters === "" ? "." : delimiters;
  const parts = [...value].reduce<readonly string[]>(
    (done, char) =>
      marks.includes(char) ? [...done, ""] : [...done.slice(0, -1), `${done.at(-1) ?? ""}${char}`],
    [""],
  );
  const ordered = isReversed ? parts.toReversed() : parts;
  return (digits === "" ? ordered : ordered.slice(-Number(digits))).join(".");
}

/** Labels are dropped from the left until it is short enough (section 7.3). */
function shortened(name: string): string {
  return name.length <= LONGEST_NAME || !name.includes(".")
    ? name
    : shortened(name.slice(name.indexOf(".") + 1));
}
