import { describe, expect, it } from "vitest";
import { parseIni } from "../../../src/config/sources/ini.ts";

describe("parseIni", () => {
  it("reads sections, comments, quotes and Windows line ends", () => {
    const sections = parseIni("a=0\r\n[ one ]\r\n# c\r\nKey = v\r\nempty =\r\nq = 'x y'\r\n");
    expect([...sections].map(([name, pairs]) => [name, Object.fromEntries(pairs)])).toEqual([
      ["one", { key: "v", q: "x y" }],
    ]);
  });
});
