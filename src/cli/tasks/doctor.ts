import { systemClock } from "../../async/clock.ts";
import { gravestExit } from "../../errors/codes.ts";
import { parseDomainName, parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { createRedactor, redactDeep } from "../../errors/redact.ts";
import { diagnose } from "../../onboard/diagnose/diagnose.ts";
import type { Diagnosis } from "../../onboard/diagnose/diagnosis.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor, type Colors } from "../../report/color.ts";
import type { AskedElsewhere } from "../../events/endpoint.ts";
import type { EventBody } from "../../events/event.ts";
import { rehearsalSince } from "../../events/rehearsal.ts";
import type { DomainResult } from "../../events/result.ts";
import { inLocalWords } from "../../report/error-text.ts";
import { sentence } from "../../report/event-table.ts";
import { hanging } from "../../report/layout.ts";
import { jsonLine } from "../../events/json-line.ts";
import { endpointWords, rehearsalSentence } from "../../report/words/rehearsal-words.ts";
import { oneLine } from "../../report/words/one-line.ts";
import { flagsOf, type Arguments, type CommandContext } from "../command.ts";
import type { Io } from "../io.ts";
import { legible } from "../legible.ts";
import { languageFor } from "../session/language.ts";
import { openSession, startedBy } from "../session/session.ts";
import { operandsOf } from "../operands.ts";
import { wordFor } from "../../report/words/commands/command-line.ts";
import { diagnosisLines, untriedLines } from "./diagnosis-lines.ts";
import { variablesLine } from "./variables-line.ts";

/** Tries DNS, SES and the DNS host without any effect, and says of each what was found or what to do. */
export async function doctor({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const domains = operandsOf(given, "domain").map(parseSenderDomain);
  const [domain] = domains;
  const line = { command: "doctor", flags: flagsOf(given), domains } as const;
  await openSession(io, line, async ({ composition, config, options }) => {
    const told: EventBody[] = [];
    const run = composition.runFor(domain ?? ANY_NAME, {
      emit: (body) => void told.push(body),
      started: startedBy(io, domains),
      wordFor,
      language: await languageFor(options, io),
    });
    const found = [
      // A rehearsal goes by none of them.
      ...(options.sandbox?.value === true ? [] : [variables(io)]),
      ...withQuota(await diagnose(run, domain), told, run.domain),
    ];
    const redact = createRedactor(config.secrets);
    const diagnoses = redactDeep(found, redact);
    const elsewhere = redactDeep(rehearsalSince(run.elsewhere ?? {}, told), redact);
    io.signal.throwIfAborted();
    const colors = wantsColor({ choice: options.color?.value, env: io.env, isTTY: io.stdout.isTTY })
      ? ANSI_COLORS
      : NO_COLORS;
    const isJson = options.format?.value === "json";
    if (isJson)
      io.stdout.write(
        jsonLine({ type: "diagnosis", domain: domain ?? null, ...elsewhere, checks: diagnoses }),
      );
    else
      legible(io.stdout, io).write(
        textOf(markLines(elsewhere, run.calls()), diagnoses.map(inLocal), { colors, io, domain }),
      );
    finish(gravestExit(diagnoses.map((one) => one.exit)));
  });
}

function inLocal(diagnosis: Diagnosis): Diagnosis {
  return diagnosis.error === null ? diagnosis : { ...diagnosis, error: inLocalWords(diagnosis.error) };
}

function variables(io: Io): Diagnosis {
  return { check: "variables", exit: 0, found: variablesLine(io), error: null };
}

/** The account's sender domains behind the line of SES: they are told, and are no failure. */
function withQuota(
  diagnoses: readonly Diagnosis[],
  told: readonly EventBody[],
  domain: DomainName,
): readonly Diagnosis[] {
  const listing = told.find(({ type }) => type === "identities.listed" || type === "identities.unlisted");
  if (listing === undefined || diagnoses.some(({ check }) => check === "quota")) return diagnoses;
  const found = sentence({ ...listing, time: systemClock.now(), domain });
  return diagnoses.flatMap((one): readonly Diagnosis[] =>
    one.check === "ses" ? [one, { check: "quota", exit: 0, found, error: null }] : [one],
  );
}

const ANY_NAME: DomainName = parseDomainName("example.com");
const DEFAULT_COLUMNS = 100;

/** Whether it was a rehearsal, and what was asked where not everybody asks. */
function markLines(elsewhere: AskedElsewhere, calls: DomainResult["calls"]): readonly string[] {
  const where = endpointWords(elsewhere);
  return [
    rehearsalSentence({ ...elsewhere, calls }),
    where === undefined ? undefined : `asks ${oneLine(where)}`,
  ].filter((line) => line !== undefined);
}

function textOf(
  marks: readonly string[],
  diagnoses: readonly Diagnosis[],
  {
    colors,
    io,
    domain,
  }: { readonly colors: Colors; readonly io: Io; readonly domain: DomainName | undefined },
): string {
  const style = { colors, width: io.stdout.columns ?? DEFAULT_COLUMNS };
  const { width } = style;
  const lines = [
    ...diagnoses.flatMap((one) => diagnosisLines(one, style)),
    ...(domain === undefined ? [] : untriedLines(diagnoses, style)),
  ];
  return `${[...marks.flatMap((mark) => hanging("", mark, width)), ...lines].join("\n")}\n`;
}
