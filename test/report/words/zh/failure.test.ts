import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../../../src/dns/provider.ts";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { Delegation } from "../../../../src/dns/observation.ts";
import { toOnboardError, type ErrorReport, type OnboardError } from "../../../../src/errors/onboard-error.ts";
import { chooseZone } from "../../../../src/onboard/preflight/choose-zone.ts";
import { NO_COLORS } from "../../../../src/report/color.ts";
import { errorLines, inLocalWords } from "../../../../src/report/error-text.ts";
import { wrapped } from "../../../../src/report/layout.ts";
import { wordFor } from "../../../../src/report/words/commands/command-line.ts";
import { withHint } from "../../../../src/report/words/rehearsal-words.ts";
import { displayWidth } from "../../../../src/report/words/words.ts";
import { CHINESE } from "../../../../src/report/words/zh/chinese.ts";
import { requireConsent } from "../../../../src/cli/session/consent.ts";
import { expectGolden } from "../../golden.ts";

describe("a failure in Chinese", () => {
  it.each([80, 60])(
    "keeps within %i columns, breaks between characters, and leaves commands whole",
    (width) => {
      const blocks = [inLocalWords(elsewhere()), inLocalWords(unasked())].map((error) =>
        errorLines(error, { colors: NO_COLORS, width }),
      );
      const isCommand = (line: string): boolean => line.startsWith("    ses-onboard");
      expect(blocks.flat().filter((line) => displayWidth(line) > width && !isCommand(line))).toEqual([]);
      expectGolden(`failure-zh-${width}.txt`, `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
    },
  );

  it("holds the facts of the English one, which stays beside it", () => {
    const { message, hint, local } = elsewhere();
    expect(message).toMatch(/^cloudflare holds a zone example\.com/);
    for (const fact of ["cloudflare", "example.com", "ada.ns.cloudflare.com", "f1g1ns1.dnspod.net"])
      expect(local?.message).toContain(fact);
    expect(hint).toMatch(/^At the registrar/);
    expect(local).toMatchObject({ language: "zh", hint: expect.stringMatching(/域名注册商.*--provider/) });
  });

  it("names its commands as the English one does", () => {
    const { commands, local } = unasked();
    expect(commands).toEqual(["ses-onboard run --yes mail.example.com"]);
    expect(local?.commands).toEqual(commands);
  });

  it("says of a sandbox that it is meant for a real run", () => {
    expect(withHint({ sandbox: true }, inLocalWords(elsewhere())).hint).toMatch(/^在真实运行中：请/);
  });

  it("begins no line with a mark that closes, and ends none with one that opens", () => {
    const text = "请在域名注册商处修正（包括 DNS 服务器），然后再次运行；否则，请提交工单。";
    for (let width = 6; width < 40; width += 1)
      for (const line of wrapped(text, width)) expect(line).not.toMatch(/^[，。；）]|（$/);
    expect(wrapped(text, 30).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });
});

const name = parseDomainName;

function elsewhere(): ErrorReport {
  const provider = { name: "cloudflare" } as DnsProvider;
  const live = [name("f1g1ns1.dnspod.net"), name("f1g1ns2.dnspod.net")];
  const delegation = {
    apex: name("example.com"),
    parentNameServers: live,
    childNameServers: live,
    addresses: [],
    unresolved: live,
  } as unknown;
  const nameServers = [name("ada.ns.cloudflare.com"), name("bob.ns.cloudflare.com")];
  return reportOf(() =>
    chooseZone(provider, delegation as Delegation, [{ apex: name("example.com"), id: "1", nameServers }]),
  );
}

function unasked(): ErrorReport {
  return reportOf(() => requireConsent({ ask: undefined }, {}, "run"));
}

function reportOf(fail: () => unknown): ErrorReport {
  const word = wordFor({ command: "run", operands: ["mail.example.com"] }, "mail.example.com");
  return thrownBy(fail).toReport(word, CHINESE);
}

function thrownBy(fail: () => unknown): OnboardError {
  try {
    fail();
  } catch (thrown) {
    return toOnboardError(thrown);
  }
  throw new Error("nothing was thrown");
}
