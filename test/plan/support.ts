import { dkimValue } from "../support/rsa-key.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";
import {
  DEFAULT_POLICY,
  type Policy,
  type Requirement,
  type Surroundings,
} from "../../src/plan/requirement.ts";
import { purposeOf } from "../../src/plan/purposes.ts";
import { satisfy } from "../../src/plan/satisfy.ts";
import type { Verdict } from "../../src/plan/verdict.ts";
import { told } from "../support/told.ts";

export const D = parseDomainName("mail.example.com");
export const DMARC_NAME = parseDomainName("_dmarc.mail.example.com");
export const KEY_NAME = parseDomainName("qcloud._domainkey.mail.example.com");

export const KEY = dkimValue();

export function requirement(type: RRType, owner: string, expected: string): Requirement {
  const name = parseDomainName(owner);
  return { purpose: purposeOf(type, name, expected), owner: name, type, expected };
}

export const SPF = requirement("TXT", D, "v=spf1 include:qcloudmail.com ~all");
export const DKIM = requirement("TXT", KEY_NAME, KEY);
export const DMARC = requirement("TXT", DMARC_NAME, "v=DMARC1; p=none");
export const MX = requirement("MX", D, "mxbiz1.qq.com");

export function rrset(type: RRType, owner: string, values: readonly string[], ttl = 3600): RRset {
  return { owner: parseDomainName(owner), type, ttl, values };
}

/** Its sentences as their English text. */
export function judge(
  wanted: Requirement,
  existing: readonly RRset[],
  policy: Partial<Policy> = {},
  surroundings: Surroundings = {},
): Verdict {
  return told(satisfy(wanted, existing, { ...DEFAULT_POLICY, ...policy }, surroundings)) as Verdict;
}

export function afterOf(verdict: Verdict): RRset | undefined {
  return verdict.kind === "change" ? verdict.after : undefined;
}

export function codeOf(verdict: Verdict): string | undefined {
  return verdict.kind === "conflict" ? verdict.conflict.code : undefined;
}

export function actionOf(verdict: Verdict): string | undefined {
  return verdict.kind === "conflict" ? undefined : verdict.action;
}

export function warningsOf(verdict: Verdict): readonly string[] {
  return verdict.kind === "conflict" ? [] : verdict.warnings.map((warning) => warning.warning);
}
