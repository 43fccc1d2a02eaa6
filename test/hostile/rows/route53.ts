import { HOSTILE } from "../ended.ts";
import { SECRET } from "../front.ts";
import type { Row } from "../row.ts";

// What Route 53's API may answer, as XML.

export type Document = "zones" | "zone" | "records" | "change";

export interface Route53Row extends Row {
  readonly on: Document;
  /** The whole document, as another. */
  readonly document: (text: string) => string | Buffer;
  readonly status?: number;
}

const goesOn = { end: "goes on" } as const;
/** The zone has no such set, and Route 53 refuses a swap whose `before` is not what stands there. */
const changed = { end: "RRSET_CHANGED", left: "the identity" } as const;
const surprise = { end: "API_SURPRISE" } as const;
const xml = (text: string) => text.replaceAll(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** What XML can hold: it has no control characters, not even as references. */
const IN_XML = xml(HOSTILE.replaceAll(/\p{Cc}/gu, ""));

const swap = (pattern: RegExp | string, by: string) => (text: string) => {
  const changed = text.replace(pattern, by);
  if (changed === text) throw new Error(`${String(pattern)} is not in ${text}`);
  return changed;
};
const set = (inside: string) =>
  swap("<ResourceRecordSets>", `<ResourceRecordSets><ResourceRecordSet>${inside}</ResourceRecordSet>`);
const value = (text: string) =>
  `<ResourceRecords><ResourceRecord><Value>${text}</Value></ResourceRecord></ResourceRecords>`;
const txt = ({
  name = "mail.example.test.",
  type = "TXT",
  ttl = "<TTL>300</TTL>",
  values = value('"hello"'),
}) => set(`<Name>${name}</Name><Type>${type}</Type>${ttl}${values}`);

export const ROUTE53_ROWS: readonly Route53Row[] = [
  { what: "zones: an empty body", on: "zones", ...surprise, document: () => "" },
  { what: "zones: no XML", on: "zones", ...surprise, document: () => "no" },
  {
    what: "zones: a page of a proxy",
    on: "zones",
    ...surprise,
    document: () => "<html><body>Sign in</body></html>",
  },
  {
    what: "zones: XML cut in the middle",
    on: "zones",
    ...surprise,
    document: (text) => text.slice(0, text.length / 2),
  },
  {
    what: "zones: octets that are not UTF-8",
    on: "zones",
    ...surprise,
    document: () => Buffer.from([0xff, 0xfe, 0x80]),
  },
  {
    what: "zones: a list without zones",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    document: swap(/<HostedZones>.*<\/HostedZones>/, "<HostedZones></HostedZones>"),
  },
  {
    what: "zones: no list of zones",
    on: "zones",
    ...surprise,
    document: swap(/<HostedZones>.*<\/HostedZones>/, ""),
  },
  {
    what: "zones: a document type with entities that multiply",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    document: (text) =>
      `<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>${swap("example.test.", "&c;")(text.replace(/<\?xml.*?\?>/, ""))}`,
  },
  {
    what: "zones: a document type that names a file",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    document: (text) =>
      `<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>${swap("example.test.", "&a;")(text.replace(/<\?xml.*?\?>/, ""))}`,
  },
  {
    what: "zones: a zone whose name only ends alike",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    document: swap(/<Name>example\.test\.<\/Name>/g, "<Name>notexample.test.</Name>"),
  },
  {
    what: "zones: a name in upper case",
    on: "zones",
    ...goesOn,
    document: swap("<Name>example.test.", "<Name>EXAMPLE.TEST."),
  },
  {
    what: "zones: a name with an escape",
    on: "zones",
    ...goesOn,
    document: swap("<Name>example.test.", "<Name>ex\\141mple.test."),
  },
  {
    what: "zones: no name",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    document: swap(/<Name>example\.test\.<\/Name>/, ""),
  },
  { what: "zones: no id", on: "zones", ...surprise, document: swap(/<Id>[^<]*<\/Id>/, "") },
  {
    what: "zones: an id with `../`",
    on: "zones",
    ...surprise,
    document: swap(/<Id>[^<]*<\/Id>/, "<Id>/hostedzone/../../x</Id>"),
  },
  {
    what: "zones: an id with a question mark",
    on: "zones",
    ...surprise,
    document: swap(/<Id>[^<]*<\/Id>/, "<Id>/hostedzone/Z1?x=y</Id>"),
  },
  {
    what: "zones: an id with workflow commands",
    on: "zones",
    ...surprise,
    document: swap(/<Id>[^<]*<\/Id>/, `<Id>${IN_XML}</Id>`),
  },
  {
    what: "zones: a list that goes on where it began",
    on: "zones",
    ...goesOn,
    document: swap(
      "<IsTruncated>false</IsTruncated>",
      "<IsTruncated>true</IsTruncated><NextDNSName>example.test.</NextDNSName>",
    ),
  },
  {
    what: "zone: no name servers",
    on: "zone",
    ...surprise,
    document: swap(/<DelegationSet>.*<\/DelegationSet>/, ""),
  },
  {
    what: "zone: an empty list of name servers",
    on: "zone",
    ...surprise,
    document: swap(/<NameServers>.*<\/NameServers>/, "<NameServers></NameServers>"),
  },
  {
    what: "zone: a name server that is no name",
    on: "zone",
    ...surprise,
    document: swap(
      /<NameServers>.*<\/NameServers>/,
      `<NameServers><NameServer>${IN_XML}</NameServer></NameServers>`,
    ),
  },
  {
    what: "records: no list",
    on: "records",
    ...surprise,
    document: swap(/<ResourceRecordSets>.*<\/ResourceRecordSets>/, ""),
  },
  {
    what: "records: one of another name",
    on: "records",
    ...goesOn,
    document: txt({ name: "a.example.test." }),
  },
  {
    what: "records: one outside of the zone",
    on: "records",
    ...goesOn,
    document: txt({ name: "mail.example.com." }),
  },
  {
    what: "records: one without a name",
    on: "records",
    ...goesOn,
    document: set(`<Type>TXT</Type><TTL>300</TTL>${value('"hello"')}`),
  },
  {
    what: "records: a name with a dot inside of a label",
    on: "records",
    ...goesOn,
    document: txt({ name: "a\\056mail.example.test." }),
  },
  {
    what: "records: no type",
    on: "records",
    ...surprise,
    document: set(`<Name>mail.example.test.</Name><TTL>300</TTL>${value('"hello"')}`),
  },
  { what: "records: a type that nobody knows", on: "records", ...goesOn, document: txt({ type: "WALLET" }) },
  {
    what: "records: a type with workflow commands",
    on: "records",
    ...goesOn,
    document: txt({ type: IN_XML }),
  },
  { what: "records: no TTL", on: "records", ...surprise, document: txt({ ttl: "" }) },
  { what: "records: TTL as a word", on: "records", ...surprise, document: txt({ ttl: "<TTL>soon</TTL>" }) },
  { what: "records: TTL below zero", on: "records", ...surprise, document: txt({ ttl: "<TTL>-1</TTL>" }) },
  {
    what: "records: TTL of 40 digits",
    on: "records",
    ...surprise,
    document: txt({ ttl: `<TTL>${"9".repeat(40)}</TTL>` }),
  },
  { what: "records: no values", on: "records", ...surprise, document: txt({ values: "" }) },
  {
    what: "records: a value with workflow commands",
    on: "records",
    ...changed,
    document: txt({ values: value(IN_XML) }),
  },
  {
    what: "records: a value with octal escapes of control characters",
    on: "records",
    ...changed,
    document: txt({ values: value('"\\033[2J\\000\\007::set-output name=x::y"') }),
  },
  {
    what: "records: a value with entities",
    on: "records",
    ...changed,
    document: txt({ values: value('"&lt;b&gt;&amp;"') }),
  },
  {
    what: "records: a value with an entity that nobody declared",
    on: "records",
    ...changed,
    document: txt({ values: value('"&boom;"') }),
  },
  {
    what: "records: a value in CDATA",
    on: "records",
    ...changed,
    document: txt({ values: value('<![CDATA["hello"]]>') }),
  },
  {
    what: "records: an MX without a preference",
    on: "records",
    ...surprise,
    document: txt({ type: "MX", values: value("mx.example.test.") }),
  },
  {
    what: "records: the same set twice",
    on: "records",
    ...changed,
    document: (text) => txt({})(txt({})(text)),
  },
  {
    what: "records: a page that goes on where it began",
    on: "records",
    ...surprise,
    document: swap(
      "<IsTruncated>false</IsTruncated>",
      "<IsTruncated>true</IsTruncated><NextRecordName>mail.example.test.</NextRecordName><NextRecordType>A</NextRecordType>",
    ),
  },
  {
    what: "records: a page that goes on nowhere",
    on: "records",
    ...surprise,
    document: swap("<IsTruncated>false</IsTruncated>", "<IsTruncated>true</IsTruncated>"),
  },
  { what: "writes: an answer without a change", on: "change", ...goesOn, document: () => "<html></html>" },
  { what: "writes: a change without an id", on: "change", ...goesOn, document: swap(/<Id>[^<]*<\/Id>/, "") },
  {
    what: "writes: a change id with `../`",
    on: "change",
    ...goesOn,
    document: swap(/<Id>[^<]*<\/Id>/, "<Id>/change/../../x</Id>"),
  },
  {
    what: "an error with workflow commands",
    on: "zones",
    ...surprise,
    status: 400,
    document: () =>
      `<ErrorResponse><Error><Code>${IN_XML}</Code><Message>${IN_XML}</Message></Error></ErrorResponse>`,
  },
  {
    what: "an error that holds the secret key",
    on: "zones",
    ...surprise,
    status: 400,
    document: () =>
      `<ErrorResponse><Error><Code>Strange</Code><Message>${SECRET}</Message></Error></ErrorResponse>`,
  },
  {
    what: "an error whose code is `__proto__`",
    on: "zones",
    ...surprise,
    status: 400,
    document: () =>
      "<ErrorResponse><Error><Code>__proto__</Code><Message>x</Message></Error></ErrorResponse>",
  },
  {
    what: "an error without a code",
    on: "zones",
    ...surprise,
    status: 400,
    document: () => "<ErrorResponse></ErrorResponse>",
  },
  {
    what: "an error of 100,000 characters",
    on: "zones",
    ...surprise,
    status: 400,
    document: () =>
      `<ErrorResponse><Error><Code>Strange</Code><Message>${"x".repeat(100_000)}</Message></Error></ErrorResponse>`,
  },
];
