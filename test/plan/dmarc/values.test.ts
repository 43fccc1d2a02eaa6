import { describe, expect, it } from "vitest";
import { isReportAddress, isWellFormed, withoutSize } from "../../../src/plan/dmarc/values.ts";

describe("what a tag may say", () => {
  it.each([
    ["p", ["none", "Quarantine", "REJECT"], ["", "nones", "anone", "maybe"]],
    ["sp", ["reject"], ["x"]],
    ["np", ["reject"], ["x"]],
    ["adkim", ["r", "S"], ["", "rs", "x"]],
    ["aspf", ["r", "s"], ["strict"]],
    ["fo", ["0", "1:d", "0 : 1 : D:s"], ["", "2", "0:", ":0", "01", "0;1"]],
    ["psd", ["y", "N", "u"], ["", "yes", "xn", "x"]],
    ["t", ["y", "N"], ["", "u", "yy"]],
    ["pct", ["0", "7", "99", "100"], ["", "101", "1000", "-1", "x"]],
    ["ri", ["0", "1234567890"], ["", "12345678901", "x1"]],
    ["rf", ["afrf", "a1-b : iodef", "afrf:iodef", "afrf  :  iodef"], ["", "1a", "a:", "a;b", "a b"]],
    ["x", ["", "anything"], []],
    ["constructor", ["", "x"], []],
  ])("%s takes these values, and no others", (name, right, wrong) => {
    expect(right.filter((value) => !isWellFormed(name, value))).toEqual([]);
    expect(wrong.filter((value) => isWellFormed(name, value))).toEqual([]);
  });

  it.each(["rua", "ruf"])("%s takes a list of addresses", (name) => {
    expect(isWellFormed(name, "mailto:a@b.example!10m, https://c.example/x%20y")).toBe(true);
    for (const value of ["", "a@b.example", "mailto:a@b.example,", "mailto:a@b.example x"])
      expect(isWellFormed(name, value)).toBe(false);
  });
});

describe("an address of reports", () => {
  it.each([
    ["mailto:a@b.example!10m", "mailto:a@b.example"],
    ["mailto:a@b.example!5", "mailto:a@b.example"],
    [" mailto:a@b.example!1G ", "mailto:a@b.example"],
    ["mailto:a@b.example", "mailto:a@b.example"],
    ["mailto:a!1k@b.example", "mailto:a!1k@b.example"],
    ["mailto:a@b.example!10mb", "mailto:a@b.example!10mb"],
  ])("%j is %j without the most that a report might weigh", (text, address) => {
    expect(withoutSize(text)).toBe(address);
  });

  it("is any URI, in whatever case, and nothing else", () => {
    const right = [
      "mailto:a@b.example",
      "MAILTO:a+b@c.example",
      "x1.y-z+w:",
      "https://[::1]/?a=b#c",
      "m:%4a",
    ];
    const wrong = [
      "",
      "1x:a",
      ":a",
      "a@b.example",
      "mailto:a b",
      "m:%4",
      "m:ä",
      "x mailto:a@b.example",
      "m:a!b",
    ];
    expect(right.filter((text) => !isReportAddress(text))).toEqual([]);
    expect(wrong.filter(isReportAddress)).toEqual([]);
  });
});
