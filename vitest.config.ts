import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/build.ts", "test/support/servers/left-out.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
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
