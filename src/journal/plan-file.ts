import * as z from "zod";
import { isAtOrBelow } from "../dns/domain-name.ts";
import { findPlace, type Place } from "../dns/place.ts";
import { sameKey, type Swap } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { inEnglish, phrase, type Text } from "../errors/phrase.ts";
import type { Source } from "../files/pipe.ts";
import { FileTooLarge, readBounded } from "../files/read-bounded.ts";
import { whyUnread } from "../files/unread.ts";
import { findPlanHash } from "../plan/consent/hash-text.ts";
import { isOfHash, joinHashes } from "../plan/consent/plan-hash.ts";
import type { Plan, PlanHash } from "../plan/consent/plan.ts";
import { keysNameOf } from "../plan/dkim/dkim.ts";
import { jsonLine } from "../events/json-line.ts";
import { name, purpose, rrset, rrsetKey, ttl } from "./shapes.ts";

// `plan --out FILE` and `run --plan FILE`: plans of one command as a file. Imported only by what reads one, since zod
// takes its time.

/** A plan of one domain has about 10 kB; more at once fills the memory while it is read. */
const MOST_OCTETS = 16_000_000;

const KIND = "ses-onboard plan";

/** Every plan file begins so. */
export const PLAN_FILE_MARK = `{"kind":"${KIND}"`;

const place = z.string().transform((text, context): Place => {
  const found = findPlace(text);
  if ("place" in found) return found.place;
  context.addIssue("is not TYPE:NAME");
  return z.NEVER;
});

const hash = z.string().transform((text, context): PlanHash => {
  const found = findPlanHash(text);
  if (found !== undefined) return found;
  context.addIssue("is no plan hash");
  return z.NEVER;
});

const swap = z
  .strictObject({ before: rrset.optional(), after: rrset.optional() })
  .transform(({ before, after }): Swap => ({ before, after }));

const PLAN = z.strictObject({
  settings: z.strictObject({
    domain: name,
    site: z.string(),
    region: z.string(),
    zone: z.strictObject({
      provider: z.string(),
      apex: name,
      id: z.string().min(1),
      endpoint: z.string().optional(),
      rehearsal: z.literal(true).optional(),
    }),
    policy: z.strictObject({
      ttl,
      mx: z.enum(["keep", "add", "replace"]),
      mxPriority: z.int().min(0).max(65_535),
      dmarc: z.enum(["keep", "replace", "rfc9989", "rfc7489"]),
      replace: z.array(place),
      allow: z.array(place),
    }),
    dkimBits: z.union([z.literal(1024), z.literal(2048)]),
    tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  }),
  creates: z.boolean(),
  records: z.array(
    z.strictObject({
      record: z.strictObject({ purpose, ...rrsetKey, expected: z.string() }),
      action: z.enum(["created", "merged", "written-out", "kept", "replaced", "unchanged"]),
      before: rrset.nullable(),
      after: rrset.nullable(),
    }),
  ),
  swaps: z.array(swap),
  open: z.strictObject({ below: name, most: z.int().min(0).max(2) }),
  hash,
});

const FILE = z.strictObject({
  kind: z.literal(KIND),
  version: z.literal(1),
  madeAt: z.string(),
  madeBy: z.string(),
  hash,
  plans: z.array(PLAN).min(1),
});

/** What a plan file holds. */
export interface PlanFile {
  readonly hash: PlanHash;
  readonly plans: readonly Plan[];
}

/** @param madeBy this program and its version, for whoever looks into the file */
export function planFileText(
  plans: readonly Plan[],
  { madeAt, madeBy }: { madeAt: Date; madeBy: string },
): string {
  return jsonLine({
    kind: KIND,
    version: 1,
    madeAt: madeAt.toISOString(),
    madeBy,
    hash: hashOfAll(plans),
    plans,
  });
}

/**
 * The plans of a file, which is what its hash says: a value that was changed by hand is refused, since it was not that
 * which somebody approved.
 * @param file as the user wrote it; errors name it so
 * @throws OnboardError CONFIG_INVALID
 */
export function readPlanFile(file: string, path: Source): PlanFile {
  const value = parsed(sourceOf(file, path));
  if (value === undefined) throw invalid(file, phrase`it is no JSON`);
  const result = FILE.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(
      file,
      phrase`it is not as a plan is written (${issue?.path.join(".") || "$"}: ${issue?.message ?? "?"})`,
    );
  }
  const { hash: whole, plans } = result.data as unknown as PlanFile;
  const domains = plans.map(({ settings }) => settings.domain);
  if (new Set(domains).size < domains.length) throw invalid(file, phrase`it has two plans of one domain`);
  const stray = plans.find((plan) => !isWithinDomain(plan));
  if (stray !== undefined)
    throw invalid(file, phrase`it has a record that is not at or below ${stray.settings.domain}`);
  if (!plans.every(isOfHash) || hashOfAll(plans) !== whole)
    throw invalid(file, phrase`its values are not those that its hash is of`);
  return { hash: whole, plans };
}

function hashOfAll(plans: readonly Plan[]): PlanHash | undefined {
  return joinHashes(new Map(plans.map((plan) => [plan.settings.domain, plan.hash])));
}

function isWithinDomain({ settings: { domain, zone }, swaps, records, open }: Plan): boolean {
  if (open.below !== keysNameOf(domain)) return false;
  const sides = swaps.flatMap(({ before, after }) => [before ?? [], after ?? []].flat());
  const owners = [...sides, ...records.map(({ record }) => record)].map(({ owner }) => owner);
  const isWhole = ({ before, after }: Swap) =>
    (before ?? after) !== undefined &&
    (before === undefined || after === undefined || sameKey(before, after));
  return (
    isAtOrBelow(domain, zone.apex) &&
    owners.every((owner) => isAtOrBelow(owner, domain)) &&
    swaps.every(isWhole)
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // The one failure is "no JSON", which no JSON text can say.
  }
}

function sourceOf(file: string, path: Source): string {
  try {
    return readBounded(path, MOST_OCTETS).toString("utf8");
  } catch (cause) {
    if (cause instanceof FileTooLarge) throw invalid(file, phrase`it is ${cause.message}`);
    throw invalid(file, phrase`it can't be read (${whyUnread(cause, path).said})`);
  }
}

function invalid(file: string, problem: Text): OnboardError {
  return new OnboardError("CONFIG_INVALID", phrase`The plan ${file} can't be used: ${problem}.`, {
    hint: phrase`Plan again into a file, and have that one approved where somebody has to.`,
    facts: { file, problem: inEnglish(problem) },
  });
}
