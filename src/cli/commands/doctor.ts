import { gravestExit } from "../../errors/codes.ts";
import { parseDomainName, parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { createRedactor } from "../../errors/redact.ts";
import { diagnose, type Diagnosis } from "../../onboard/diagnose.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../../report/color.ts";
import { errorLines } from "../../report/error-text.ts";
import { seal } from "../../report/seal.ts";
import { flagsOf, withCommonOptions, type Command } from "../command.ts";
import type { Io } from "../io.ts";
import { openSession } from "../session.ts";

const TITLES: Readonly<Record<Diagnosis["check"], string>> = {
  delegation: "DNS, port 53",
  ses: "Tencent Cloud SES",
  provider: "DNS host",
  records: "Records",
};

export const doctorCommand: Command = ({ io, finish }) => ({
  command: "doctor [domain]",
  describe: "credentials, rights, zone, delegation, reachability of port 53; creates nothing",
  builder: (argv) => withCommonOptions(argv.positional("domain", { describe: "a sender domain, like mail.example.com", type: "string" })),
  handler: async (given) => {
    const domain = typeof given["domain"] === "string" ? parseSenderDomain(given["domain"]) : undefined;
    await openSession(io, flagsOf(given), async ({ composition, config, options }) => {
      const run = composition.runFor(domain ?? ANY_NAME, { emit: () => undefined });
      const diagnoses = await diagnose(run, domain);
      const redact = createRedactor(config.secrets);
      const text =
        options.format?.value === "json"
          ? JSON.stringify({ type: "diagnosis", domain: domain ?? null, checks: diagnoses })
          : diagnoses.map((one) => linesOf(one, io)).join("\n");
      io.stdout.write(redact(`${text}\n`));
      finish(gravestExit(diagnoses.map((one) => one.exit)));
    });
  },
});

const ANY_NAME: DomainName = parseDomainName("example.com");

function linesOf({ check, found, error }: Diagnosis, io: Io): string {
  const colors = wantsColor({ env: io.env, isTTY: io.stdout.isTTY }) ? ANSI_COLORS : NO_COLORS;
  const title = TITLES[check].padEnd(18);
  if (error === null) return `${colors.green("✔")} ${title} ${seal(found ?? "")}`;
  return [`${colors.red("✖")} ${title}`, ...errorLines(error, { colors, width: io.stdout.columns ?? 100 })].join("\n");
}
