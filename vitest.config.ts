import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/build.ts", "test/support/servers/left-out.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
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
