import { expect, it } from "vitest";
import { eventsIn, runMain, withSandbox } from "../../support/cli.ts";

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

it("--at-once 1 begins a domain when the one before has ended", async () => {
  await withSandbox({}, async (_sandbox, env) => {
    const words = ["a.example.test", "b.example.test", "--provider", "cloudflare", "--format", "json"];
    const { exit, stdout } = await runMain(["plan", ...words, "--at-once", "1"], { env });
    const types = eventsIn(stdout).map(({ type }) => type);
    expect([exit, types.lastIndexOf("run.started") - types.indexOf("result")]).toEqual([0, 1]);
  });
});
