import { systemClock } from "../../../src/async/clock.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import { ApiJournal, serveApi } from "../../../src/sandbox/api-server.ts";
import type { Resolved } from "../../../src/sandbox/dns/resolver.ts";
import { createSes } from "../../../src/sandbox/ses/api.ts";
import { createIdentities } from "../../../src/ses/identities.ts";
import { askRecursor } from "./question.ts";
import type { Identities } from "../../../src/plan/identity.ts";

export const SES_KEY = { secretId: "AKIDservers", secretKey: "secret-key" };
const MANY = 100;

export interface ServedSes {
  readonly identities: Identities;
  readonly url: string;
  /** The actions that were asked for, in order. */
  readonly actions: () => readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * The sandbox's SES, which looks records up at a real recursive resolver, by our own client on Tencent's SDK.
 */
export async function startSes(recursor: Endpoint): Promise<ServedSes> {
  const journal = new ApiJournal();
  const resolve = async (owner: string, type: string) =>
    resolvedFrom(await askRecursor(recursor, owner, type));
  const server = await serveApi(createSes({ key: SES_KEY, resolve, quota: MANY }), journal);
  const identities = createIdentities({
    credentials: SES_KEY,
    site: "international",
    region: "ap-singapore",
    endpoint: server.url,
    clock: systemClock,
  });
  return {
    identities,
    url: server.url,
    actions: () => journal.entries.map(({ operation }) => operation),
    close: server.close,
  };
}

/** What a resolver fails on is for SES as if it were not there. */
function resolvedFrom(observation: Observation): Resolved {
  if (observation.kind === "answer") return { values: observation.rrset.values, isAliased: false };
  if (observation.kind === "cname") return { values: observation.rrset?.values ?? [], isAliased: true };
  return { values: [], isAliased: false };
}
