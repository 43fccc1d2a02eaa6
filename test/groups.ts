// Which tests run together. A test's group is told by its folder: real name servers, processes of their own,
// all else. test/scripts/groups.test.ts holds that the imports agree, so that the fast group stays fast.

/** Folders of test/ whose tests start programs; those of every other folder are `fast`. */
export const FOLDERS = {
  /** Real name servers on loopback. */
  servers: ["servers"],
  /** The built program, npm, and scripts, each as a process of its own, and what needs a quiet machine. */
  process: ["docs", "e2e", "hostile", "package", "scripts", "workflows"],
  /** What takes seconds: thousands of cases, and waits in real time. By themselves: `npm run test:exhaustive`. */
  exhaustive: ["exhaustive"],
  /** Bundlers, compilers and npm, which do the same on each Node. By themselves: `npm run test:consumers`. */
  consumers: ["consumers"],
  /** The built program with a fault between it and the world. By themselves: `npm run test:faults`. */
  faults: ["faults"],
} as const;

/** As globs. */
export function testsIn(folders: readonly string[]): string[] {
  return folders.map((folder) => `test/${folder}/**/*.test.ts`);
}
