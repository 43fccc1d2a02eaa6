import { describe, expect, it } from "vitest";
import { refusal } from "../scratch.ts";

const problemsIn = async (text: string) => (await refusal({ files: { "ses-onboard.yaml": text } })).problems;

describe("a config file that is wrong", () => {
  it("is refused with every mistake at its line and column, the first one in the sentence", async () => {
    const text = "ses:\n  regoin: ap-singapore\n  site: mars\npolicy:\n  ttl: soon\n";
    const { error, problems } = await refusal({ files: { "ses-onboard.yaml": text } });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(problems).toEqual([
      {
        file: "ses-onboard.yaml",
        line: 2,
        column: 3,
        problem: expect.stringContaining('did you mean "region"'),
      },
      {
        file: "ses-onboard.yaml",
        line: 3,
        column: 9,
        problem: expect.stringContaining("international, china"),
      },
      { file: "ses-onboard.yaml", line: 5, column: 8, problem: expect.stringContaining("a number") },
    ]);
    expect(error.message).toMatch(/^ses-onboard\.yaml:2:3: /);
  });

  it.each([
    ["an unknown key at the top", "pollicy: {}\n", 1, 1, "policy"],
    ["an unknown key deep inside", "domains:\n  - match: example.com\n    provder: auto\n", 3, 5, "provider"],
    [
      "an unknown setting of a provider",
      "providers:\n  main: { type: cloudflare, apitoken: { env: X } }\n",
      2,
      29,
      "apiToken",
    ],
    ["an unknown provider type", "providers:\n  main: { type: cloudfare }\n", 2, 17, "cloudflare"],
    ["a duration without a unit", "propagation:\n  roundGap: 200\n", 2, 13, "200ms"],
    ["a resolver that is no address", "dns: { resolvers: [1.1.1.1, dns.google] }\n", 1, 29, "address"],
    ["a domain that is none", "domains:\n  - match: mail..example\n", 2, 12, "domain name"],
    ["an endpoint over plain http", "ses: { endpoint: http://ses.example.com }\n", 1, 18, "loopback"],
    [
      "a provider's address over plain http",
      "providers:\n  a: { type: cloudflare, baseUrl: http://evil.example }\n",
      2,
      35,
      "loopback",
    ],
    [
      "a rule for a provider that is not there",
      "providers:\n  main: { type: route53 }\ndomains:\n  - { match: example.com, provider: mian }\n",
      4,
      37,
      "main",
    ],
    ["a region of the other site", "ses: { region: ap-guangzhou }\n", 1, 16, "china"],
    ["a missing key", "domains:\n  - provider: auto\n", 2, 5, "is missing"],
    ["a key twice", "dns:\n  port: 53\n  port: 54\n", 3, 3, "twice"],
    ["a second document", "dns: {}\n---\ndns: {}\n", 2, 1, "document"],
    ["tabs", "dns:\n\tport: 53\n", 2, 1, "tabs"],
    ["a list at the top", "- 1\n", 1, 1, "mapping"],
    ['a provider called "auto"', "providers:\n  auto: { type: route53 }\n", 2, 3, "auto"],
  ])("names the place of %s", async (_what, text, line, column, said) => {
    const problems = await problemsIn(text);
    expect(problems[0]).toMatchObject({ line, column });
    expect(problems[0]?.problem).toContain(said);
  });

  it.each([
    ["a provider's secret", "providers:\n  main:\n    type: cloudflare\n    apiToken: hunter2-literal\n", 4],
    ["an SES key", "ses:\n  secretKey: hunter2-literal\n", 2],
    ["a secret with a wrong key", "ses:\n  secretKey: { value: hunter2-literal }\n", 2],
    ["a secret in a line that is no YAML", "ses:\n  secretKey: [hunter2-literal\n", 3],
    ["a secret twice", "ses:\n  secretKey: hunter2-literal\n  secretKey: hunter2-literal\n", 3],
    [
      "a foreign adapter's setting",
      "providers:\n  a: { type: ./x.mjs, key: { literal: hunter2-literal } }\n",
      2,
    ],
  ])("refuses %s given literally, and does not echo it", async (_what, text, line) => {
    const { error, problems } = await refusal({ files: { "ses-onboard.yaml": text } });
    expect(problems[0]).toMatchObject({ line });
    expect(JSON.stringify([error.message, error.hint, error.facts, String(error.cause)])).not.toContain(
      "hunter2",
    );
  });

  it("is refused when it was named and can't be read", async () => {
    const { error } = await refusal({ flags: { config: "elsewhere.yaml" } });
    expect(error.code).toBe("CONFIG_INVALID");
    expect([error.message, error.hint]).toEqual([
      "There is no config file at elsewhere.yaml (ENOENT).",
      expect.stringContaining("the option `config`"),
    ]);
  });

  it("is refused when its aliases multiply beyond measure", async () => {
    const tenTimes = (text: string): string => Array.from({ length: 10 }, () => text).join(",");
    const bomb = [
      "a: &a [x]",
      ...["ab", "bc", "cd", "de"].map(([from, to]) => `${to}: &${to} [${tenTimes(`*${from}`)}]`),
    ];
    expect(await problemsIn(`${bomb.join("\n")}\n`)).toHaveLength(1);
  });
});
