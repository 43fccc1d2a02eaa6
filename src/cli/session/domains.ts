import { resolve } from "node:path";
import type { OwnSettings } from "../../config/config.ts";
import { standingPlace } from "../../config/problem.ts";
import type { Options } from "../../config/sources/options.ts";
import { parseSenderDomain, type DomainName } from "../../dns/domain-name.ts";
import { untilWritten } from "../../files/pipe.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { Arguments } from "../command.ts";
import type { Io } from "../io.ts";
import { operandsOf } from "../operands.ts";

/** Each domain once, with what holds for it alone. */
export type Domains = ReadonlyMap<DomainName, OwnSettings>;

/**
 * The domains named on the command line and those of `--file`.
 * @throws OnboardError DOMAIN_INVALID for one named here, CONFIG_INVALID for a list that is wrong and when
 * there is no domain at all
 */
export async function readDomains(
  given: Arguments,
  options: Options,
  { cwd, inAction, signal }: Pick<Io, "cwd" | "inAction" | "signal">,
): Promise<Domains> {
  const domains = new Map<DomainName, OwnSettings>(namedDomains(given).map((domain) => [domain, {}]));
  for (const file of options.file?.value ?? []) {
    const { readDomainLists } = await import("../../config/sources/domains-file.ts");
    for (const { domain, ...own } of readDomainLists(file, await untilWritten(resolve(cwd, file), signal)))
      domains.set(domain, underFlags(own, options));
  }
  if (domains.size > 0) return domains;
  throw new OnboardError("CONFIG_INVALID", phrase`Which domain? Name at least one, like mail.example.com.`, {
    hint:
      inAction === true
        ? phrase`Name it in the input domain; a list of several is given in the input file.`
        : phrase`Name it behind the command: ${{ operand: "mail.example.com" }}. A list of several is given with --file.`,
  });
}

/**
 * Those of the command line alone.
 * @throws OnboardError DOMAIN_INVALID
 */
export function namedDomains(given: Arguments): readonly DomainName[] {
  return operandsOf(given, "domains").map(parseSenderDomain);
}

/**
 * What a flag or a variable says holds for every domain. In a rehearsal there is one DNS host, whatever the
 * list says.
 */
function underFlags(own: OwnSettings, { provider, mx, dmarc, sandbox }: Options): OwnSettings {
  return {
    provider: provider !== undefined || sandbox?.value === true ? undefined : own.provider,
    mx: mx?.value ?? own.mx,
    dmarc: dmarc?.value ?? own.dmarc,
    from: {
      mx: mx === undefined ? own.from?.mx : standingPlace(mx.origin),
      dmarc: dmarc === undefined ? own.from?.dmarc : standingPlace(dmarc.origin),
    },
  };
}
