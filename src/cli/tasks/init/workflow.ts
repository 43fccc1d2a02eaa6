import { existsSync, readFileSync } from "node:fs";
import type { ProviderMeta } from "../../../../providers/describe.ts";
import { METAS } from "../../../../providers/registry.ts";
import { TENCENT, variablesOf } from "../../../config/accounts/variables.ts";
import { OnboardError } from "../../../errors/onboard-error.ts";
import { phrase } from "../../../errors/phrase.ts";

/** As it is called in a repository and in this package. */
export const WORKFLOW = "onboard-domain.yml";

/** It names the release by a word of ours, which nobody but its reader can replace. */
export const RELEASE = "your-org/ses-onboard@v0.1.0";

/**
 * The button of examples/workflows, with the variables of these two accounts alone.
 * @param provider what its input is unless somebody chooses another one
 * @throws OnboardError UNEXPECTED where the package lacks its examples
 */
export function workflowFor(host: ProviderMeta, provider: string): string {
  const whose = [TENCENT, ...(host.byHand === true ? [] : [host.title])];
  const wanted = variablesOf(Object.values(METAS)).filter(({ of }) => whose.includes(of));
  const names = new Set(wanted.map(({ env }) => env));
  const hasAction = wanted.some(({ action }) => action !== undefined);
  return exampleText()
    .replaceAll(ACCOUNTS, (_all, indent: string, lines: string, end: string) => {
      const own = lines.split("\n").filter((line) => names.has(/^ *(\w+):/.exec(line)?.[1] ?? ""));
      return [`${indent}# Accounts: ${whose.join(", ")}.`, ...own, end].join("\n");
    })
    .replaceAll(hasAction ? /(?!)/g : STEP_OF_AWS, "")
    .replace(/^( +default: )auto$/m, `$1${provider}`);
}

/** The same workflow by the release that the one there names. */
export function withReleaseOf(there: string, text: string): string {
  const [, release, version = ""] = /\buses: +(\S+\/ses-onboard@\S+)( +#.*)?$/m.exec(there) ?? [];
  if (release === undefined) return text;
  const inSteps = text.replaceAll(`uses: ${RELEASE}`, `uses: ${release}${version}`);
  // In the comment, too, where all of them were replaced at once.
  return there.includes(RELEASE) ? inSteps : inSteps.replaceAll(RELEASE, release);
}

const ACCOUNTS = /^( *)# Accounts: all\..*\n([^]*?)^( *# End of the accounts\.)$/gm;
/** Up to the next step or the comment before it. */
const STEP_OF_AWS = /^( *)- uses: aws-actions\/configure-aws-credentials@[^]*?\n(?=\1(?:-|#) )/gm;

/** The package has its examples beside its bundle; how deep a file of it lies is the bundler's affair. */
function exampleText(): string {
  for (let folder = new URL(".", import.meta.url); ; folder = new URL("..", folder)) {
    const file = new URL(`examples/workflows/${WORKFLOW}`, folder);
    if (existsSync(file)) return readFileSync(file, "utf8");
    if (folder.href === new URL("..", folder).href)
      throw new OnboardError(
        "UNEXPECTED",
        phrase`This package lacks its file ${`examples/workflows/${WORKFLOW}`}.`,
        {
          hint: phrase`Install the package again, whole.`,
        },
      );
  }
}
