import { isIP } from "node:net";
import * as z from "zod";
import { ENDPOINT_SETTINGS, type ProviderMeta, type Setting } from "../../providers/describe.ts";
import { MODULE_NAME } from "../../providers/module-name.ts";
import { findDomainName } from "../dns/domain-name.ts";
import { findPlace } from "../dns/place.ts";
import { DURATION_SHAPE, findDuration } from "./sources/duration.ts";
import { faultOfEndpoint } from "../net/endpoint.ts";
import { DMARC_CHOICES, MX_CHOICES, TRANSPORTS } from "./option-groups.ts";
import { SITE_NAMES } from "./sites.ts";

// The shape of the config file. Loaded only when there is a file, since zod costs more to import than a whole
// run without one.

const SECRET_SHAPE = "must be { env: NAME } or { file: PATH }, never the secret itself";

// Without a message of our own a union's complaint would be about its branches; with one it also can't echo
// the value.
const secretSchema = z
  .union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })], {
    error: SECRET_SHAPE,
  })
  .describe("Where the secret is found: { env: NAME } or { file: PATH }.");

const durationSchema = z
  .union([z.literal(0), z.string().refine((text) => findDuration(text) !== undefined)], {
    error: `must be ${DURATION_SHAPE}`,
  })
  .describe("10m, 90s, 200ms, 1h30m, or 0.");

const addressSchema = z
  .string()
  .refine((text) => isIP(text) !== 0, { error: "must be an IPv4 or IPv6 address" });

const endpointSchema = z.string().superRefine((text, context) => {
  const fault = faultOfEndpoint(text);
  if (fault !== undefined) context.addIssue({ code: "custom", message: `the URL ${fault}` });
});

const mxSchema = z.enum(MX_CHOICES).describe("What to do about MX where the domain already receives mail.");
const dmarcSchema = z
  .enum(DMARC_CHOICES)
  .describe(
    "What to do about a DMARC record that stands there; or, where RFC 9989 and RFC 7489 differ in what is inherited, whose policy to take.",
  );

/** What can differ from domain to domain. */
export const OWN_SETTINGS = {
  provider: z.string().min(1).optional(),
  mx: mxSchema.optional(),
  dmarc: dmarcSchema.optional(),
};

const domainRuleSchema = z
  .strictObject({
    match: z
      .string()
      .refine((text) => findDomainName(text) !== undefined, { error: "must be a domain name" }),
    ...OWN_SETTINGS,
  })
  .describe("Holds for the domain `match` and all below it; the longest match wins.");

const sesSchema = z
  .strictObject({
    site: z.enum(SITE_NAMES).describe("Which Tencent Cloud platform; keys of one are unknown to the other."),
    region: z.string().min(1),
    endpoint: endpointSchema.describe("Instead of the site's own; http:// on loopback only."),
    tags: z.array(z.string().min(1)).min(1).describe("KEY=VALUE each, of identities that are created."),
    domainLimit: z.int().min(1).max(1_000_000).describe("At so many sender domains nothing is created."),
    secretId: secretSchema,
    secretKey: secretSchema,
    token: secretSchema,
    profile: z.string().min(1).describe("Section of ~/.tencentcloud/credentials."),
    role: z
      .strictObject({
        arn: z.string().min(1),
        providerId: z.string().min(1),
        audience: z.string().min(1).optional(),
      })
      .describe("Instead of keys, in a job on GitHub that may ask for an identity token."),
  })
  .partial();

const policySchema = z
  .strictObject({
    ttl: z.int().min(1).max(2_147_483_647).describe("Seconds, for records that are created."),
    mx: mxSchema,
    mxPriority: z.int().min(0).max(65_535).describe("The preference of an MX created where there was none."),
    dmarc: dmarcSchema,
    allow: z
      .array(z.string().refine(isPlace, { error: "must be TYPE:NAME, like A:www.mail.example.com" }))
      .describe(
        "Record sets that SES may ask for although an identity does not usually need them, TXT:_mta-sts.NAME for its MX under that policy, or NS:APEX for two DNS hosts of one zone (never for an NS record).",
      ),
  })
  .partial();

function isPlace(text: string): boolean {
  return "place" in findPlace(text);
}

const dnsSchema = z
  .strictObject({
    roots: z.array(addressSchema).min(1).describe("Root servers of a private tree; default: IANA's."),
    port: z.int().min(1).max(65_535),
    resolvers: z.array(addressSchema).describe("Public resolvers, asked only to report."),
    doh: z
      .array(endpointSchema)
      .min(1)
      .describe("Resolvers that are asked by HTTPS; default: those above, at https://ADDRESS/dns-query."),
    transports: z.array(z.enum(TRANSPORTS)).min(1),
  })
  .partial();

/** An entry whose adapter is written elsewhere, or of which only the shape is looked at. */
export const openEntrySchema = z.looseObject({
  type: z.string().min(1).describe("An id of `ses-onboard providers`, a module's path or a package."),
});

/** The whole file, for a given shape of the entries under `providers`. */
export function configSchema<Entry extends z.ZodType>(entry: Entry) {
  return z.strictObject({
    ses: sesSchema.optional(),
    providers: z.record(z.string().min(1), entry).optional(),
    domains: z.array(domainRuleSchema).optional(),
    policy: policySchema.optional(),
    dns: dnsSchema.optional(),
    propagation: z.strictObject({ roundGap: durationSchema }).partial().optional(),
  });
}

export type FileConfig = z.infer<ReturnType<typeof configSchema<typeof openEntrySchema>>>;

/** The settings of one adapter, as its metadata tells them; `type` is what the entry calls it. */
export function entrySchema(meta: ProviderMeta, type = meta.id) {
  const settings = meta.settings.map((setting) => [setting.name, settingSchema(setting).optional()] as const);
  return z.strictObject({ type: z.literal(type), ...Object.fromEntries(settings) }).describe(meta.title);
}

/** JSON Schema (draft 7) for editors, with every known adapter's settings. */
export function jsonSchema(metas: Readonly<Record<string, ProviderMeta>>): unknown {
  const known = Object.values(metas).map((meta) => entrySchema(meta));
  const elsewhere = openEntrySchema.extend({
    type: z.string().regex(MODULE_NAME).describe("A module's path or a package."),
  });
  const schema = z.toJSONSchema(configSchema(z.union([...known, elsewhere])), {
    io: "input",
    target: "draft-07",
  });
  return { title: "ses-onboard", ...schema };
}

function settingSchema(setting: Setting): z.ZodType {
  if (setting.secret) return secretSchema.describe(setting.summary);
  return (ENDPOINT_SETTINGS.has(setting.name) ? endpointSchema : z.string().min(1)).describe(setting.summary);
}
