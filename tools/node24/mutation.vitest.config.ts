import { defineConfig } from "vitest/config";

// For scripts/mutate.mjs: the tests that may notice a mistake, as a glob.

export default defineConfig({
  test: {
    include: [process.env["MUTATION_TESTS"] ?? "test/none"],
    // They take seconds each, and a mutant is tried with every test that comes to it.
    exclude: ["**/*on-sockets.test.ts"],
    // As the group fast has it (vitest.config.ts): a mistake may be active from the first line of a module on.
    isolate: false,
    setupFiles: ["test/support/loopback-only.ts"],
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 10_000,
  },
});
