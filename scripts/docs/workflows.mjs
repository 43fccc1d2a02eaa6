import { readdir } from "node:fs/promises";
import { printedBy, row } from "./command.mjs";
import { between, exportsOf, sourceOf } from "./source.mjs";

const ACCOUNTS =
  /^( *)(# Accounts: (all|Tencent Cloud)\. Written by `npm run docs` from the adapters; edits are lost\.\n)[^]*?^ *# End of the accounts\.$/gm;
const BEGIN =
  "<!-- Accounts. Written by `npm run docs` from the adapters; edits up to the end of the table are lost. -->\n";
const END = "<!-- End of the table. -->\n";

/** Every workflow that may hold accounts, by its path. */
export async function workflowPages() {
  const folders = [".github/workflows", "examples/workflows"];
  const paths = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(new URL(`../../${folder}`, import.meta.url))).map((file) => `${folder}/${file}`),
    ),
  );
  return Object.fromEntries(paths.flat().map((path) => [path, () => withAccounts(path)]));
}

/** A workflow with each account's variables in the `env:` of the steps that need them. */
async function withAccounts(path) {
  const variables = await table();
  const text = await sourceOf(path);
  const filled = text.replaceAll(ACCOUNTS, (_all, indent, marker, whose) => {
    const lines = variables
      .filter(({ of, action }) => action === undefined && (whose === "all" || of === whose))
      .map((variable) => `${indent}${variable.env}: ${expressionFor(variable, variables)}\n`);
    return `${indent}${marker}${lines.join("")}${indent}# End of the accounts.`;
  });
  return filled.trimEnd();
}

/**
 * What is not set is empty, and an empty variable counts as not set. An empty one of the step would hide what an
 * action of the cloud's own has put into the job's environment, so that goes first.
 */
function expressionFor({ env, of, secret }, variables) {
  const found = `${secret ? "secrets" : "vars"}.${env}`;
  const hasAction = variables.some((variable) => variable.of === of && variable.action !== undefined);
  return hasAction ? `\${{ env.${env} || ${found} }}` : `\${{ ${found} }}`;
}

/** docs/github-action.md with the same table. */
export async function actionPage() {
  const variables = await table();
  const rows = variables.map(({ of, env, secret, way, action, summary }) =>
    row(
      of,
      `\`${env}\``,
      secret ? "secret" : "variable",
      { keys: "keys", role: "a role" }[way] ?? "either",
      action === undefined ? summary : `${summary} For the step \`${action}\`.`,
    ),
  );
  const lines = ["| account | name | kind | wanted with | meaning |", "|---|---|---|---|---|", ...rows];
  return between(await sourceOf("docs/github-action.md"), BEGIN, END, `\n${lines.join("\n")}\n\n`);
}

/** Made once for all pages. */
let made;

function table() {
  made ??= makeTable();
  return made;
}

async function makeTable() {
  const { variablesOf } = await exportsOf("src/config/accounts/variables.ts");
  return variablesOf(JSON.parse(await printedBy("providers", "--json")));
}
