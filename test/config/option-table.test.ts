import { describe, expect, it } from "vitest";
import { OPTION_NAMES, OPTIONS, optionsOf, type OptionName } from "../../src/config/option-table.ts";
import { readOptions, variableOf } from "../../src/config/sources/options.ts";
import { load } from "./scratch.ts";

const NAMES = OPTION_NAMES.map((name) => [name] as const);

interface Example {
  readonly name: OptionName;
  /** As a flag or a variable says it; never the default. */
  readonly text: string;
  /** As the config file says it. */
  readonly file: string;
  /** What the file must say beside it. */
  readonly beside?: string;
}

const IN_FILE: readonly Example[] = [
  { name: "site", text: "china", file: "ses: { site: china }" },
  {
    name: "region",
    text: "ap-hongkong",
    file: "ses: { site: china, region: ap-hongkong }",
    beside: "ses: { site: china }",
  },
  { name: "tag", text: "team=mail,stage=live", file: "ses: { tags: [team=mail, stage=live] }" },
  { name: "domain-limit", text: "7", file: "ses: { domainLimit: 7 }" },
  { name: "ses-endpoint", text: "http://127.0.0.1:9", file: "ses: { endpoint: http://127.0.0.1:9 }" },
  { name: "profile", text: "other", file: "ses: { profile: other }" },
  {
    name: "oidc-audience",
    text: "us",
    file: "ses: { role: { arn: a, providerId: p, audience: us } }",
    beside: "ses: { role: { arn: a, providerId: p } }",
  },
  { name: "mx", text: "add", file: "policy: { mx: add }" },
  { name: "mx-priority", text: "0", file: "policy: { mxPriority: 0 }" },
  { name: "dmarc", text: "replace", file: "policy: { dmarc: replace }" },
  {
    name: "allow",
    text: "a:WWW.example.com.,NS:example.com",
    file: "policy: { allow: [A:www.example.com, NS:example.com] }",
  },
  { name: "ttl", text: "111", file: "policy: { ttl: 111 }" },
  { name: "round-gap", text: "0", file: "propagation: { roundGap: 0 }" },
  { name: "dns-roots", text: "127.0.0.2,::1", file: "dns: { roots: [127.0.0.2, ::1] }" },
  { name: "dns-port", text: "5300", file: "dns: { port: 5300 }" },
  { name: "dns-resolvers", text: "127.0.0.3", file: "dns: { resolvers: [127.0.0.3] }" },
  {
    name: "dns-doh",
    text: "https://dns.example.com/dns-query",
    file: "dns: { doh: ['https://dns.example.com/dns-query'] }",
  },
  { name: "dns-transports", text: "tcp", file: "dns: { transports: [tcp] }" },
];

describe("an option that is a setting of the config file", () => {
  it("has an example here, and no other has", () => {
    const inConfig = OPTION_NAMES.filter((name) => OPTIONS[name].inConfig !== undefined);
    expect(IN_FILE.map(({ name }) => name).toSorted()).toEqual(inConfig.toSorted());
  });

  it.each(IN_FILE)("means as $name the same as $file", async ({ name, text, file, beside = "{}" }) => {
    const files = { "ses-onboard.yaml": beside };
    const [byFile, byFlag, byVariable, byNone] = await Promise.all([
      load({ files: { "ses-onboard.yaml": file } }),
      load({ files, flags: { [name]: text } }),
      load({ files, env: { [variableOf(name)]: text } }),
      load({ files }),
    ]);
    // Where a consent stands is one thing in which they differ, by what it was given is the other.
    const { standing } = byFile;
    const meaning = (config: typeof byFile): object => ({ ...config, given: [], standing });
    expect(meaning(byFlag)).toEqual(meaning(byFile));
    expect(meaning(byVariable)).toEqual(meaning(byFile));
    expect(meaning(byNone)).not.toEqual(meaning(byFile));
    // Every flag is told; what decides about a write, wherever it was given.
    const sources = [byFlag, byVariable, byFile].map(
      ({ given }) => given.find(({ option }) => option === name)?.by,
    );
    const others = OPTIONS[name].decides === true ? ["variable", "config"] : [undefined, undefined];
    expect(sources).toEqual(["flag", ...others]);
  });
});

describe("the variable of an option", () => {
  it.each(NAMES)("is known for %s, unless a flag alone gives it", (name) => {
    const reading = () => readOptions({}, { [variableOf(name)]: "\n" });
    const isRefused = OPTIONS[name].flagOnly === true;
    expect(problemsOf(reading).some((problem) => problem.startsWith("no such setting"))).toBe(isRefused);
  });

  it.each(["dry-run", "detailed-exitcode", "domain"] as const)(
    "is refused for %s, which the other commands would not heed",
    (name) => {
      expect(problemsOf(() => readOptions({}, { [variableOf(name)]: "true" }))).toEqual([
        expect.stringContaining("no such setting"),
      ]);
      expect(readOptions({ [name]: "true" }, {})[name]?.origin).toEqual({ flag: `--${name}` });
    },
  );

  it("counts as not given where it is empty", () => {
    const empty = OPTION_NAMES.filter((name) => OPTIONS[name].flagOnly !== true).map(variableOf);
    expect(readOptions({}, Object.fromEntries(empty.map((name) => [name, ""])))).toEqual({});
  });

  it("is outdone by the flag", () => {
    expect(readOptions({ ttl: "1" }, { [variableOf("ttl")]: "2" }).ttl?.value).toBe(1);
  });
});

describe("an option about the account and the DNS host", () => {
  it.each(["provider", "site", "region", "config", "sandbox"] as const)(
    "is taken as --%s by each command that asks them",
    (name) => {
      for (const command of ["run", "plan", "check", "doctor"]) expect(optionsOf(command)).toContain(name);
    },
  );

  it("is none of undo's where its log tells", () => {
    expect(optionsOf("undo")).toEqual(expect.arrayContaining(["provider", "config"]));
    for (const name of ["site", "region"]) expect(optionsOf("undo")).not.toContain(name);
  });
});

describe("an option that may be repeated", () => {
  it("is a list, and each piece is judged", () => {
    expect(readOptions({ report: "a.html, b.md" }, {}).report?.value).toEqual(["a.html", "b.md"]);
    expect(problemsOf(() => readOptions({ report: "a.html,,b.md" }, {}))).toEqual(["it is empty"]);
  });
});

function problemsOf(reading: () => unknown): readonly string[] {
  try {
    reading();
  } catch (error) {
    const { facts } = error as { readonly facts: { readonly problems: readonly { problem: string }[] } };
    return facts.problems.map(({ problem }) => problem);
  }
  return [];
}
