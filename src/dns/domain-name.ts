import { domainToASCII, domainToUnicode } from "node:url";
import { getDomain, getPublicSuffix, parse } from "tldts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase, type Phrase, type Text } from "../errors/phrase.ts";
import { shortened } from "../errors/shortened.ts";

// DNS as values: domain-name.ts, rrset.ts, rdata.ts, presentation.ts, soa.ts, observation.ts; then the ports:
// provider.ts (a DNS host), authority.ts and resolvers.ts.

declare const proof: unique symbol;

/**
 * An absolute domain name in A-labels, lower case, without the final dot. Owner names (`_dmarc.…`, `*.…`) are
 * domain names too.
 */
export type DomainName = string & { readonly [proof]: "DomainName" };

const LABEL = /^(?:\*|[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)$/;
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LONGEST_LABEL = 63;
/** 255 octets on the wire, less the root label and one length octet (RFC 1035 section 2.3.4). */
const LONGEST_NAME = 253;

/**
 * Text → name, case folded, a final dot dropped, Unicode turned into A-labels.
 * @throws OnboardError DOMAIN_INVALID when the text is no domain name.
 */
export function parseDomainName(text: string): DomainName {
  const read = readName(text);
  if ("fault" in read) throw invalid(text, read.fault);
  return read.name;
}

type Read = { readonly name: DomainName } | { readonly fault: Phrase };

function readName(text: string): Read {
  // The final dot is dropped afterwards: in other scripts it is another character (U+3002).
  const ascii = toAscii(text).replace(/\.$/, "");
  const fault = faultOf(ascii, text);
  return fault === undefined ? { name: ascii as DomainName } : { fault };
}

/**
 * The name that this text says, or undefined: for text from DNS and from APIs, where a strange name is no
 * error of the user's.
 */
export function findDomainName(text: string): DomainName | undefined {
  const read = readName(text);
  return "name" in read ? read.name : undefined;
}

/** Those of the texts that are names, like the values of NS records. */
export function findDomainNames(texts: readonly string[]): readonly DomainName[] {
  return texts.map(findDomainName).filter((name) => name !== undefined);
}

/**
 * A name that a person gives as sender domain: host labels only, below a public suffix.
 * @throws OnboardError DOMAIN_INVALID, with the name that was probably meant
 */
export function parseSenderDomain(text: string): DomainName {
  const read = readSender(text.trim());
  if ("fault" in read) throw invalid(text, read.fault, findSenderDomain(text));
  return read.name;
}

function readSender(text: string): Read {
  const read = readName(text);
  const fault = "fault" in read ? read.fault : faultOfSender(read.name);
  return fault === undefined ? read : { fault };
}

function faultOfSender(name: DomainName): Phrase | undefined {
  const strange = labelsOf(name).find((label) => !HOST_LABEL.test(label));
  if (strange !== undefined) return phrase`mail can't be sent from a name with the label "${strange}"`;
  if (/^[0-9.]+$/.test(name)) return phrase`it is an address, not a name`;
  if (!isDecodable(name))
    return phrase`a label that begins with xn-- decodes to nothing, or its last label is a number`;
  return registrableDomainOf(name) === undefined
    ? phrase`"${name}" is a public suffix under which others register names`
    : undefined;
}

/** The sender domain in a URL, in a mailbox, in the name of a record or of a wildcard. */
export function findSenderDomain(text: string): DomainName | undefined {
  const host = bare(text)
    .replace(/^(?:[a-z][a-z0-9+.-]*:\/\/|mailto:)?(?:[^/?#]*@)?/i, "")
    .replace(/[/?#:,;].*/s, "");
  const labels = host.split(".");
  // What stands in front of a key's `_domainkey` is its selector.
  const first = labels.findLastIndex((label) => /^[*_]/.test(label)) + 1;
  const read = readSender(labels.slice(first).join("."));
  return "name" in read ? read.name : undefined;
}

/** Without what stands around it in a text. */
function bare(text: string): string {
  return text.trim().replaceAll(/^[<"'(]+|[>"'),;.]+$/g, "");
}

/**
 * Node 20 answers a name that it can't decode with nothing, Node 24 with the name as it was (measured with
 * 20.20 and 24.21).
 */
function isDecodable(name: DomainName): boolean {
  return domainToASCII(name) === name && !/(?:^|\.)xn--/.test(domainToUnicode(name));
}

/**
 * The name that its owner registered (public suffix list, private part included); undefined for a public
 * suffix itself.
 */
export function registrableDomainOf(name: DomainName): DomainName | undefined {
  return (getDomain(name, SUFFIX_OPTIONS) ?? undefined) as DomainName | undefined;
}

/** The public suffix that a name stands under, e.g. `co.uk`. */
export function publicSuffixOf(name: DomainName): DomainName | undefined {
  return (getPublicSuffix(name, SUFFIX_OPTIONS) ?? undefined) as DomainName | undefined;
}

/**
 * Whether registries hand out names right below this one (`com`, `co.uk`); the private part of the list
 * (`github.io`) stays out.
 */
export function isRegistrySuffix(name: DomainName): boolean {
  return getPublicSuffix(name) === name;
}

/** Whether it stands under a top-level domain that the world has, by the public suffix list. */
export function hasKnownTopLevel(name: DomainName): boolean {
  const top = labelsOf(name).at(-1) ?? "";
  return parse(top).isIcann === true;
}

export function labelsOf(name: DomainName): readonly string[] {
  return name.split(".");
}

/** The name one label up; undefined above a top-level domain. */
export function parentOf(name: DomainName): DomainName | undefined {
  const dot = name.indexOf(".");
  return dot === -1 ? undefined : (name.slice(dot + 1) as DomainName);
}

/** Compared by label: `notexample.com` is not in `example.com`. */
export function isAtOrBelow(name: DomainName, ancestor: DomainName): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}

/** A name built from labels in front of a name that is already parsed. */
export function prefixed(labels: string, name: DomainName): DomainName {
  return parseDomainName(`${labels}.${name}`);
}

// validateHostname off: owner names may hold underscores. Private suffixes (github.io) are boundaries of
// ownership as well.
const SUFFIX_OPTIONS = { allowPrivateDomains: true, validateHostname: false } as const;

function toAscii(text: string): string {
  // domainToASCII follows browsers and would mend too much (`a b`, `%61`, `0x7f.1`), so ASCII text is taken
  // as it stands.
  // oxlint-disable no-control-regex -- ranges of ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return /[\u0000-\u002c/:-@[-^`{-\u007f]/.test(text) ? "" : domainToASCII(text);
  // oxlint-enable no-control-regex
}

function faultOf(name: string, given: string): Phrase | undefined {
  if (name === "")
    return given === "" || given === "."
      ? phrase`it is empty`
      : phrase`it has a character that names don't have`;
  if (name.length > LONGEST_NAME) return phrase`it has more than ${LONGEST_NAME} characters`;
  return name.split(".").map(faultOfLabel).find(Boolean);
}

function faultOfLabel(label: string): Phrase | undefined {
  if (label === "") return phrase`it has an empty label (two dots, or a dot in front)`;
  if (label.length > LONGEST_LABEL)
    return phrase`the label "${label.slice(0, 20)}…" has more than ${LONGEST_LABEL} characters`;
  if (!LABEL.test(label))
    return phrase`the label "${shortened(label, LONGEST_LABEL)}" has a character that names don't have, or a dash at an end`;
  return undefined;
}

function invalid(text: string, because: Text, meant?: DomainName): OnboardError {
  return new OnboardError(
    "DOMAIN_INVALID",
    phrase`"${shortened(text, LONGEST_NAME)}" can't be used as a domain name: ${because}.`,
    {
      hint:
        meant === undefined
          ? phrase`Give the sender domain alone, like mail.example.com: no scheme, no path, no port, no mailbox.`
          : phrase`Give the sender domain alone: ${{ word: text, instead: meant }}.`,
      facts: { given: text, meant },
    },
  );
}
