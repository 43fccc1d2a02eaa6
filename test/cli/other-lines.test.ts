import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventsIn, runMain } from "../support/cli.ts";

const PAGE = join(import.meta.dirname, "../../docs/events.md");

/** The lines of `--format json` that are no events, each from a command that prints it. */
const LINES = [
  ["diagnosis", ["doctor", "mail.example.com", "--sandbox", "--format", "json"]],
  ["error", ["run", "mail.example.com", "--wiat", "1m", "--format", "json"]],
] as const;

describe("a line of --format json that is no event", () => {
  it.each(LINES)("%s has just the fields that docs/events.md tells, and no time", async (type, argv) => {
    const lines = eventsIn((await runMain([...argv])).stdout);
    expect(lines.map((line) => line.type)).toEqual([type]);
    const [, , fields = ""] = (await rowsOfPage()).find(([name]) => name === `\`${type}\``) ?? [];
    const told = [...fields.matchAll(/`(\w+)`:/g)].map((match) => match[1]);
    expect(Object.keys(lines[0] ?? {})).toEqual(["type", ...told]);
  });

  it("has no other type than the page tells", async () => {
    expect((await rowsOfPage()).map(([name]) => name)).toEqual(LINES.map(([type]) => `\`${type}\``));
  });
});

async function rowsOfPage(): Promise<readonly (readonly string[])[]> {
  const section = (await readFile(PAGE, "utf8")).split("## Lines that are no events")[1] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `") && !line.startsWith("| `type`"))
    .map((line) => line.slice(2, -2).split(" | "));
}
