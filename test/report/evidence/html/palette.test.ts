import { expect, it } from "vitest";
import { paletteCss } from "../../../../src/report/evidence/html/palette.ts";

const SCHEMES = paletteCss()
  .split("\n")
  .filter((line) => line.includes("--paper"))
  .map(
    (line) =>
      new Map(
        [...line.matchAll(/--([a-z-]+): (#[0-9a-f]{3,6})/g)].map(([, name = "", color = ""]) => [
          name,
          color,
        ]),
      ),
  );

it("has a light, a dark and a printed scheme of the same names", () => {
  expect(SCHEMES).toHaveLength(3);
  for (const scheme of SCHEMES) expect([...scheme.keys()]).toEqual([...(SCHEMES[0]?.keys() ?? [])]);
});

it.each(["ink", "soft", "good", "partly", "old", "absent", "broken", "neutral"])(
  "%s can be read on paper and on its own fill (WCAG 2.2 AA)",
  (name) => {
    for (const scheme of SCHEMES) {
      const color = scheme.get(name) ?? "";
      expect(contrast(color, scheme.get("paper") ?? "")).toBeGreaterThanOrEqual(4.5);
      const fill = scheme.get(`${name}-fill`);
      if (fill !== undefined) expect(contrast(color, fill)).toBeGreaterThanOrEqual(4.5);
    }
  },
);

it("lets values be read on what marks them as coming and going", () => {
  for (const scheme of SCHEMES) {
    for (const fill of ["good-fill", "broken-fill"])
      expect(contrast(scheme.get("ink") ?? "", scheme.get(fill) ?? "")).toBeGreaterThanOrEqual(7);
  }
});

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of WCAG 2.2. */
function luminance(color: string): number {
  const hex = color.slice(1);
  const octets = hex.length === 3 ? Array.from(hex).map((digit) => digit + digit) : (hex.match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = octets.map((octet) => {
    const share = Number.parseInt(octet, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
