import { resolve } from "node:path";
import { systemClock } from "../../async/clock.ts";
import { unlessAborted } from "../../async/together.ts";
import { untilWritten } from "../../files/pipe.ts";
import { METAS } from "../../../providers/registry.ts";
import { loadConfig } from "../../config/load.ts";
import { readOptions, type Options } from "../../config/sources/options.ts";
import { findDomainName, parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { writesIn, type DomainWrites } from "../../journal/logged-writes.ts";
import { undoDomain } from "../../onboard/undo.ts";
import { isThere } from "../../files/unread.ts";
import { keptLogOf } from "../../journal/kept-logs.ts";
import { readEventLog } from "../../journal/read-log.ts";
import type { Io } from "../io.ts";
import { stateFolder } from "../session/state-folder.ts";
import { wordFor } from "../../report/words/commands/command-line.ts";
import { operandsOf } from "../operands.ts";
import { startedBy } from "../session/session.ts";
import { flagsOf, type Arguments, type CommandContext, LOG_FILE } from "../command.ts";
import { refuseFilesNamedTwice } from "../session/named-files.ts";
import { languageFor } from "../session/language.ts";
import { requireConsent } from "../session/consent.ts";
import { whoAsks } from "../session/log-and-report.ts";
import { runDomains } from "../session/run-domains.ts";
import { withSandbox } from "../session/with-sandbox.ts";
import { composeUndo } from "../../compose/compose-undo.ts";

/**
 * Put back what the runs of a log replaced, domain by domain. The log is read whole before anything else, so
 * that an undo may append to it.
 */
export async function undo(context: CommandContext, given: Arguments): Promise<void> {
  const { io } = context;
  const flags = flagsOf(given);
  const options = readOptions(flags, io.env);
  refuseFilesNamedTwice(options, io);
  const [file = ""] = operandsOf(given, LOG_FILE);
  const dryRun = options["dry-run"]?.value === true;
  const log = await untilWritten(logOf(file, io), io.signal);
  const domains = chosen(writesIn(readEventLog(file, log)), options, file);
  // Nobody shall consent to learn that there is no such log.
  if (!dryRun) requireConsent(io, options, "undo");
  await withSandbox(
    { options, flags, domains: [...domains.keys()] },
    io,
    async ({ env, credentialChain, sandbox, ...surroundings }) => {
      const sources = { ...surroundings, env, credentialChain };
      const config = await unlessAborted(
        io.giveUp,
        loadConfig({ ...sources, cwd: io.cwd, home: io.home, signal: io.signal, metas: METAS }),
      );
      const undoFor = composeUndo(config, {
        env,
        credentialChain,
        sandbox,
        signal: io.signal,
        by: whoAsks(io),
        clock: systemClock,
      });
      const shared = { config, options, undoes: true } as const;
      const language = await languageFor(options, io);
      const asked = { started: startedBy(io, [file]), wordFor, language };
      await runDomains(context, shared, domains, (_domain, writes, callbacks) =>
        undoDomain(undoFor(writes, { ...callbacks, dryRun, ...asked })),
      );
    },
  );
}

/**
 * The log that is meant: a file that is there, else the one that the runs of a domain left. Where that is missing, too,
 * a name that looks like a file's is one.
 * @throws OnboardError CONFIG_INVALID for a domain that no log was kept of
 */
function logOf(named: string, io: Io): string {
  const path = resolve(io.cwd, named);
  const domain = isThere(path) ? undefined : findDomainName(named);
  if (domain === undefined) return path;
  const folder = stateFolder(io);
  const kept = folder === undefined ? undefined : keptLogOf(folder, domain);
  if (kept !== undefined && isThere(kept)) return kept;
  if (domain.endsWith("json")) return path;
  const where =
    folder === undefined ? phrase`no folder for logs is known` : phrase`none was kept in ${folder}`;
  throw new OnboardError(
    "CONFIG_INVALID",
    phrase`There is no log of ${domain}: no file of that name, and ${where}.`,
    {
      hint: phrase`Name the file that \`run --log\` wrote. What was kept here is listed by ${{ words: ["history"] }}.`,
      facts: { domain, folder: folder ?? null },
    },
  );
}

/** @throws OnboardError CONFIG_INVALID for a domain that the log does not tell of */
function chosen(
  writes: readonly DomainWrites[],
  options: Options,
  file: string,
): ReadonlyMap<DomainName, DomainWrites> {
  const wanted = options.domain?.value.map(parseSenderDomain);
  const known = writes.map(({ domain }) => domain);
  const unknown = wanted?.find((domain) => !known.includes(domain));
  if (unknown === undefined)
    return new Map(
      writes
        .filter(({ domain }) => wanted === undefined || wanted.includes(domain))
        .map((own) => [own.domain, own]),
    );
  throw new OnboardError("CONFIG_INVALID", phrase`${file} tells nothing of ${unknown}.`, {
    hint: phrase`Name one of ${listPhrase(known.slice(0, 5), ", ")}, or leave --domain away.`,
    facts: { domain: unknown, known },
  });
}
