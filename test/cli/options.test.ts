import { describe, expect, it } from "vitest";
import { OPTION_NAMES, OPTIONS, optionsOf } from "../../src/config/option-table.ts";
import { runMain } from "../support/cli.ts";

const OF_DOMAINS = ["run", "plan", "check", "doctor", "init", "undo"] as const;
const EVERYWHERE = ["help", "version"];

describe("the help", () => {
  it.each(OF_DOMAINS)(
    "of %s lists what the table gives it, described as there, and nothing else",
    async (command) => {
      const help = await helpOf(command);
      expect(optionsIn(help).toSorted()).toEqual([...optionsOf(command), ...EVERYWHERE].toSorted());
      for (const name of optionsOf(command)) expect(help).toContain(wordsOf(OPTIONS[name].describe));
    },
  );

  it("lists every option of the table somewhere, unless it is no flag", async () => {
    const listed = new Set((await Promise.all(OF_DOMAINS.map(helpOf))).flatMap(optionsIn));
    expect(OPTION_NAMES.filter((name) => !listed.has(name))).toEqual(
      OPTION_NAMES.filter((name) => OPTIONS[name].commands === undefined),
    );
  });

  it("tells of lists that they may be repeated", async () => {
    const help = await helpOf("run");
    const repeated = optionsIn(help).filter((name) =>
      new RegExp(`--${name} (?:(?! --).)*\\(may be repeated\\)`).test(help),
    );
    expect(repeated).toEqual(["file", "tag", "replace", "allow", "report"]);
  });

  it("shows the groups in one order at each command", async () => {
    const order = groupsIn(await helpOf("run"));
    for (const command of OF_DOMAINS) {
      const groups = groupsIn(await helpOf(command));
      expect(groups, command).toEqual(order.filter((group) => groups.includes(group)));
    }
  });
});

describe("a misspelt option", () => {
  it.each([...OF_DOMAINS, "history", "providers", "sandbox"])(
    "of %s is known by each word that its help lists",
    async (command) => {
      const names = optionsIn(await helpOf(command));
      expect(names.length).toBeGreaterThan(EVERYWHERE.length);
      const answers = await Promise.all(names.map((name) => complaintAbout(command, `--${name}x`)));
      expect(answers).toEqual(names.map((name) => expect.stringContaining(`(did you mean "--${name}"?)`)));
    },
  );

  it("is not mended to another command's option, which is named with the command that has it", async () => {
    expect(await complaintAbout("check", "--ttl=300")).toContain(
      "check has no option --ttl; run, plan have it.",
    );
    expect(await complaintAbout("plan", "--dry-rnu")).toContain("plan has no option --dry-rnu.");
  });
});

/** Without line breaks, which depend on how wide it is. */
async function helpOf(command: string): Promise<string> {
  return wordsOf((await runMain([command, "--help"])).stdout);
}

async function complaintAbout(command: string, word: string): Promise<string> {
  const { exit, stderr } = await runMain([command, ...(command === "undo" ? ["run.ndjson"] : []), word]);
  expect(exit).toBe(2);
  return wordsOf(stderr);
}

function wordsOf(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Options stand behind a heading, another option or a short form; an example's are not meant. */
function optionsIn(help: string): readonly string[] {
  const [list = ""] = help.split(" Examples: ");
  return [...list.matchAll(/ --([a-z-]+)(?= )/g)].map(([, name = ""]) => name);
}

function groupsIn(help: string): readonly string[] {
  return [...help.matchAll(/ (Domains|Account and DNS host|Records|This run|Output): --/g)].map(
    ([, group = ""]) => group,
  );
}
