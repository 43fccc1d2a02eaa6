import { expect, it } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { quietWhileAsking } from "../../src/cli/quiet.ts";

function place(ask: NonNullable<Io["ask"]>) {
  const screen: string[] = [];
  const sink = { write: (text: string) => void screen.push(text), isTTY: true, columns: 80 };
  return { screen, io: quietWhileAsking({ stdout: sink, stderr: sink, ask }) };
}

const { signal } = new AbortController();

it("holds back what is written while somebody is asked, on both streams, and lets it follow in order", async () => {
  const { screen, io } = place(async (question) => {
    screen.push(question);
    io.stderr.write("1");
    io.stdout.write("2");
    await Promise.resolve();
    io.stderr.write("3");
    return "y";
  });
  io.stderr.write("before");
  const answer = io.ask?.("Go on?", signal);
  io.stdout.write("0");
  expect(await answer).toBe("y");
  io.stdout.write("after");
  expect(screen).toEqual(["before", "Go on?", "1", "2", "0", "3", "after"]);
});

it("lets it follow, too, when the question ends without an answer", async () => {
  const { screen, io } = place(() => {
    io.stderr.write("held");
    return Promise.reject(new Error("interrupted"));
  });
  await expect(io.ask?.("Go on?", signal)).rejects.toThrow("interrupted");
  expect(screen).toEqual(["held"]);
});

it("holds it back until the last of two questions has its answer", async () => {
  const answers = new Map<string, (answer: string) => void>();
  const { screen, io } = place((question) => new Promise((resolve) => answers.set(question, resolve)));
  const [first, second] = [io.ask?.("1?", signal), io.ask?.("2?", signal)];
  io.stderr.write("held");
  answers.get("1?")?.("y");
  expect([await first, screen]).toEqual(["y", []]);
  answers.get("2?")?.("n");
  expect([await second, screen]).toEqual(["n", ["held"]]);
});

it("tells the width of the terminal as it is at the moment", () => {
  const sink = { write: () => undefined, isTTY: true, columns: 80 };
  const io = quietWhileAsking({ stdout: sink, stderr: sink, ask: undefined });
  sink.columns = 40;
  expect([io.stderr.columns, io.stderr.isTTY, io.ask]).toEqual([40, true, undefined]);
});
