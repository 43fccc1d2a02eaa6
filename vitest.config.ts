import { defineConfig } from "vitest/config";
import { FOLDERS, testsIn } from "./test/groups.ts";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: testsIn(Object.values(FOLDERS).flat()),
          // A process takes many files and loads each module once. First and on every core, so that what is
          // wrong is known early.
          isolate: false,
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "process",
          include: testsIn(FOLDERS.process),
          globalSetup: ["test/support/build.ts", "test/support/node24/left-out.ts"],
          // They wait for their programs more than they compute, and each has places and ports of its own.
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "servers",
          include: testsIn(FOLDERS.servers),
          globalSetup: ["test/support/build.ts", "test/support/servers/left-out.ts"],
          // After the others: real servers keep time by themselves.
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "exhaustive",
          include: testsIn(FOLDERS.exhaustive),
          globalSetup: ["test/support/build.ts"],
          maxWorkers: "100%",
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: "consumers",
          include: testsIn(FOLDERS.consumers),
          globalSetup: ["test/support/build.ts"],
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: testsIn(FOLDERS.faults),
          globalSetup: ["test/support/build.ts"],
          // They wait for answers that never come.
          maxWorkers: "100%",
          sequence: { groupOrder: 5 },
        },
      },
    ],
    globalSetup: ["test/support/one-place.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
    // Only for the inner loop: a second run transforms nothing anew (4.7 of its 33 s of CPU).
    experimental: { fsModuleCache: process.env["CI"] === undefined },
    // What a test changes of its process is changed back before the next one, be it in another file.
    restoreMocks: true,
    unstubEnvs: true,
    // GitHub's own packages import their files without endings, which Node refuses and vite does not.
    server: { deps: { inline: [/@actions\/(?:languageservice|workflow-parser|expressions)/] } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "providers/**/*.ts"],
      exclude: ["src/cli/main.ts", "src/action/main.ts"],
      reporter: [["text", { skipFull: true }], "text-summary"],
      thresholds: { lines: 90 },
    },
  },
});
