import { GENERATED, printedBy, row } from "./command.mjs";
import { exportsOf } from "./source.mjs";

/** Every command with all its options, as `--help` prints them. */
export async function cliPage() {
  const overview = await printedBy("--help");
  const commands = [...overview.matchAll(/^ {2}ses-onboard ([a-z]+)/gm)].map(([, name]) => name);
  // Its examples begin with a command's name, too.
  const names = [...new Set(commands)];
  const pages = await Promise.all(
    names.map(async (name) => `## ${name}\n\n${name === "completion" ? COMPLETION : await helpOf(name)}`),
  );
  return [
    "# Commands",
    GENERATED,
    `${fenced(overview)}\n\nIn a clone: \`npx ses-onboard <command>\`. Exit statuses: [exit-codes.md](exit-codes.md). Settings of a config file: [config.example.yaml](../config.example.yaml).`,
    ...pages,
    await variables(),
  ].join("\n\n");
}

async function helpOf(name) {
  return fenced(await printedBy(name, "--help"));
}

/** Of this command the parser prints the script in place of a help. */
const COMPLETION = `Prints a script for the shell that \`SHELL\` names: Bash (4 or later), Zsh or fish. In Bash:

\`\`\`bash
ses-onboard completion >> ~/.bashrc
\`\`\`

A new shell then completes commands, options, their values (hosts with the names of your config file, formats, sites, regions and the like) and domains: those of the config file's rules, of the lists that \`--file\` names, and of the logs that \`history\` lists. It reads no key and asks nobody. Where a file is wanted, the shell offers files. Behind \`--mx=\`, Bash needs a first letter. A test has Bash complete; Zsh and fish are not tried. They ask for the program by its name, which has to be in \`PATH\`: with \`npx\` nothing is completed.`;

/** Each setting by all the names that it goes by. */
async function variables() {
  const { OPTIONS } = await exportsOf("src/config/option-table.ts");
  const { variableOf } = await exportsOf("src/config/sources/options.ts");
  const rows = Object.entries(OPTIONS)
    .filter(([, { flagOnly }]) => flagOnly !== true)
    .map(([name, { commands, inConfig, describe }]) =>
      row(
        code(variableOf(name)),
        commands === undefined ? "" : code(`--${name}`),
        inConfig === undefined ? "" : code(inConfig),
        describe,
      ),
    );
  return [
    "## Variables",
    "A flag goes before its variable, and the variable before the config file. An unknown `SES_ONBOARD_` variable is refused.",
    ["| variable | option | in the config file | meaning |", "|---|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}

function code(text) {
  return `\`${text}\``;
}

function fenced(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}
