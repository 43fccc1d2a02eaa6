import type { SetChange } from "./change-batch.ts";
import { Route53Fault } from "./fault.ts";
import { listedName } from "./record-sets.ts";
import type { Route } from "./routes.ts";
import type { SigV4Credentials } from "./sigv4.ts";

/** What withholds an action, in the three wordings that recorded refusals of 2022–2026 show. */
const REASONS = {
  "identity-based policy": (action: string) => `because no identity-based policy allows the ${action} action`,
  "service control policy": () => "with an explicit deny in a service control policy",
  "permissions boundary": (action: string) => `because no permissions boundary allows the ${action} action`,
} as const;

/** A key of the account, and what IAM lets it do. */
export interface Route53Key extends SigV4Credentials {
  /** The actions that it is allowed, e.g. `route53:GetHostedZone`; absent: every one. */
  readonly actions?: readonly string[];
  /** IAM's condition keys of ChangeResourceRecordSets: every change of a batch has to meet all of them. */
  readonly changes?: ChangeConditions;
  /** What withholds the others; by default the policy of the key itself. */
  readonly withheldBy?: keyof typeof REASONS;
}

export interface ChangeConditions {
  /** `…NormalizedRecordNames` by StringLike: lower case, no final dot; `*` stands for any text, a name's own is `\052`. */
  readonly names?: readonly string[];
  /** `…RecordTypes` */
  readonly types?: readonly string[];
  /** `…Actions` */
  readonly actions?: readonly SetChange["action"][];
}

/** @throws Route53Fault AccessDenied in IAM's words */
export function demandAction(key: Route53Key, route: Route): void {
  if (key.actions?.includes(`route53:${route.operation}`) === false) throw denied(key, route);
}

/**
 * A condition that is not met is told as a missing right; nothing says that it was a condition.
 * @throws Route53Fault AccessDenied in IAM's words
 */
export function demandChanges(key: Route53Key, route: Route, changes: readonly SetChange[]): void {
  const { names, types, actions } = key.changes ?? {};
  const isMet = changes.every(
    ({ action, set }) =>
      names?.some((name) => isLike(name, listedName(set.owner).replace(/\.$/, ""))) !== false &&
      types?.includes(set.type) !== false &&
      actions?.includes(action) !== false,
  );
  if (!isMet) throw denied(key, route);
}

function isLike(pattern: string, name: string): boolean {
  const [begin = "", ...others] = pattern
    .split("*")
    .map((text) => text.replaceAll(/[^\w-]/g, String.raw`\$&`));
  return new RegExp(`^${[begin, ...others].join(".*")}$`).test(name);
}

function denied(
  { withheldBy = "identity-based policy" }: Route53Key,
  { operation, id }: Route,
): Route53Fault {
  const action = `route53:${operation}`;
  const kind = operation === "GetChange" ? "change" : "hostedzone";
  const resource = id === "" ? "" : ` on resource: arn:aws:route53:::${kind}/${id}`;
  const text = `User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: ${action}${resource} ${REASONS[withheldBy](action)}`;
  return new Route53Fault("AccessDenied", text, 403);
}
