import { areAllTestsDemanded } from "../demanded.ts";
import { missingTools } from "./tools.ts";

/** Once for the whole test run: what is not tested here, and what it would take. */
export function setup(): void {
  const missing = missingTools();
  if (missing === undefined || areAllTestsDemanded()) return;
  console.log(`Left out: the tests that ask programs of Node 24. ${missing}`);
}
