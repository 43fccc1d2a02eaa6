import { GENERATED, printedBy, row } from "./command.mjs";
import { exportsOf } from "./source.mjs";

const SWAP = {
  atomic: "The host itself refuses a change whose starting point is stale: of two writers exactly one wins.",
  checked:
    "The records are read again just before the write, and read back after it. Values outside the change survive any race, and what stands beside ours then is planned anew. An edit of the changed value itself, made between the two requests, is lost; `plan` says where that could be ([figures](security.md#two-writers)).",
};
const WRITES = {
  value: "A write names the values that it adds and removes.",
  rrset: "A write replaces the whole set.",
};
const BATCH = {
  "all-or-nothing": "All changes of one domain come through, or none.",
  "one-by-one": "Changes come through one by one; a failure in between leaves the rest undone.",
};
const REPLACE = {
  "in-place": "A value is changed without ever being away.",
  gap: "A value that changes is away for a moment.",
};

const GRADE = {
  "real server": "a real server of the host's",
  "recorded traffic": "recorded traffic of the host's",
  "own fake": "our own fake of the host, which keeps state; what the host really answers may differ",
};

/** What each adapter says about itself. */
export async function providersPage() {
  const { METAS, policyOfHost, policyOfSes } = await exportsOf(
    "providers/registry.ts",
    "src/cli/tasks/account-policies.ts",
  );
  const metas = JSON.parse(await printedBy("providers", "--json"));
  const policyOf = ({ id }) => policyOfHost(METAS[id], EXAMPLE, "international");
  return [
    "# DNS hosts",
    GENERATED,
    [
      "Without a config, each host below whose credentials are in the environment is a candidate, and the zone's live name servers decide. `--provider` names one. The keys of SES are DNSPod's, too, but they alone make it a candidate only where a live name server is one of DNSPod's.",
      "In a config, a secret is `{ env: NAME }` or `{ file: PATH }`, never a literal; the variable `NAME_FILE` names a file instead of `NAME`.",
    ].join("\n"),
    ...metas.map((meta) => (meta.byHand ? byHandSection(meta) : section(meta, policyOf(meta)))),
    ["## Tencent Cloud SES", ...policyBlocks(policyOfSes("international"))].join("\n\n"),
    OTHER,
  ].join("\n\n");
}

/** What a policy of this page is for. */
const EXAMPLE = {
  apex: "example.com",
  id: "DOMAIN_ID",
  written: {
    names: ["mail.example.com", "_dmarc.mail.example.com"],
    keysBelow: "_domainkey.mail.example.com",
    types: ["TXT", "MX"],
  },
};

/** As `doctor --policy` prints it where it knows the zone. */
function policyBlocks({ language, document, reads, proved }) {
  const what = language === "token" ? "What is chosen in the form of a token" : `A policy of ${language}`;
  const mark = proved ? "" : " (unproved on the live service)";
  return [
    `${what}${mark}; \`ses-onboard doctor --policy mail.example.com\` prints it for your domain:`,
    `\`\`\`json\n${JSON.stringify(document, null, 2)}\n\`\`\``,
    `Keys for \`plan\` and \`check\` alone need only ${reads.map((action) => `\`${action}\``).join(", ")}.`,
  ];
}

function section({ id, title, settings, keysAt, rights, traits, rate, url, grade }, policy) {
  return [
    `## ${title}`,
    `\`type: ${id}\` · [its documentation](${url})`,
    ["| setting | kind | variable | meaning |", "|---|---|---|---|", ...settings.map(settingRow)].join("\n"),
    ...(keysAt === undefined ? [] : [`Keys are made at ${keysAt.map((page) => `<${page}>`).join(" or ")}.`]),
    `Least rights:\n\n${rights.map((right) => `- ${right}`).join("\n")}`,
    ...(policy === undefined ? [] : policyBlocks(policy)),
    `Traits:\n\n${[...traitLines(traits), ...rateLines(rate)].join("\n")}`,
    `Tested on: ${GRADE[grade] ?? "not told"}.`,
  ].join("\n\n");
}

function byHandSection({ id, title }) {
  return [
    `## ${title}`,
    `\`type: ${id}\`, or \`--provider ${id}\` · no setting, no credentials: what stands is read from the zone's name servers, and a person enters what is planned ([how](manual.md)). Never chosen by itself.`,
    "Tested on: real name servers (BIND, Knot).",
  ].join("\n\n");
}

function settingRow({ name, secret, required, env, summary }) {
  const kind = [required ? "required" : "optional", ...(secret ? ["secret"] : [])].join(", ");
  return row(`\`${name}\``, kind, env === undefined ? "" : `\`${env}\``, summary);
}

function traitLines({ swap, writes, batch, replace, minTtl, readLagMs, mx, sizes }) {
  return [
    `- swap \`${swap}\`: ${SWAP[swap]}`,
    ...(writes === undefined ? [] : [`- writes \`${writes}\`: ${WRITES[writes]}`]),
    `- batch \`${batch}\`: ${BATCH[batch]}`,
    `- replace \`${replace}\`: ${REPLACE[replace]}`,
    `- lowest TTL: ${minTtl === 0 ? "none" : `${minTtl} s`}`,
    ...(readLagMs === undefined ? [] : [`- a listing may be ${readLagMs / 1_000} s old after a write`]),
    ...(mx === undefined
      ? []
      : [`- MX: preferences from ${mx.min} to ${mx.max}, ${mx.null ? "a" : "no"} null MX`]),
    ...(sizes === undefined ? [] : [`- at most, judged before Create: ${sizesText(sizes)}`]),
  ];
}

const SIZES = {
  value: "characters of a value",
  set: "values of a record set",
  values: "values of a write",
  characters: "characters of a write",
};

function sizesText(sizes) {
  return Object.entries(sizes)
    .map(([name, most]) => `${most.toLocaleString("en-US")} ${SIZES[name]}`)
    .join(", ");
}

function rateLines(rate) {
  if (rate === undefined) return [];
  return [
    `- requests: ${rate.burst} at once, then ${rate.perSecond} a second, all domains of a command together; what else uses the account keeps the rest`,
  ];
}

const OTHER = `## Another host

An adapter written elsewhere is named by its path or package, in the config or by \`--provider\`, and is held to the same contract:

\`\`\`yaml
providers:
  inhouse: { type: ./adapters/inhouse.mjs, url: https://dns.example.com, key: { env: DNS_KEY } }
\`\`\`

Its settings are judged by what it says of itself: \`ses-onboard providers ./adapters/inhouse.mjs\` shows them, with rights, traits and what it was tested on. Those that it names a variable for
need no config: \`--provider ./adapters/inhouse.mjs\` is enough. A relative path starts at the config file, or where the command is run; a package is looked for from there. Nothing is ever loaded from a URL.
An adapter is code that runs with your credentials in reach: [security.md](security.md#adapters-of-others).

[examples/third-party-adapter](../examples/third-party-adapter) is a complete one with its test; [how-to/add-a-dns-host.md](how-to/add-a-dns-host.md) tells how to go about it.`;
