import type { World } from "../world/world.ts";
import type { Violation } from "./violation.ts";

/** One identity for each domain and none beside; nobody asks to create one that stood when it began. */
export function judgeIdentities({ sandbox, drawn, creations }: World): readonly Violation[] {
  const others = sandbox.ses.account.identities.filter(({ domain }) => !drawn.domains.includes(domain));
  return [
    ...others.map(({ domain }) => ({ rule: "one identity", seen: `${domain} was created` })),
    ...creations
      .filter(({ stood }) => stood)
      .map(({ domain }) => ({ rule: "never a second Create", seen: `${domain} stood already` })),
  ];
}
