import { between, exportsOf, sourceOf } from "./source.mjs";

const BEGIN = "  # Options of the command line. Written by `npm run docs` from the code; edits are lost.\n";
const END = "  # End of the options.\n";

/** action.yml with those inputs that are options of the command line, as their table describes them. */
export async function actionFile() {
  return between(await sourceOf("action.yml"), BEGIN, END, await optionInputs());
}

async function optionInputs() {
  const { OPTIONS, isSwitch } = await exportsOf("src/config/option-table.ts");
  const { ACTION_COMMANDS } = await exportsOf("src/action/inputs.ts");
  const inputs = Object.entries(OPTIONS)
    .filter(([, { inAction }]) => inAction !== undefined)
    .map(([name, option]) => [name, sentenceOf({ ...option, isSwitch: isSwitch(name) }, ACTION_COMMANDS)]);
  return inputs.map(([name, text]) => `  ${name}:\n    description: ${JSON.stringify(text)}\n`).join("");
}

function sentenceOf({ describe, commands, list, inAction, isSwitch }, actionCommands) {
  const takers = actionCommands.filter((command) => commands.includes(command));
  const only = takers.length === actionCommands.length ? "" : `for ${takers.join(" and ")}: `;
  const several = list === true ? ". Write several with spaces or line breaks between" : "";
  const sentence = `${only}${describe}${several}.${inAction === true ? "" : ` ${inAction}`}`;
  return isSwitch ? `true: ${sentence}` : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
