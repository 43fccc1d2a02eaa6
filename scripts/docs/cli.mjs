import { GENERATED, printedBy } from "./command.mjs";

/** Every command with all its options, as `--help` prints them. */
export async function cliPage() {
  const overview = await printedBy("--help");
  const commands = [...overview.matchAll(/^ {2}ses-onboard ([a-z]+)/gm)].map(([, name]) => name);
  // Its examples begin with a command's name, too.
  const names = [...new Set(commands)];
  const pages = await Promise.all(
    names.map(async (name) => `## ${name}\n\n${fenced(await printedBy(name, "--help"))}`),
  );
  return [
    "# Commands",
    GENERATED,
    `${fenced(overview)}\n\nIn a clone: \`npx ses-onboard <command>\`. Exit statuses: [exit-codes.md](exit-codes.md). Settings of a config file: [config.example.yaml](../config.example.yaml).`,
    ...pages,
  ].join("\n\n");
}

function fenced(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}
