import { gravestExit } from "../../errors/codes.ts";
import { parseDomainName, parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { createRedactor, redactDeep } from "../../errors/redact.ts";
import { diagnose, type Diagnosis } from "../../onboard/diagnose.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor, type Colors } from "../../report/color.ts";
import { errorLines } from "../../report/error-text.ts";
import { jsonLine } from "../../events/json-line.ts";
import { oneLine } from "../../report/words/one-line.ts";
import { flagsOf, type Arguments, type CommandContext } from "../command.ts";
import type { Io } from "../io.ts";
import { openSession } from "../session/session.ts";

const TITLES: Readonly<Record<Diagnosis["check"], string>> = {
  delegation: "DNS, port 53",
  ses: "Tencent Cloud SES",
  provider: "DNS host",
  records: "Records",
  rights: "Rights to write",
};

/** Tries DNS, SES and the DNS host without any effect, and says of each what was found or what to do. */
export async function doctor({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const domain = typeof given["domain"] === "string" ? parseSenderDomain(given["domain"]) : undefined;
  const domains = domain === undefined ? [] : [domain];
  await openSession(io, { flags: flagsOf(given), domains }, async ({ composition, config, options }) => {
    const run = composition.runFor(domain ?? ANY_NAME, { emit: () => undefined });
    const diagnoses = redactDeep(await diagnose(run, domain), createRedactor(config.secrets));
    io.signal.throwIfAborted();
    const colors = wantsColor({ choice: options.color?.value, env: io.env, isTTY: io.stdout.isTTY })
      ? ANSI_COLORS
      : NO_COLORS;
    const isJson = options.format?.value === "json";
    io.stdout.write(
      isJson
        ? jsonLine({ type: "diagnosis", domain: domain ?? null, checks: diagnoses })
        : textOf(diagnoses, colors, io),
    );
    finish(gravestExit(diagnoses.map((one) => one.exit)));
  });
}

const ANY_NAME: DomainName = parseDomainName("example.com");
const DEFAULT_COLUMNS = 100;

function textOf(diagnoses: readonly Diagnosis[], colors: Colors, io: Io): string {
  const lines = diagnoses.flatMap(({ check, found, error }) => {
    const title = TITLES[check];
    if (error === null) return [`${colors.green("✔")} ${title.padEnd(18)} ${oneLine(found ?? "")}`];
    return [
      `${colors.red("✖")} ${title}`,
      ...errorLines(error, { colors, width: io.stdout.columns ?? DEFAULT_COLUMNS }),
    ];
  });
  return `${lines.join("\n")}\n`;
}
