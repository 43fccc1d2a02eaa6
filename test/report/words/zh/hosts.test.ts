import { describe, expect, it } from "vitest";
import { translate as ofAlidns } from "../../../../providers/alidns/errors.ts";
import { AlidnsCallError } from "../../../../providers/alidns/failure.ts";
import { translate as ofCloudflare } from "../../../../providers/cloudflare/errors.ts";
import { translate as ofDnspod } from "../../../../providers/dnspod/errors.ts";
import { inDoubt } from "../../../../providers/kit/write-outcome.ts";
import { toRoute53Error } from "../../../../providers/route53/errors.ts";
import { toOnboardError } from "../../../../src/errors/onboard-error.ts";
import { wordFor } from "../../../../src/report/words/commands/command-line.ts";
import { CHINESE } from "../../../../src/report/words/zh/chinese.ts";
import { TencentCallError } from "../../../../src/tencent/failure.ts";

const word = wordFor({ command: "run", operands: ["mail.example.com"] }, "mail.example.com");

/** Sentence and hint for a person, from what an adapter threw. */
function inChinese(thrown: unknown): readonly [message: string, hint: string] {
  const { local } = toOnboardError(thrown).toReport(word, CHINESE);
  return [local?.message ?? "", local?.hint ?? ""];
}

describe("what an adapter says, in Chinese", () => {
  it.each([
    [
      "Cloudflare's wait",
      ofCloudflare(
        Object.assign(new Error("429"), {
          status: 429,
          errors: [],
          headers: new Headers({ "retry-after": "300" }),
        }),
        "read records",
      ),
      ["Cloudflare 要求在 5 分钟内不再发送请求。", "请等待 5 分钟后再次运行相同的命令。"],
    ],
    [
      "Route 53's throttling",
      toRoute53Error(
        "ListHostedZonesByName",
        Object.assign(new Error("Rate exceeded"), { name: "Throttling" }),
        0,
      ),
      [
        "Route 53 没有对 ListHostedZonesByName 给出可读的响应（Throttling：Rate exceeded）。",
        "请等待一分钟后再次运行相同的命令；其他程序可能正在占用该账号每秒 10 次的请求额度。",
      ],
    ],
    [
      "DNSPod's missing right",
      ofDnspod(
        new TencentCallError(
          { kind: "api", code: "UnauthorizedOperation", message: "no", requestId: "r" },
          "none",
        ),
        "CreateRecord",
      ),
      [
        "DNSPod 拒绝了 CreateRecord：no（UnauthorizedOperation）。",
        "请在访问管理（CAM）中为该密钥授予 `ses-onboard providers dnspod` 所列的该域名的权限。",
      ],
    ],
    [
      "a write to Alibaba Cloud DNS that was not answered",
      inDoubt(toOnboardError(ofAlidns(new AlidnsCallError({ kind: "timeout" }), "AddDomainRecord"))),
      [
        expect.stringMatching(/^Alibaba Cloud DNS .*。但该变更可能已经生效。$/u),
        expect.stringMatching(/\p{Script=Han}/u),
      ],
    ],
  ])("%s", (_what, thrown, told) => {
    expect(inChinese(thrown)).toEqual(told);
  });
});
