import { describe, expect, it } from "vitest";
import { settingsFor } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { folderWith, load, METAS, type Scene } from "./scratch.ts";

const DOMAIN = parseDomainName("mail.example.com");

const CONFIG = `policy:
  mx: replace
  dmarc: rfc9989
  allow:
    - A:www.mail.example.com
    - TXT:_mta-sts.mail.example.com
domains:
  - match: example.com
    mx: add
`;

async function standingIn(scene: Scene) {
  return settingsFor(await load(scene), DOMAIN).standing;
}

describe("a consent that nobody gave for this run alone", () => {
  it("is told with the file and the line that give it, the one that counts", async () => {
    expect(await standingIn({ files: { "ses-onboard.yaml": CONFIG } })).toEqual([
      { option: "mx", value: "add", from: "ses-onboard.yaml:9" },
      { option: "dmarc", value: "rfc9989", from: "ses-onboard.yaml:3" },
      { option: "allow", value: "A:www.mail.example.com", from: "ses-onboard.yaml:5" },
      { option: "allow", value: "TXT:_mta-sts.mail.example.com", from: "ses-onboard.yaml:6" },
    ]);
  });

  it("may stand in a variable, which is told by its name", async () => {
    const env = { SES_ONBOARD_MX: "replace", SES_ONBOARD_REPLACE: "TXT:mail.example.com" };
    expect(await standingIn({ env })).toEqual([
      { option: "mx", value: "replace", from: "SES_ONBOARD_MX" },
      { option: "replace", value: "TXT:mail.example.com", from: "SES_ONBOARD_REPLACE" },
    ]);
  });

  it("may stand in a list of domains, over the config's", async () => {
    const config = await load({ files: { "ses-onboard.yaml": CONFIG } });
    const own = { mx: "replace", from: { mx: "domains.yaml:3" } } as const;
    expect(settingsFor(config, DOMAIN, own).standing[0]).toEqual({
      option: "mx",
      value: "replace",
      from: "domains.yaml:3",
    });
  });

  it("is none where an option gives it, or where everything is kept", async () => {
    const flags = { mx: "replace", dmarc: "replace", allow: "A:www.mail.example.com" } as const;
    expect(await standingIn({ files: { "ses-onboard.yaml": CONFIG }, flags })).toEqual([]);
    expect(
      await standingIn({ files: { "ses-onboard.yaml": "policy: { mx: keep, dmarc: keep }\n" } }),
    ).toEqual([]);
  });
});

describe("where only a named config file counts", () => {
  const sources = (flags: object) => {
    const cwd = folderWith({ "ses-onboard.yaml": "policy: { mx: replace }\n" });
    return { flags, env: {}, cwd, home: cwd, metas: METAS, onlyNamedFile: true };
  };

  it("one of the default name is told, and not read", async () => {
    expect(await loadConfig(sources({}))).toMatchObject({
      file: undefined,
      unreadFile: "ses-onboard.yaml",
      policy: { mx: "keep" },
    });
  });

  it("one that is named is read", async () => {
    expect(await loadConfig(sources({ config: "ses-onboard.yaml" }))).toMatchObject({
      file: "ses-onboard.yaml",
      unreadFile: undefined,
      policy: { mx: "replace" },
    });
  });
});
