import type { Grade, ProviderMeta, Setting } from "../../../providers/describe.ts";
import { kindOfName, locateModule } from "../../../providers/module-name.ts";
import { findAdapter, METAS } from "../../../providers/registry.ts";
import type { ProviderTraits } from "../../dns/provider.ts";
import { TENCENT } from "../../config/accounts/known-secrets.ts";
import { didYouMean } from "../../config/suggest.ts";
import { neutralise } from "../../errors/neutralise.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { isGiven, type CliCommand } from "../command.ts";
import { operandsOf } from "../operands.ts";
import type { Io } from "../io.ts";

export const PROVIDERS_OPTIONS = { json: { describe: "as JSON", type: "string" } } as const;

export const providersCommand: CliCommand = ({ io, finish }) => ({
  command: "providers [name]",
  describe: "list the DNS hosts it knows: settings, secrets, rights needed, traits, what it was tested on",
  builder: (argv) =>
    argv
      .positional("name", {
        describe: "one of them, in full, or an adapter of your own by its path or package",
        type: "string",
      })
      .options(PROVIDERS_OPTIONS),
  handler: async (given) => {
    const [name] = operandsOf(given, "name");
    const asJson = isGiven(given, "json");
    const metas = name === undefined ? Object.values(METAS) : [await findMeta(name, io.cwd)];
    if (asJson) io.stdout.write(`${JSON.stringify(metas.map(plain))}\n`);
    else await tell(io, metas.flatMap(name === undefined ? line : page));
    finish(0);
  },
});

/** @throws OnboardError PROVIDER_UNKNOWN */
async function findMeta(name: string, cwd: string): Promise<ProviderMeta> {
  const meta = Object.hasOwn(METAS, name) ? METAS[name] : undefined;
  if (meta !== undefined) return meta;
  if (kindOfName(name) !== "word") return (await findAdapter(locateModule(name, cwd))).meta;
  throw new OnboardError(
    "PROVIDER_UNKNOWN",
    phrase`No DNS host is known here as "${name}"${didYouMean(name, Object.keys(METAS))}.`,
    {
      hint: phrase`Name one of ${listPhrase(Object.keys(METAS), ", ")}, or the path of an adapter of your own, like ./adapter.mjs (docs/providers.md).`,
    },
  );
}

function line({ id, title, settings, traits, grade, vendor, byHand }: ProviderMeta): string {
  if (byHand === true)
    return `${id.padEnd(12)}${title.padEnd(18)}needs: nothing; a person enters the records`;
  const needs = settings.filter((setting) => setting.required).map((setting) => setting.env ?? setting.name);
  const without = vendor === TENCENT ? "the keys that SES is used with" : "the vendor's own credential chain";
  return `${id.padEnd(12)}${title.padEnd(18)}swap: ${traits.swap.padEnd(9)}tested on: ${(grade ?? "not told").padEnd(10)}needs: ${needs.join(", ") || without}`;
}

/** What an adapter written elsewhere says of itself is somebody else's text. */
function page(meta: ProviderMeta): readonly string[] {
  const { traits, rate } = meta;
  return [
    `${meta.title} (${meta.id})   ${meta.url}`.trimEnd(),
    "",
    "Settings",
    ...orNone(meta.settings.map(settingLine)),
    "",
    ...(meta.keysAt === undefined ? [] : [`Keys are made at ${meta.keysAt.join(" or ")}`, ""]),
    "Rights",
    ...orNone(meta.rights.map((right) => `  - ${right}`)),
    ...(meta.byHand === true ? [] : ["", "Traits", ...traitLines(traits)]),
    ...(rate === undefined
      ? []
      : [
          `  requests ${rate.burst} at once, then ${rate.perSecond} a second; all domains of a command together`,
        ]),
    "",
    `Tested on: ${meta.byHand === true ? "real name servers" : TESTED_ON[meta.grade ?? "not told"]}`,
  ].map(neutralise);
}

/** A line goes on below its second column. */
async function tell(io: Io, lines: readonly string[]): Promise<void> {
  const [{ hanging }, { legible }] = await Promise.all([
    import("../../report/layout.ts"),
    import("../legible.ts"),
  ]);
  const broken = lines.flatMap((text) => {
    const [lead = ""] = /^ *(?:- |\S+ {2,})?/.exec(text) ?? [];
    return hanging(lead, text.slice(lead.length), io.stdout.columns ?? Infinity);
  });
  legible(io.stdout, io).write(`${broken.join("\n")}\n`);
}

function traitLines({
  swap,
  writes,
  batch,
  replace,
  minTtl,
  readLagMs,
  mx,
}: ProviderTraits): readonly string[] {
  return [
    `  swap     ${swap === "atomic" ? "atomic: the host itself refuses a stale change" : "checked: read again just before the write, and read back after it"}`,
    ...(writes === undefined ? [] : [`  writes   ${writes}: ${WRITES[writes]}`]),
    `  batch    ${batch}`,
    `  replace  ${replace}`,
    `  TTL      ${minTtl} s at least`,
    ...(readLagMs === undefined ? [] : [`  listing  may be ${readLagMs / 1_000} s old after a write`]),
    ...(mx === undefined
      ? []
      : [`  MX       preferences from ${mx.min} to ${mx.max}, ${mx.null ? "a" : "no"} null MX`]),
  ];
}

const WRITES = {
  value: "a write names the values that it adds and removes",
  rrset: "a write replaces the whole set",
} as const;

const TESTED_ON: Readonly<Record<Grade | "not told", string>> = {
  "real server": "a real server of the host's",
  "recorded traffic": "recorded traffic of the host's",
  "own fake": "an own fake of the host: what it really answers may differ",
  "not told": "not told",
};

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ["  none told"] : lines;
}

function settingLine({ name, summary, secret, required, env }: Setting): string {
  const notes = [
    required ? "required" : "optional",
    ...(secret ? ["secret"] : []),
    ...(env === undefined ? [] : [env]),
  ];
  return `  ${name.padEnd(10)}${summary} (${notes.join(", ")})`;
}

/** Patterns don't survive JSON as they are. */
function plain(meta: ProviderMeta): object {
  const { id, title, settings, credentials, keysAt, rights, traits, byHand, rate, nameServers, url, grade } =
    meta;
  return {
    id,
    title,
    settings,
    credentials,
    keysAt,
    rights,
    traits,
    byHand,
    rate,
    nameServers: nameServers.map((pattern) => pattern.source),
    url,
    grade,
  };
}
