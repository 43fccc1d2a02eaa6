import type { DomainName } from "../../dns/domain-name.ts";
import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import { patiently, type Run } from "../run.ts";
import { attempt } from "./diagnosis.ts";

/**
 * Where nobody knows the zone yet, whether each DNS host takes the keys that are there, by looking for a zone that
 * nobody can own.
 */
export async function diagnoseKeys(run: Run, name: DomainName): Promise<readonly Diagnosis[]> {
  const { hosts } = run;
  if (hosts === undefined) return [];
  const given = hosts();
  if (given.length === 0) return [await attempt(run, "keys", () => Promise.resolve({ finding: "no-keys" }))];
  return Promise.all(
    given.map(async ({ name: host, open }) => {
      const tried = await attempt(run, "keys", async () => {
        await (await open()).zonesAt(name, patiently(run));
        return { finding: "keys", provider: host };
      });
      return { ...tried, host };
    }),
  );
}
