import { parseMx } from "../../dns/rdata.ts";
import type { Resolved } from "../dns/resolver.ts";
import type { SesAttribute } from "./attributes.ts";

// What SES accepts as published (its documentation and reports of users, November 2026): an SPF record that
// has its include among others, a DMARC record of any strictness, any MX, and exactly its DKIM key at the
// name itself.

/** The attribute with what SES sees now, and whether it likes that. */
export function judgeAttribute(attribute: SesAttribute, seen: Resolved, mxMustBeOurs: boolean): SesAttribute {
  const rule = kindOf(attribute);
  const isRelevant = (value: string) => RELEVANT[rule].test(value);
  const relevant = seen.values.filter(isRelevant);
  const shown = rule === "mx" ? seen.values.map(exchangeOf).join(",") : (relevant[0] ?? seen.values[0] ?? "");
  return {
    ...attribute,
    CurrentValue: shown,
    Status: isAccepted(rule, attribute, { ...seen, values: relevant }, mxMustBeOurs),
  };
}

type RecordKind = "mx" | "dkim" | "dmarc" | "spf";

const RELEVANT: Readonly<Record<RecordKind, RegExp>> = {
  mx: /^/,
  dkim: /^/,
  dmarc: /^v=DMARC1\s*;/i,
  spf: /^v=spf1(?: |$)/i,
};

function kindOf({ Type, SendDomain }: SesAttribute): RecordKind {
  if (Type === "MX") return "mx";
  if (SendDomain.includes("._domainkey.")) return "dkim";
  return SendDomain.startsWith("_dmarc.") ? "dmarc" : "spf";
}

function isAccepted(
  rule: RecordKind,
  { ExpectedValue }: SesAttribute,
  { values, isAliased }: Resolved,
  mxMustBeOurs: boolean,
): boolean {
  const [value, ...others] = values;
  if (value === undefined) return false;
  switch (rule) {
    case "mx":
      return !mxMustBeOurs || values.some((one) => parseMx(one).exchange === parseMx(ExpectedValue).exchange);
    case "dkim":
      return others.length === 0 && !isAliased && publicKeyOf(value) === publicKeyOf(ExpectedValue);
    case "dmarc":
      return others.length === 0 && /;\s*p\s*=\s*(?:none|quarantine|reject)\s*(?:;|$)/i.test(value);
    case "spf":
      return others.length === 0 && /(?: |\+)include:qcloudmail\.com(?: |$)/i.test(value);
  }
}

/** As SES writes it: a final dot and no preference. */
function exchangeOf(value: string): string {
  return `${parseMx(value).exchange}.`.replace("..", ".");
}

/** The public key of a DKIM record: how its tags are spaced says nothing (RFC 6376 section 3.2). */
function publicKeyOf(record: string): string | undefined {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, "");
}
