import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PLACE = "VITEST_ONE_PLACE";
let place: string | undefined;

/**
 * One folder for all that the tests put into the system's folder for temporary files, gone when they are done. A
 * worker of vitest is ended by a signal, so what it would remove as it exits stays: 32,000 folders after a day.
 *
 * Each group of tests comes here, in one process: one folder within the other would make the paths of sockets longer
 * than the 107 octets that Knot and PowerDNS can have.
 */
export function setup(): void {
  if (process.env[PLACE] !== undefined) return;
  place = mkdtempSync(join(tmpdir(), "so-"));
  // Tests that run programs as somebody else have folders of their own in it.
  chmodSync(place, 0o711);
  process.env[PLACE] = place;
  process.env["TMPDIR"] = place;
}

export function teardown(): void {
  if (place !== undefined) rmSync(place, { recursive: true, force: true });
}
