import * as z from "zod";
import { findDomainName, type DomainName } from "../dns/domain-name.ts";
import { PURPOSE_NAMES } from "../plan/purposes.ts";

// What log and plan file have in common, as it is read again.

export const name = z.string().transform((text, context): DomainName => {
  const found = findDomainName(text);
  if (found !== undefined) return found;
  context.addIssue({ code: "custom", message: "is no domain name" });
  return z.NEVER;
});

export const rrsetKey = { owner: name, type: z.string().regex(/^[A-Z][A-Z0-9]{0,15}$/, "is no record type") };

export const ttl = z.int().min(0).max(2_147_483_647);

export const rrset = z.object({ ...rrsetKey, ttl, values: z.array(z.string()).min(1).readonly() });

export const purpose = z.enum(PURPOSE_NAMES).catch("other");
