import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// The tests on real name servers need programs that npm can't bring. Without them the suite says so and
// passes, except where everything is demanded.

/**
 * Debian's packages of them; setpriv is part of util-linux, so of Linux only, as the whole of 127.0.0.0/8 on
 * loopback is.
 */
export const PACKAGES =
  "bind9 bind9-dnsutils knot knot-resolver nsd unbound pdns-server pdns-backend-lmdb pdns-recursor dnsdist util-linux";
const PROGRAMS = [
  "named",
  "named-checkzone",
  "nsupdate",
  "dig",
  "dnssec-keygen",
  "dnssec-dsfromkey",
  "dnssec-signzone",
  "knotd",
  "kresd",
  "nsd",
  "unbound",
  "unbound-control",
  "pdns_server",
  "pdns_recursor",
  "rec_control",
  "dnsdist",
  "setpriv",
] as const;
export type Program = (typeof PROGRAMS)[number];

/** Daemons live where an ordinary user's PATH does not lead. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/sbin", "/usr/local/sbin"];

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function missingPrograms(): readonly Program[] {
  return PROGRAMS.filter((name) => findProgram(name) === undefined);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
