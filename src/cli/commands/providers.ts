import { METAS } from "../../../providers/registry.ts";
import type { ProviderMeta, Setting } from "../../../providers/describe.ts";
import { didYouMean } from "../../config/suggest.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { CliCommand } from "../command.ts";

export const PROVIDERS_OPTIONS = { json: { describe: "as JSON", type: "boolean" } } as const;

export const providersCommand: CliCommand = ({ io, finish }) => ({
  command: "providers [name]",
  describe: "list the DNS hosts it knows: settings, secrets, rights needed, traits",
  builder: (argv) =>
    argv.positional("name", { describe: "one of them, in full", type: "string" }).options(PROVIDERS_OPTIONS),
  handler: (given) => {
    const name = given["name"] as string | undefined;
    const metas = name === undefined ? Object.values(METAS) : [find(name)];
    const text =
      given["json"] === true
        ? JSON.stringify(metas.map(plain))
        : metas.map(name === undefined ? line : page).join("\n");
    io.stdout.write(`${text}\n`);
    finish(0);
  },
});

function find(name: string): ProviderMeta {
  const meta = Object.hasOwn(METAS, name) ? METAS[name] : undefined;
  if (meta !== undefined) return meta;
  throw new OnboardError(
    "PROVIDER_UNKNOWN",
    `No DNS host is called "${name}"${didYouMean(name, Object.keys(METAS))}.`,
    {
      hint: `Name one of ${Object.keys(METAS).join(", ")}; another host can be added as an adapter of your own (docs/providers.md).`,
    },
  );
}

function line({ id, title, settings, traits }: ProviderMeta): string {
  const needs = settings.filter((setting) => setting.required).map((setting) => setting.env ?? setting.name);
  return `${id.padEnd(12)}${title.padEnd(18)}swap: ${traits.swap.padEnd(9)}needs: ${needs.join(", ") || "the vendor's own credential chain"}`;
}

function page(meta: ProviderMeta): string {
  const { traits, rate } = meta;
  return [
    `${meta.title} (${meta.id})   ${meta.url}`,
    "",
    "Settings",
    ...meta.settings.map(settingLine),
    "",
    "Rights",
    ...meta.rights.map((right) => `  - ${right}`),
    "",
    "Traits",
    `  swap     ${traits.swap === "atomic" ? "atomic: the host itself refuses a stale change" : "checked: read again just before the write, and read back after it"}`,
    `  batch    ${traits.batch}`,
    `  replace  ${traits.replace}`,
    `  TTL      ${traits.minTtl} s at least`,
    ...(rate === undefined
      ? []
      : [
          `  requests ${rate.burst} at once, then ${rate.perSecond} a second; all domains of a command together`,
        ]),
  ].join("\n");
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
  const { id, title, settings, rights, traits, rate, nameServers, url } = meta;
  return {
    id,
    title,
    settings,
    rights,
    traits,
    rate,
    nameServers: nameServers.map((pattern) => pattern.source),
    url,
  };
}
