import { GENERATED, row } from "./command.mjs";
import { exportsOf } from "./source.mjs";

/** What each code of SES means on each call. */
export async function sesCodesPage() {
  const { API_CODES } = await exportsOf("src/ses/api-codes.ts");
  return [
    "# What the codes of Tencent Cloud SES mean",
    GENERATED,
    [
      "Each code that Tencent documents for CreateEmailIdentity, UpdateEmailIdentity, GetEmailIdentity and ListEmailIdentities",
      "(version 2020-10-02, both sites, read in November 2026), and what is made of it. A code stands for those that begin with it and a dot, too;",
      "one that is named wins, and a row for the call wins. Any other code is `API_SURPRISE`. What ListEmailIdentities answers never ends a run.",
    ].join("\n"),
    [
      "| SES answers | on | what it means | here | tried again |",
      "|---|---|---|---|---|",
      ...API_CODES.map(({ codes, on, means, rule, goesOn }) =>
        row(
          codes.map((code) => `\`${code}\``).join(", "),
          on?.map(callName).join(", ") ?? "each",
          means,
          goesOn === true ? "–" : `[\`${rule.code}\`](runbook.md#${rule.code.toLowerCase()})`,
          rule.retries === 0 ? "no" : `${rule.retries} times`,
        ),
      ),
    ].join("\n"),
  ].join("\n\n");
}

function callName(action) {
  return action.replace(/EmailIdentit(?:y|ies)$/, "");
}
