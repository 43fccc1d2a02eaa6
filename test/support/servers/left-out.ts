import { areAllTestsDemanded } from "../demanded.ts";
import { missingPrograms, PACKAGES } from "./programs.ts";

/** Once for the whole test run: what is not tested here, and what it would take. */
export function setup(): void {
  const missing = missingPrograms();
  if (missing.length === 0 || areAllTestsDemanded()) return;
  console.log(
    `Left out: the tests on real name servers, for want of ${missing.join(", ")} (Debian: apt-get install ${PACKAGES}).`,
  );
}
