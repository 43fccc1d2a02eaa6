import { isChange } from "../plan/record-plan.ts";
import type { OnboardEvent } from "../events/event.ts";
import type { Paint } from "./color.ts";
import { diffLines, type Look } from "./diff.ts";
import { causeLines, codeWords } from "./error-text.ts";
import { tableLines, wrapped, type Cell } from "./layout.ts";
import { findingSentence } from "./words/finding-sentence.ts";
import { seal } from "./words/one-line.ts";
import { purposeWord, recordName } from "./words/names.ts";
import { planSentence, STATE_WORDS } from "./words/sentence.ts";
import { warningSentence } from "./words/warning-sentence.ts";
import { durationWords, listWords } from "./words/words.ts";
import type { RecordResult } from "../events/record.ts";
import type { DomainResult } from "../events/result.ts";

export type ResultEvent = Extract<OnboardEvent, { readonly type: "result" }>;

/** What a result does not tell and earlier events did. */
export interface ResultContext {
  /** The identity does not exist yet, so a run would create it. */
  readonly creates: boolean;
  /** The command was `undo`, which asks neither SES nor a name server. */
  readonly undoes: boolean;
  /** It only said what it would write. */
  readonly dryRun: boolean;
}

/**
 * The end of one domain as a person reads it: what is, how each record stands, what it took, what to do next.
 */
export function resultLines(result: ResultEvent, look: Look, context: ResultContext): readonly string[] {
  const { colors } = look;
  const records = recordParts(result, look, context);
  const parts = [records, effortLines(result, look), nextLines(result, look, context)].filter(
    (part) => part.length > 0,
  );
  return [
    "",
    `${stateMark(result.state, look)} ${colors.bold(headline(result))}`,
    ...parts.flatMap((part) => ["", ...part]),
    "",
  ];
}

function recordParts(result: ResultEvent, look: Look, context: ResultContext): readonly string[] {
  if (result.state === "planned" || context.dryRun) return planLines(result, look, context);
  return context.undoes ? undoneLines(result, look) : recordLines(result, look);
}

function headline({ domain, state, identity, error }: ResultEvent): string {
  const account = identity === null ? "" : ` (${seal(identity.site)}, ${seal(identity.region)})`;
  return `${domain} ${STATE_WORDS[state]}${error === null ? account : `: ${codeWords(error)}`}`;
}

/** Several domains at a glance. */
export function overviewLines(results: readonly ResultEvent[], look: Look): readonly string[] {
  const rows = results.map((result): readonly Cell[] => [
    { text: result.domain },
    { text: `${MARKS[result.state]} ${result.state}`, paint: paintOf(result.state, look) },
    { text: result.error?.code ?? "" },
    { text: actionCounts(result) },
  ]);
  return tableLines(["domain", "state", "code", "records"], rows, look.width, look.colors.dim);
}

const MARKS = {
  verified: "✔",
  planned: "•",
  pending: "…",
  drifted: "!",
  failed: "✖",
  interrupted: "!",
  undone: "✔",
} as const;

function paintOf(state: DomainResult["state"], { colors }: Look): Paint {
  const paints = {
    verified: colors.green,
    planned: colors.cyan,
    pending: colors.yellow,
    drifted: colors.yellow,
    failed: colors.red,
    interrupted: colors.yellow,
    undone: colors.green,
  };
  return paints[state];
}

function stateMark(state: DomainResult["state"], look: Look): string {
  return paintOf(state, look)(MARKS[state]);
}

function recordLines({ records, state }: ResultEvent, look: Look): readonly string[] {
  if (records.length === 0) return [];
  const rows = records.map((record): readonly Cell[] => [
    { text: purposeWord(record.purpose) },
    { text: record.owner },
    { text: seal(record.type) },
    { text: actionWord(record, state) },
    serversCell(record, look),
    sesCell(record, look),
  ]);
  const lines = tableLines(
    ["record", "owner", "type", "action", "servers", "SES"],
    rows,
    look.width - 2,
    look.colors.dim,
  );
  return [...lines.map((line) => `  ${line}`), ...refusalLines(records, look)];
}

/** What `undo` did with each record set, and why it left one alone. */
function undoneLines({ records }: ResultEvent, look: Look): readonly string[] {
  return records.flatMap((record) => [
    `  ${recordName(record)}: ${UNDONE_WORDS[record.action]?.[record.written ? 0 : 1] ?? record.action}`,
    ...record.warnings.flatMap((warning) => noteLines(warningSentence(warning), look)),
  ]);
}

const UNDONE_WORDS: Readonly<
  Partial<Record<RecordResult["action"], readonly [written: string, not: string]>>
> = {
  restored: ["put back", "not put back"],
  removed: ["taken away again", "not taken away"],
  kept: ["", "left alone"],
  unchanged: ["", "as before already"],
};

const FOUND_BY_CHECK: Readonly<Partial<Record<RecordResult["action"], string>>> = {
  created: "missing",
  merged: "differs",
  replaced: "differs",
};

/**
 * What was really done: a change that a failure or a "no" prevented is told as such, and `check` changes
 * nothing.
 */
function actionWord({ action, written }: RecordResult, state: DomainResult["state"]): string {
  if (state === "drifted") return FOUND_BY_CHECK[action] ?? action;
  return isChange(action) && !written && state !== "planned" ? `not ${action}` : action;
}

