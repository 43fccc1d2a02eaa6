import * as z from "zod";
import { isAtOrBelow } from "../dns/domain-name.ts";
import { keyText, sameKey, type RRset } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import type { Source } from "../files/pipe.ts";
import { FileTooLarge, linesOf } from "../files/read-bounded.ts";
import { whyUnread } from "../files/unread.ts";
import { name, purpose, rrset, rrsetKey as key } from "./shapes.ts";
import { isOver, wildcardNote } from "./wildcard-notes.ts";

// The other end of write-log.ts. Imported only by what reads a log, since zod takes its time.

/** Of one event. A plan of the largest record sets has less. */
const MOST_OCTETS = 4_000_000;

const sides = { before: rrset.nullable(), after: rrset.nullable() };
/**
 * An action that a later version added counts as a change: a planned record without a logged end may have
 * been written.
 */
const action = z
  .enum(["created", "merged", "written-out", "kept", "replaced", "unchanged", "restored", "removed"])
  .catch("replaced");
const facts = z.record(z.string(), z.unknown());

/** Of each event what undoing needs; everything else in it may change from version to version. */
const EVENT = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run.started"),
    domain: name,
    command: z.string(),
    site: z.string(),
    region: z.string(),
    dryRun: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal("zone.found"),
    domain: name,
    provider: z.string(),
    apex: name,
    id: z.string().min(1),
    nameServers: z.array(name),
    endpoint: z.object({ url: z.string(), loopback: z.literal(true).optional() }).optional(),
  }),
  z.object({ type: z.literal("identity.ready"), domain: name }),
  z.object({
    type: z.literal("rrset.planned"),
    domain: name,
    record: z.object({ purpose, ...key, expected: z.string() }),
    action,
    ...sides,
    warnings: z.array(wildcardNote).default([]),
  }),
  z.object({ type: z.literal("rrset.written"), domain: name, rrset: z.object(key), ...sides }),
  z.object({ type: z.literal("rrset.requested"), domain: name, rrset: z.object(key), ...sides }),
  z.object({
    type: z.literal("race.lost"),
    domain: name,
    mayHaveArrived: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal("result"),
    domain: name,
    state: z.string(),
    error: z.object({ code: z.string(), facts }).nullable(),
  }),
]);

/** An event of a log, as far as undoing needs it. */
export type ReadEvent = z.infer<typeof EVENT>;

const TYPES: ReadonlySet<unknown> = new Set(EVENT.options.map((option) => option.shape.type.value));
const ANY_EVENT = z.looseObject({ type: z.string() });

/**
 * The events that a log tells of, in order. A line that was cut off when a run was killed is passed over, and
 * every other mistake refused: what is read here is written into DNS.
 * @param file as the user wrote it; errors name it so
 * @throws OnboardError CONFIG_INVALID with the line
 */
export function readEventLog(file: string, path: Source): readonly ReadEvent[] {
  const events = [...eventsIn(file, path)];
  if (events.length > 0) return events;
  throw new OnboardError("CONFIG_INVALID", phrase`${file} tells of no run.`, { hint: HINT, facts: { file } });
}

/**
 * The same of events that a program kept itself.
 * @throws OnboardError CONFIG_INVALID with the place of one that is not as it was told
 */
export function readEvents(events: readonly unknown[]): readonly ReadEvent[] {
  return events.flatMap((value, index) => eventIn(value, { file: "events", line: index + 1 }));
}

function* eventsIn(file: string, path: Source): Generator<ReadEvent, void> {
  let line = 0;
  /** Cut off by a kill, where no line follows it, or the next run's first event. */
  let torn: number | undefined;
  for (const text of textsOf(file, path)) {
    line += 1;
    if (text.trim() === "") continue;
    const value = parsed(text);
    if (torn !== undefined && !startsRun(value)) throw invalid({ file, line: torn }, "it is not JSON");
    torn = value === undefined ? line : undefined;
    if (value !== undefined) yield* eventIn(value, { file, line });
  }
}

interface LogLine {
  readonly file: string;
  readonly line: number;
}

function eventIn(value: unknown, logLine: LogLine): readonly ReadEvent[] {
  const { type } = checked(ANY_EVENT, value, logLine);
  if (!TYPES.has(type)) return [];
  const event = checked(EVENT, value, logLine);
  const stray = strayIn(event);
  if (stray !== undefined) throw invalid(logLine, stray);
  return [event];
}

/**
 * A run writes at or below the sender domain, and within its zone. A log that says otherwise is not one of
 * ours.
 */
function strayIn(event: ReadEvent): string | undefined {
  if (event.type === "zone.found")
    return isAtOrBelow(event.domain, event.apex) ? undefined : `${event.domain} is not in ${event.apex}`;
  if (event.type !== "rrset.planned" && event.type !== "rrset.written") return undefined;
  const own = event.type === "rrset.written" ? event.rrset : event.record;
  if (!isAtOrBelow(own.owner, event.domain)) return `${own.owner} is not at or below ${event.domain}`;
  const far =
    event.type === "rrset.planned"
      ? event.warnings.find((one) => one !== undefined && !isOver(one, own.owner))
      : undefined;
  if (far !== undefined) return `${far.wildcard} is no wildcard above ${own.owner}`;
  const [other] = [event.before, event.after].flatMap((side) =>
    side === null || sameKey(side, own) || isAlias(side, event) ? [] : [keyText(side)],
  );
  return other === undefined ? undefined : `a record set of ${keyText(own)} is said to be one of ${other}`;
}

/** Where a CNAME serves what is wanted there, it is what was planned to be kept. */
function isAlias({ owner, type }: RRset, event: ReadEvent): boolean {
  if (event.type !== "rrset.planned" || (event.action !== "kept" && event.action !== "unchanged"))
    return false;
  return type === "CNAME" && owner === event.record.owner;
}

function startsRun(value: unknown): boolean {
  const event = ANY_EVENT.safeParse(value);
  return event.success && event.data.type === "run.started";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // The one failure is "no JSON", which no JSON text can say.
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, logLine: LogLine): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(
    logLine,
    `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "not as it should be"}`,
  );
}

const HINT = phrase`Give the whole log of the run (${{ option: "log" }}), as it was written.`;

function invalid({ file, line }: LogLine, problem: string): OnboardError {
  return new OnboardError("CONFIG_INVALID", phrase`${file}:${line}: ${problem}.`, {
    hint: HINT,
    facts: { problems: [{ file, line, column: 1, problem }] },
  });
}

/** Line by line: a log may be larger than the memory. */
function* textsOf(file: string, path: Source): Generator<string, void> {
  try {
    yield* linesOf(path, MOST_OCTETS);
  } catch (cause) {
    if (cause instanceof FileTooLarge)
      throw new OnboardError(
        "CONFIG_INVALID",
        typeof path === "string"
          ? phrase`A line of the event log ${file} is ${cause.message}.`
          : phrase`The event log, or a line of it, ${file} is ${cause.message}.`,
        {
          hint: HINT,
          facts: { file, why: cause.code },
        },
      );
    const { why, said } = whyUnread(cause, path);
    throw new OnboardError("CONFIG_INVALID", phrase`The event log ${file} can't be read (${said}).`, {
      hint: HINT,
      facts: { file, why },
      cause,
    });
  }
}
