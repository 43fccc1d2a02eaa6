import { describe, expect, it } from "vitest";
import { runMain } from "../support/cli.ts";

describe("a disk that is full", () => {
  it.each([
    ["en", "no space is left on its disk", "Make room there, or name a file on another disk with --log."],
    ["zh", "无法写入事件日志 /dev/full（磁盘空间已满）", "请释放空间，或用 --log 指定其他磁盘上的文件。"],
  ])("is told as such in %s, and the option is not proposed again", async (lang, sentence, hint) => {
    const argv = ["run", "mail.example.test", "--sandbox", "--log", "/dev/full", "--lang", lang];
    const { exit, stdout, stderr } = await runMain(argv);
    const told = stdout + stderr;
    expect([exit, told.includes(sentence), told.includes(hint)], told).toEqual([2, true, true]);
    expect(told).not.toContain("At the real services");
  });
});
