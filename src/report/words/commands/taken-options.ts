import { OPTIONS, type OptionName } from "../../../config/option-table.ts";
import type { ProposedOptions } from "../../../errors/hint.ts";

// Which command takes which option, by the one table.

/** `check` takes no consents: what they would do, `plan` shows. */
export function commandThatTakes(options: readonly string[], started: string): string {
  return options.every((option) => takes(started, option)) ? started : "plan";
}

/** A list gets longer; everything else is said anew. */
export function joined(given: ProposedOptions, added: ProposedOptions): ProposedOptions {
  const entries = Object.entries(added).map(([option, values]) => {
    const before = isKnown(option) && OPTIONS[option].list === true ? (given[option] ?? []) : [];
    return [option, [...new Set([...before, ...values])]] as const;
  });
  return { ...given, ...Object.fromEntries(entries) };
}

export function takes(command: string, option: string): boolean {
  return isKnown(option) && OPTIONS[option].commands?.some((one) => one === command) === true;
}

export function isKnown(option: string): option is OptionName {
  return Object.hasOwn(OPTIONS, option);
}
