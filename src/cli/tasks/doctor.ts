import { gravestExit } from "../../errors/codes.ts";
import { parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { inEnglish, inLanguage, type Text } from "../../errors/phrase.ts";
import { createRedactor, redactDeep } from "../../errors/redact.ts";
import { ANY_NAME, diagnose } from "../../onboard/diagnose/diagnose.ts";
import type { Run } from "../../onboard/run.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../../report/color.ts";
import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import type { AskedElsewhere } from "../../events/endpoint.ts";
import type { EventBody } from "../../events/event.ts";
import { rehearsalSince } from "../../events/rehearsal.ts";
import type { DomainResult } from "../../events/result.ts";
import { inLocalWords } from "../../report/error-text.ts";
import { hanging } from "../../report/layout.ts";
import { jsonLine } from "../../events/json-line.ts";
import { findingText } from "../../report/diagnosis/words.ts";
import { endpointWords, rehearsalSentence } from "../../report/words/rehearsal-words.ts";
import { oneLine } from "../../report/words/one-line.ts";
import type { Answer } from "./answer.ts";
import { flagsOf, type Arguments, type CommandContext } from "../command.ts";
import type { Io } from "../io.ts";
import { legible } from "../legible.ts";
import { languageFor } from "../session/language.ts";
import { openSession, startedBy, type Session } from "../session/session.ts";
import { operandsOf } from "../operands.ts";
import { wordFor } from "../../report/words/commands/command-line.ts";
import { diagnosisLines, untriedLines } from "../../report/diagnosis/lines.ts";
import { withNeededKeys } from "./needed-keys.ts";
import { policiesFor } from "./policies.ts";
import { diagnoseSurroundings } from "./surroundings.ts";

/**
 * Tries DNS, SES and the DNS host without any effect, and says of each what was found or what to do; or, with
 * `--policy`, what their keys have to be allowed.
 */
export async function doctor({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const domains = operandsOf(given, "domain").map(parseSenderDomain);
  const [domain] = domains;
  const line = { command: "doctor", flags: flagsOf(given), domains, triesEach: true } as const;
  await openSession(io, line, async (session) => {
    const { composition, config, options } = session;
    const told: EventBody[] = [];
    const language = await languageFor(options, io);
    const run = composition.runFor(domain ?? ANY_NAME, {
      emit: (body) => void told.push(body),
      started: startedBy(io, domains),
      wordFor,
      language,
    });
    const look = options.policy?.value === true ? policiesFor : diagnosesFor;
    const answer = await look(run, session, { io, domain });
    const elsewhere = redactDeep(rehearsalSince(run.elsewhere ?? {}, told), createRedactor(config.secrets));
    io.signal.throwIfAborted();
    if (options.format?.value === "json") {
      const { type, ...facts } = answer.facts;
      io.stdout.write(jsonLine({ type, domain: domain ?? null, ...elsewhere, ...facts }));
    } else {
      const choice = { choice: options.color?.value, env: io.env, isTTY: io.stdout.isTTY };
      const style = {
        colors: wantsColor(choice) ? ANSI_COLORS : NO_COLORS,
        width: io.stdout.columns ?? DEFAULT_COLUMNS,
        wordOf: (text: Text) => inLanguage(text, language),
      };
      const marks = markLines(elsewhere, run.calls()).flatMap((mark) => hanging("", mark, style.width));
      legible(io.stdout, io).write(`${[...marks, ...answer.lines(style)].join("\n")}\n`);
    }
    finish(answer.exit);
  });
}

async function diagnosesFor(
  run: Run,
  session: Session,
  { io, domain }: { readonly io: Io; readonly domain: DomainName | undefined },
): Promise<Answer> {
  const { config, invalid } = session;
  const found = [
    ...(await diagnoseSurroundings(run, io, session)),
    ...asFarAsValid(await diagnose(invalid === undefined ? run : withoutSes(run), domain), session),
  ].map((one) => withNeededKeys(one, config));
  const diagnoses = redactDeep(found, createRedactor(config.secrets));
  const facts = { type: "diagnosis", checks: diagnoses.map(withSentence) };
  return {
    facts,
    lines: (style) => [
      ...diagnoses.map(inLocal).flatMap((one) => diagnosisLines(one, style)),
      ...untriedLines(diagnoses, { ...style, domain }),
    ],
    exit: gravestExit(diagnoses.map((one) => one.exit)),
  };
}

/** Where SES would be asked may be the mistake. */
function withoutSes(run: Run): Run {
  const { time: _, ...identities } = run.identities;
  return { ...run, identities };
}

/** Of an invalid config no key is used, so whoever needs one was not asked. */
function asFarAsValid(diagnoses: readonly Diagnosis[], { invalid }: Session): readonly Diagnosis[] {
  if (invalid === undefined) return diagnoses;
  return diagnoses.filter(({ check }) => !BY_KEYS.has(check));
}

const BY_KEYS: ReadonlySet<Diagnosis["check"]> = new Set([
  "ses",
  "quota",
  "keys",
  "provider",
  "records",
  "rights",
]);

/** For programs the sentence stands beside its facts, as it does in an error. */
function withSentence(diagnosis: Diagnosis): Diagnosis & { readonly found: string | null } {
  const { finding } = diagnosis;
  return { ...diagnosis, found: finding === null ? null : inEnglish(findingText(finding)) };
}

function inLocal(diagnosis: Diagnosis): Diagnosis {
  return diagnosis.error === null ? diagnosis : { ...diagnosis, error: inLocalWords(diagnosis.error) };
}

const DEFAULT_COLUMNS = 100;

/** Whether it was a rehearsal, and what was asked where not everybody asks. */
function markLines(elsewhere: AskedElsewhere, calls: DomainResult["calls"]): readonly string[] {
  const where = endpointWords(elsewhere);
  return [
    rehearsalSentence({ ...elsewhere, calls }),
    where === undefined ? undefined : `asks ${oneLine(where)}`,
  ].filter((line) => line !== undefined);
}
