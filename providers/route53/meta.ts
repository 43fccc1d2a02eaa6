import { rightsOf, type LeastRights, type ProviderMeta } from "../describe.ts";
import { configuredEndpoints } from "./configured-endpoints.ts";
import { hasDefaultProfile } from "./profile.ts";

/**
 * Variables that name a source of the AWS default credential chain; instance profiles can't be told without a
 * call.
 */
const CREDENTIAL_VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
] as const;

const leastRights: LeastRights = {
  language: "IAM",
  rights: [
    { actions: ["route53:ListHostedZonesByName"], on: "account", reads: true },
    { actions: ["route53:GetChange"], on: "account" },
    { actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"], on: "zone", reads: true },
    {
      actions: ["route53:ChangeResourceRecordSets"],
      on: "zone",
      note: "which can be narrowed by route53:ChangeResourceRecordSetsNormalizedRecordNames (lower case, no final dot), …RecordTypes and …Actions (CREATE and DELETE, also for a new domain: before it creates the identity, run asks for its rights by a DELETE that nothing can match)",
    },
  ],
  zone: "arn:aws:route53:::hostedzone/{id}",
  // Named by other programs' pages (November 2026).
  pastedAt: ["https://console.aws.amazon.com/iam/home#/policies"],
};

export const meta: ProviderMeta = {
  id: "route53",
  title: "Amazon Route 53",
  settings: [
    {
      name: "zoneId",
      summary:
        "Id of the hosted zone, to choose one of several and to do without route53:ListHostedZonesByName.",
      secret: false,
      required: false,
    },
    {
      name: "endpoint",
      summary: "Another address of the API, for the sandbox and for tests.",
      secret: false,
      required: false,
      env: "AWS_ENDPOINT_URL_ROUTE_53",
    },
    {
      name: "region",
      summary:
        "Region that requests are signed for; else AWS_DEFAULT_REGION, the AWS profile's, and us-east-1 last.",
      secret: false,
      required: false,
      env: "AWS_REGION",
    },
  ],
  // AWS_WEB_IDENTITY_TOKEN_FILE names a file of such a token.
  secretVariables: ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN"],
  // Of Route 53 and STS alone: below amazonaws.com everybody may have a name, of a bucket or a load balancer.
  endpointHosts: [
    /^(?:route53|sts)(?:-fips)?(?:\.us-gov|\.global|\.[a-z]+(?:-[a-z]+)+-\d+)?\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|api\.amazonwebservices\.(?:com\.cn|eu))$/,
  ],
  endpointVariables: ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"],
  credentials: [
    { env: "AWS_ACCESS_KEY_ID", summary: "Id of an access key.", secret: true, way: "keys" },
    { env: "AWS_SECRET_ACCESS_KEY", summary: "The key itself.", secret: true, way: "keys" },
    { env: "AWS_SESSION_TOKEN", summary: "Only of temporary keys.", secret: true, way: "keys" },
    {
      env: "AWS_ROLE_ARN",
      summary:
        "A role that trusts this repository's environment, like arn:aws:iam::100000000001:role/ses-onboard.",
      secret: false,
      way: "role",
      action: "aws-actions/configure-aws-credentials",
    },
  ],
  // Looked up in November 2026.
  keysAt: ["https://console.aws.amazon.com/iam/home#/users"],
  rights: rightsOf(leastRights),
  leastRights,
  // DELETE of the exact old RRset and CREATE of the new one in one batch is a compare-and-swap that Route 53
  // carries out whole or not at all: it replaces the whole set, and never one that somebody has changed.
  traits: {
    swap: "atomic",
    writes: "rrset",
    batch: "all-or-nothing",
    replace: "in-place",
    minTtl: 0,
    // ChangeResourceRecordSets takes 1,000 ResourceRecord elements and 32,000 characters in their Values, and 4,000
    // of a TXT value; a record set has at most 400 values (API reference and developer guide, November 2026).
    sizes: { value: 4_000, set: 400, values: 1_000, characters: 32_000 },
  },
  // Ten requests a second an account and a burst of 50 (since 30 July 2026), shared with whatever else uses
  // the account.
  rate: { burst: 40, perSecond: 9 },
  // One of each ending for a zone: awsdns-NN.com, .net, .org, .co.uk; in China awsdns-cn-NN.com, .net, .cn, .biz,
  // .top (ns-intl-… for questions from abroad); in GovCloud awsdns-us-gov-NN.com, .net, .org, .us.
  nameServers: [
    /^ns-\d+\.awsdns-\d+\.(?:com|net|org|co\.uk|com\.cn|net\.cn)$/,
    /^ns-(?:intl-)?\d+\.awsdns-cn-\d+\.(?:com|net|cn|biz|top)$/,
    /^ns-\d+\.awsdns-us-gov-\d+\.(?:com|net|org|us)$/,
  ],
  isConfigured: (env, credentialChain) =>
    CREDENTIAL_VARIABLES.some((name) => Boolean(env[name])) ||
    // Nobody names the default profile: it counts where AWS's own chain does, and nowhere else.
    (credentialChain === "process" && hasDefaultProfile(env)),
  askedAt: (env, credentialChain) =>
    env["AWS_ENDPOINT_URL"] || (credentialChain === "process" ? configuredEndpoints(env).route53 : undefined),
  url: "https://docs.aws.amazon.com/Route53/latest/APIReference/",
  grade: "own fake",
};