function serversCell({ servers }: RecordResult, { colors }: Look): Cell {
  if (servers === null) return { text: "not asked", paint: colors.dim };
  const agreed = servers.agreeing === servers.asked;
  return {
    text: `${agreed ? "✔" : "…"} ${servers.agreeing} of ${servers.asked}`,
    paint: agreed ? colors.green : colors.yellow,
  };
}

function sesCell({ ses }: RecordResult, { colors }: Look): Cell {
  if (ses === null) return { text: "not asked", paint: colors.dim };
  return ses.status ? { text: "✔ accepts", paint: colors.green } : { text: "✖ refuses", paint: colors.red };
}

/** Whether it is us or them: what SES sees beside what it wants. */
function refusalLines(records: readonly RecordResult[], look: Look): readonly string[] {
  return records
    .filter(({ ses }) => ses !== null && !ses.status)
    .flatMap((record) => {
      const seen = record.ses?.currentValue ?? "";
      return [
        "",
        `  SES on ${recordName(record)}:`,
        ...wrapped(`wants  ${seal(record.expected)}`, look.width - 4).map((line) => `    ${line}`),
        ...wrapped(`sees   ${seen === "" ? "nothing" : seal(seen)}`, look.width - 4).map(
          (line) => `    ${line}`,
        ),
        ...findingLines(record, look),
      ];
    });
}

/** Which side it lies at, and until when. */
function findingLines({ ses, servers }: RecordResult, look: Look): readonly string[] {
  if (ses?.finding === undefined) return [];
  return wrapped(`so     ${findingSentence(ses, servers)}`, look.width - 4).map((line) => `    ${line}`);
}

function planLines(result: ResultEvent, look: Look, { creates }: ResultContext): readonly string[] {
  const records = result.records.flatMap((record) => [
    `  ${planSentence({ ...record, record })}`,
    ...diffLines(record, look),
    ...record.warnings.flatMap((warning) => noteLines(warningSentence(warning), look)),
  ]);
  if (!creates) return records;
  const create =
    "Create the identity at SES: one of the few that an account may have, and it can't be taken back. Only then SES tells its DKIM record.";
  return [...wrapped(create, look.width - 2).map((line) => `  ${line}`), ...records];
}

/** A warning below the thing that it is about. */
export function noteLines(text: string, { colors, width }: Look): readonly string[] {
  return wrapped(text, width - 6).map(
    (line, index) => `    ${index === 0 ? `${colors.yellow("!")} ` : "  "}${line}`,
  );
}

function effortLines({ zone, calls, timings }: ResultEvent, { colors, width }: Look): readonly string[] {
  const provider = zone?.provider ?? "the DNS host";
  const place =
    zone === null ? [] : [`zone ${zone.apex} at ${provider}, served by ${listWords(zone.nameServers, 3)}`];
  const requests = `requests: ${calls.ses} to SES, ${calls.provider} to ${provider}, ${calls.dns} by DNS`;
  const time = `${durationWords(timings.totalMs)} in all${timings.propagationMs > 0 ? `, ${durationWords(timings.propagationMs)} of it propagation` : ""}`;
  return [...place, requests, time]
    .flatMap((text) => wrapped(seal(text), width - 2))
    .map((line) => colors.dim(`  ${line}`));
}

function nextLines(result: ResultEvent, look: Look, { undoes }: ResultContext): readonly string[] {
  if (result.error !== null) return causeLines(result.error, look);
  const { sentence, command } = undoes ? afterUndo(result) : nextStep(result);
  const lines = wrapped(sentence, look.width - 4).map(
    (line, index) => `  ${index === 0 ? look.colors.cyan("→ ") : "  "}${line}`,
  );
  // A command is to be copied, so it is never broken.
  return command === undefined ? lines : [...lines, `    ${command}`];
}

interface Next {
  readonly sentence: string;
  readonly command?: string;
}

function nextStep({ state, domain, planHash, identity, records }: ResultEvent): Next {
  const check = `ses-onboard check ${domain}`;
  if (state === "verified")
    return { sentence: "Nothing is left to do. Whether it all still stands, tells:", command: check };
  if (state !== "planned")
    return { sentence: "Run the same command again; it goes on where this one ended." };
  const settled = identity?.verified === true && !records.some(({ action }) => isChange(action));
  if (settled)
    return { sentence: "Nothing is left to do. Whether it all still stands, tells:", command: check };
  return {
    sentence: "To do exactly this:",
    command: `ses-onboard run ${domain}${planHash === null ? "" : ` --plan-hash ${planHash}`}`,
  };
}

function afterUndo({ state, records }: ResultEvent): Next {
  if (state === "interrupted")
    return { sentence: "Run the same command again; it goes on where this one ended." };
  const changes = records.some(({ action }) => isChange(action));
  if (state === "planned" && changes)
    return { sentence: "To do exactly this, give the same command without --dry-run." };
  const memory = changes ? "Caches may show what stood here until its TTL has passed. " : "";
  return {
    sentence: `${memory}The identity stays at SES: nothing takes it back, and it can be onboarded again.`,
  };
}

function actionCounts({ records, state }: ResultEvent): string {
  const words = records.map((record) => actionWord(record, state));
  return [...new Set(words)]
    .map((word) => `${words.filter((other) => other === word).length} ${word}`)
    .join(", ");
}
