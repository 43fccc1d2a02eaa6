import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";
import type { Played } from "../scenarios.ts";
import type { World } from "../world/world.ts";
import { resultsOf } from "./ends.ts";
import type { Violation } from "./violation.ts";
import { judgeVerified, textOf } from "./zones.ts";

// What has to come of it in the end: a calm run verifies, or refuses what gives it a reason; a calm undo leaves each
// place as it was found.

export function judgeGoal(world: World, played: readonly Played[]): readonly Violation[] {
  const last = played.at(-1);
  if (last?.calm !== true) return [];
  return last.command === "undo"
    ? judgeUndone(world, last)
    : last.domains.flatMap((domain) => judgeRerun(world, last, domain));
}

function judgeRerun(world: World, last: Played, domain: string): readonly Violation[] {
  const result = resultsOf(last.ended.stdout).find((one) => one.domain === domain);
  if (result === undefined) return [];
  const zone = world.zones.find(({ apex }) => domain === apex || domain.endsWith(`.${apex}`));
  if (result.exit === 0) return judgeVerified(zone?.current.records ?? [], domain, world.profile);
  const found = zone === undefined ? [] : (last.found.get(zone) ?? []);
  const code = result.error?.code ?? "";
  const reasons = reasonsFor(world, found, domain);
  if (reasons.includes(code)) return [];
  const seen = `${domain} ends with exit ${result.exit}, ${code}: ${result.error?.message ?? ""}`;
  return [{ rule: "a calm run verifies or refuses rightly", seen }];
}

/** The codes for which what stands there gives a reason. */
function reasonsFor(world: World, found: readonly StoredRecord[], domain: string): readonly string[] {
  const at = (owner: string, type: string) => found.filter((one) => one.owner === owner && one.type === type);
  const own = found.filter(({ owner }) => owner === domain || owner.endsWith(`.${domain}`));
  const isRouted = world.drawn.routing.some(({ owner, type }) => owner === domain && type === "TXT");
  const spf = at(domain, "TXT").filter(({ value }) => /^v=spf1( |$)/i.test(value));
  const dmarc = at(`_dmarc.${domain}`, "TXT");
  // What Update alone names is looked up before it can be published, and again after half a minute.
  const isLate = world.profile === "late-attribute";
  const looksLikeSpf = spf.length === 0 && at(domain, "TXT").some(({ value }) => /^(?:v=)?spf/i.test(value));
  // Mail goes to the address then, and an MX would take it away from there.
  const hasAddressAlone = at(domain, "A").length > 0 && at(domain, "MX").length === 0;
  return [
    ...(isLate ? ["VERIFICATION_PENDING"] : []),
    ...(looksLikeSpf ? ["SPF_UNMERGEABLE"] : []),
    ...(hasAddressAlone ? ["IDENTITY_UNVERIFIED"] : []),
    ...(own.some(({ type }) => type === "CNAME") ? ["CNAME_IN_THE_WAY"] : []),
    ...(spf.length > 1 || spf.some(({ value }) => /redirect=/i.test(value)) ? ["SPF_UNMERGEABLE"] : []),
    ...(dmarc.length > 1 || isRouted ? ["RECORD_IN_THE_WAY"] : []),
    ...(at(domain, "MX").some(({ value }) => value.endsWith(" .")) ? ["RECORD_IN_THE_WAY"] : []),
  ];
}

function judgeUndone(world: World, { ended }: Played): readonly Violation[] {
  const result = resultsOf(ended.stdout)[0];
  const othersWrote = world.watch.commits.some(({ by }) => by === "others");
  if (ended.exit !== 0) {
    const isRight = othersWrote && result?.error?.code === "RRSET_CHANGED";
    const wrote = world.watch.commits.some(({ by }) => by === "program");
    return isRight || !wrote
      ? []
      : [
          {
            rule: "a calm undo puts back",
            seen: `exit ${ended.exit}, ${result?.error?.code}: ${result?.error?.message ?? ended.stderr.slice(0, 300)}`,
          },
        ];
  }
  return world.zones.flatMap((zone) => judgeZoneUndone(world, zone));
}

/** Each place that the program wrote stands as just before its first write, unless somebody else wrote there since. */
function judgeZoneUndone(world: World, zone: StoredZone): readonly Violation[] {
  const commits = world.watch.commits.filter((one) => one.zone === zone);
  const places = new Set(
    commits.filter(({ by }) => by === "program").flatMap(({ before, after }) => changedPlaces(before, after)),
  );
  return [...places].flatMap((place) => {
    const touching = commits.filter(({ before, after }) => changedPlaces(before, after).includes(place));
    const first = touching.findIndex(({ by }) => by === "program");
    if (touching.slice(first).some(({ by }) => by === "others")) return [];
    const [was, is] = [at(touching[first]?.before ?? [], place), at(zone.current.records, place)];
    return was === is
      ? []
      : [
          {
            rule: "undo leaves what others wrote and takes what the run left",
            seen: `at ${place} stood ${was || "nothing"}, now ${is || "nothing"}`,
          },
        ];
  });
}

function changedPlaces(before: readonly StoredRecord[], after: readonly StoredRecord[]): readonly string[] {
  const places = new Set([...before, ...after].map(placeOf));
  return [...places].filter((place) => at(before, place) !== at(after, place));
}

function at(records: readonly StoredRecord[], place: string): string {
  return records
    .filter((one) => placeOf(one) === place)
    .map(textOf)
    .toSorted()
    .join("; ");
}

function placeOf({ owner, type }: StoredRecord): string {
  return `${type} ${owner}`;
}
