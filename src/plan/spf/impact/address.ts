import { isIPv4, isIPv6 } from "node:net";

/** An address of a sender as a number, so that its neighbours are one more and one less. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** All addresses that share a prefix. */
export interface Network {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** What stands in front of an IPv4 address that is written as IPv6 (RFC 4291 section 2.5.5.2). */
const MAPPED = 0xffffn;

/** Text → address; undefined: it is none. */
export function findAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, bits: BigInt(`0x${hexOf4(text)}`) };
  if (!isIPv6(text) || text.includes("%")) return undefined;
  return { family: 6, bits: BigInt(`0x${groupsOf(text).join("")}`) };
}

/** The address that a mail comes from. `::ffff:192.0.2.1` is an IPv4 address there (RFC 7208 section 5). */
export function findSenderAddress(text: string): IpAddress | undefined {
  const address = findAddress(text);
  const isMapped = address?.family === 6 && address.bits >> 32n === MAPPED;
  return isMapped ? { family: 4, bits: address.bits & 0xffffffffn } : address;
}

/** In canonical spelling. */
export function addressText({ family, bits }: IpAddress): string {
  const hex = hexOf({ family, bits });
  if (family === 4) return (hex.match(/../g) ?? []).map((octet) => Number.parseInt(octet, 16)).join(".");
  // The URL parser of the runtime has the one canonical spelling (RFC 5952).
  return new URL(`http://[${(hex.match(/.{4}/g) ?? []).join(":")}]/`).hostname.slice(1, -1);
}

/** In hexadecimal, with leading zeros. */
export function hexOf({ family, bits }: IpAddress): string {
  return bits.toString(16).padStart(WIDTH[family] / 4, "0");
}

/** @param prefix of more bits than an address has is all of them: a name server may answer an AAAA with anything */
export function networkOf({ family, bits }: IpAddress, prefix: number): Network {
  const size = 1n << BigInt(WIDTH[family] - Math.min(prefix, WIDTH[family]));
  const first = bits - (bits % size);
  return { family, first, last: first + size - 1n };
}

export function isIn({ family, bits }: IpAddress, network: Network): boolean {
  return family === network.family && bits >= network.first && bits <= network.last;
}

/** Where a judgement can change: the first and the last address of a network, and their neighbours outside. */
export function edgesOf({ family, first, last }: Network): readonly IpAddress[] {
  const edges = [...new Set([first, last, first - 1n, last + 1n])];
  return edges
    .filter((bits) => bits >= 0n && bits < 1n << BigInt(WIDTH[family]))
    .map((bits) => ({ family, bits }));
}

function hexOf4(text: string): string {
  return text
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
}

/** Eight groups of four hexadecimal digits. */
function groupsOf(text: string): readonly string[] {
  const hex = text.replace(/[\d.]+$/, (end) =>
    end.includes(".") ? hexOf4(end).replace(/^..../, "$&:") : end,
  );
  const [head = [], tail = []] = hex
    .split("::")
    .map((side) => side.split(":").filter((group) => group !== ""));
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...gap, ...tail].map((group) => group.padStart(4, "0"));
}
