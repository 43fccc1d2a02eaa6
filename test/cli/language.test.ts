import { describe, expect, it } from "vitest";
import { eventsIn, runMain, withSandbox } from "../support/cli.ts";

const URL_GIVEN = ["plan", "https://mail.example.com/"] as const;
const CHINESE = /不能用作域名/;
const ENGLISH = /can't be used as a domain name/;

describe("the language of an error", () => {
  it.each([
    ["--lang zh", ["--lang", "zh"], {}],
    ["--lang=zh under an English locale", ["--lang=zh"], { LANG: "en_US.UTF-8" }],
    ["its variable", [], { SES_ONBOARD_LANG: "zh" }],
    ["LANG", [], { LANG: "zh_CN.UTF-8" }],
    ["LC_MESSAGES before LANG", [], { LC_MESSAGES: "zh_SG.UTF-8", LANG: "en_US.UTF-8" }],
    ["LC_ALL before both", [], { LC_ALL: "zh_CN.utf8", LC_MESSAGES: "C", LANG: "en_US.UTF-8" }],
  ])("is Chinese by %s", async (_by, flags, env) => {
    const { exit, stderr } = await runMain([...URL_GIVEN, ...flags], { env });
    expect(exit).toBe(2);
    expect(stderr).toMatch(CHINESE);
    expect(stderr).toMatch(/DOMAIN_INVALID.*请只给出发信域名：`?ses-onboard plan.* mail\.example\.com/s);
  });

  it.each([
    ["nothing", [], {}],
    ["--lang en under a Chinese locale", ["--lang", "en"], { LANG: "zh_CN.UTF-8" }],
    ["LC_ALL", [], { LC_ALL: "C.UTF-8", LANG: "zh_CN.UTF-8" }],
    ["a locale of another language that begins alike", [], { LANG: "zha_CN.UTF-8" }],
    ["a character set that is not written here", [], { LANG: "zh_CN.GB18030" }],
  ])("is English by %s", async (_by, flags, env) => {
    const { stderr } = await runMain([...URL_GIVEN, ...flags], { env });
    expect(stderr).toMatch(ENGLISH);
    expect(stderr).not.toMatch(/\p{Script=Han}/u);
  });

  it("of JSON is English, and only --lang puts Chinese beside it", async () => {
    const env = { LANG: "zh_CN.UTF-8" };
    const byLocale = await runMain([...URL_GIVEN, "--format", "json"], { env });
    expect(byLocale.stdout).not.toMatch(/\p{Script=Han}/u);
    const [asked] = eventsIn(
      (await runMain([...URL_GIVEN, "--format", "json", "--lang", "zh"], { env })).stdout,
    );
    expect(asked?.error).toMatchObject({
      message: expect.stringMatching(ENGLISH),
      local: { language: "zh", message: expect.stringMatching(CHINESE) },
    });
  });

  it("is that of the result, while the event log keeps English beside it", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const told = await runMain(["check", "mail.example.test", "--lang", "zh", "--format", "plain"], {
        env,
      });
      expect(told.exit).toBe(8);
      expect(told.stdout + told.stderr).toMatch(/的 SES 中没有发信域名 mail\.example\.test。/);
      const json = eventsIn(
        (await runMain(["check", "mail.example.test", "--lang", "zh", "--format", "json"], { env })).stdout,
      );
      expect(json.at(-1)?.error).toMatchObject({
        code: "IDENTITY_MISSING",
        message: expect.stringMatching(/^SES has no identity/),
        local: { language: "zh", hint: expect.stringMatching(/^请开始接入：`/) },
      });
    });
  });
});
