import { spawn, type ChildProcess } from "node:child_process";
import process from "node:process";
import type { Environment } from "../../../src/net/proxy.ts";
import { commandOf } from "../profile.ts";

/** As AWS's tools take them from a program (AWS CLI user guide, "credential_process", November 2026). */
interface Printed {
  readonly Version?: unknown;
  readonly AccessKeyId?: unknown;
  readonly SecretAccessKey?: unknown;
  readonly SessionToken?: unknown;
  readonly Expiration?: unknown;
}

/** As the SDK takes them from a function of ours. */
export interface PrintedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The program that a profile names for its keys. */
export interface CredentialProcess {
  readonly profile: string;
  /** @throws ProgramFailure */
  readonly run: () => Promise<PrintedKeys>;
  /** Ends the program and all that it has started, if it runs. */
  readonly end: () => void;
}

/** Why a program gave no keys, as a predicate after its name. What it printed is none of it: that may be a secret. */
export class ProgramFailure extends Error {
  override readonly name = "ProgramFailure";
}

/** Keys with a session token have a few kilobytes. */
const MOST_OCTETS = 65_536;

/**
 * The SDK would start it as well, but gives no hold of it: a program that hangs would outlive the run. Here it leads a
 * process group of its own, so it has no terminal, and ends with all that it has started, at the latest with us.
 * Undefined: the profile names none, or has something that goes before it.
 */
export function findCredentialProcess(profile: string, env: Environment): CredentialProcess | undefined {
  const command = commandOf(profile, env);
  if (command === undefined) return undefined;
  const running = new Set<ChildProcess>();
  const end = (): void => running.forEach(endGroup);
  return {
    profile,
    end,
    async run() {
      const program = spawn(command, {
        env,
        shell: true,
        detached: process.platform !== "win32",
        stdio: ["ignore", "pipe", "ignore"],
        windowsHide: true,
      });
      running.add(program);
      process.once("exit", end);
      try {
        return keysIn(await printedBy(program));
      } finally {
        running.delete(program);
        process.removeListener("exit", end);
      }
    },
  };
}

/** What it printed, once it has ended well. */
async function printedBy(program: ChildProcess): Promise<string> {
  const pieces: Buffer[] = [];
  let octets = 0;
  return new Promise((resolve, reject) => {
    program.stdout?.on("data", (piece: Buffer) => {
      octets += piece.length;
      if (octets <= MOST_OCTETS) pieces.push(piece);
      else endGroup(program);
    });
    program.once("error", () => reject(new ProgramFailure("can't be started")));
    program.once("close", (status, signal) => {
      if (octets > MOST_OCTETS) reject(new ProgramFailure(`printed more than ${MOST_OCTETS} octets`));
      else if (status === 0) resolve(Buffer.concat(pieces).toString("utf8"));
      else reject(new ProgramFailure(signal === null ? `ended with status ${status}` : `ended by ${signal}`));
    });
  });
}

function keysIn(printed: string): PrintedKeys {
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed(printed);
  if (Version !== 1) throw new ProgramFailure("printed something else than keys as JSON of version 1");
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string")
    throw new ProgramFailure("printed no AccessKeyId with a SecretAccessKey");
  const expiration = typeof Expiration === "string" ? new Date(Expiration) : undefined;
  if (expiration !== undefined && !(expiration.getTime() > Date.now()))
    throw new ProgramFailure("printed keys that have expired");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === "string" && SessionToken !== "" ? { sessionToken: SessionToken } : {}),
    ...(expiration === undefined ? {} : { expiration }),
  };
}

function parsed(text: string): Printed {
  try {
    return Object(JSON.parse(text)) as Printed;
  } catch {
    return {};
  }
}

function endGroup(program: ChildProcess): void {
  if (program.pid === undefined) return;
  try {
    if (process.platform === "win32") program.kill("SIGKILL");
    else process.kill(-program.pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
