import type { AccountPolicy } from "../../src/events/diagnosis/policy.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox.ts";

// What an account's keys may do under policies that were pasted: each grammar is read here apart from the code that
// writes it.

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface CamStatement {
  readonly effect: "allow";
  readonly action: readonly string[];
  readonly resource: readonly string[];
}

/** The actions that a document allows, or the rows of a token. */
export function actionsIn({ document }: Pick<AccountPolicy, "document">): readonly string[] {
  const {
    permissions,
    statement,
    Statement: statements,
  } = document as {
    readonly permissions?: readonly string[];
    readonly statement?: readonly CamStatement[];
    readonly Statement?: readonly Statement[];
  };
  return [
    ...(permissions ?? []),
    ...(statement ?? []).flatMap(({ action }) => action),
    ...(statements ?? []).flatMap(({ Action }) => Action),
  ];
}

/**
 * The sandbox's keys with exactly these rights.
 * @param without one right that is taken away
 */
export function sandboxUnder(policies: readonly AccountPolicy[], without?: string): SandboxOptions {
  const allowed = policies.flatMap(actionsIn).filter((action) => action !== without);
  const named = (service: string) =>
    allowed.flatMap((action) => (action.startsWith(`${service}:`) ? action.slice(service.length + 1) : []));
  return {
    sesActions: named("ses"),
    dnspod: { actions: named("dnspod") },
    alidns: { actions: named("alidns") },
    cloudflare: { permissions: allowed.flatMap((right) => PERMISSIONS[right] ?? []) },
    route53: {
      rights: {
        actions: allowed.filter((action) => action.startsWith("route53:")),
        changes: changesUnder(policies),
      },
    },
  };
}

/** What a row of the form is in the list of zones. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  "Zone: Read": ["#zone:read"],
  "DNS: Read": ["#dns_records:read"],
  "DNS: Edit": ["#dns_records:read", "#dns_records:edit"],
};

const KEY = "route53:ChangeResourceRecordSets";

function changesUnder(policies: readonly AccountPolicy[]) {
  const conditions = policies.flatMap(({ document }) =>
    ((document as { Statement?: readonly Statement[] }).Statement ?? []).flatMap(({ Condition = {} }) =>
      Object.values(Condition),
    ),
  );
  const all = Object.assign({}, ...conditions) as Readonly<Record<string, readonly string[]>>;
  const changes = {
    names: all[`${KEY}NormalizedRecordNames`],
    types: all[`${KEY}RecordTypes`],
    actions: all[`${KEY}Actions`] as readonly ("CREATE" | "DELETE" | "UPSERT")[] | undefined,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
