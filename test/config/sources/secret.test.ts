import { describe, expect, it } from "vitest";
import { readSecret, readVariable } from "../../../src/config/sources/secret.ts";
import { folderWith } from "../scratch.ts";
import { told } from "../../support/told.ts";

describe("readVariable", () => {
  it("takes the variable, or the file that NAME_FILE names", () => {
    const folder = folderWith({ key: "s3cr3t\n" });
    expect(readVariable("KEY", { KEY: "direct" }, folder)).toEqual({ value: "direct" });
    expect(readVariable("KEY", { KEY_FILE: "key" }, folder)).toEqual({ value: "s3cr3t" });
  });

  it("refuses to choose when both are set", () => {
    expect(told(readVariable("KEY", { KEY: "a-value", KEY_FILE: "key" }, "."))).toEqual({
      problem: expect.stringContaining("KEY_FILE"),
    });
  });

  it("takes an empty variable for an unset one, as CI passes it", () => {
    expect(readVariable("KEY", { KEY: "", KEY_FILE: "" }, ".")).toEqual({ missing: "KEY" });
  });
});

describe("readSecret", () => {
  it.each([
    ["one newline", "s3cr3t\n"],
    ["a Windows newline", "s3cr3t\r\n"],
    ["several newlines", "s3cr3t\n\n"],
    ["a byte-order mark", "\ufeffs3cr3t"],
  ])("trims %s of a file", (_what, text) => {
    expect(readSecret({ file: "key" }, {}, folderWith({ key: text }))).toEqual({ value: "s3cr3t" });
  });

  it.each([
    ["a line break inside", "s3c\nr3t"],
    ["an escape character", "s3c\u001br3t"],
    ["a space at an end", "s3cr3t "],
    ["nothing", "\n"],
    ["UTF-16", Buffer.from("\ufeffs3cr3t", "utf16le").toString("latin1")],
    ["octets that are no UTF-8", "s3c\ufffdr3t"],
    ["an invisible character", "s3c\u200br3t"],
    ["quotes around it", '"s3cr3t"'],
    ["other quotes around it", "'s3cr3t'"],
    ["a line of an environment file", "API_KEY=s3cr3t"],
  ])("refuses %s without echoing the value", (_what, text) => {
    const secret = told(readSecret({ file: "key" }, {}, folderWith({ key: text })));
    expect(secret).toEqual({ problem: expect.any(String) });
    expect(JSON.stringify(secret)).not.toContain("r3t");
  });

  it.each(['a"b', "Zm9v_YmFy=", "ABC=def", "pässwörd"])("takes %s as it is", (value) => {
    expect(readVariable("KEY", { KEY: value }, ".")).toEqual({ value });
  });

  it("tells an unreadable file from a missing variable", () => {
    expect(told(readSecret({ file: "nowhere" }, {}, folderWith({})))).toEqual({
      problem: expect.stringContaining("ENOENT"),
    });
    expect(readSecret({ env: "NOWHERE" }, {}, ".")).toEqual({ missing: "NOWHERE" });
  });
});
