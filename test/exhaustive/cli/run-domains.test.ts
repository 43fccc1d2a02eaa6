import { expect, it } from "vitest";
import { runMain, withSandbox } from "../../support/cli.ts";

it("the live table is drawn after a question at the terminal, too", async () => {
  await withSandbox({ lagMs: 1_000 }, async (_sandbox, env) => {
    const place = { env, ask: () => Promise.resolve("yes"), isTTY: true, columns: 100 };
    const { exit, stderr } = await runMain(
      ["run", "mail.example.test", "--provider", "cloudflare", "--format", "tty"],
      place,
    );
    expect(exit).toBe(0);
    // Marks of the table alone.
    expect(stderr).toMatch(/✔ serves|… no name/);
  });
});
