import * as fc from "fast-check";

// SPF records as people write them, all valid.

const host = fc.constantFrom(
  "a.example",
  "mail.example.com",
  "_spf.google.com",
  "spf.protection.outlook.com",
  "qcloudmail.com",
  "x.qcloudmail.com",
);
const target = fc.oneof(
  { weight: 5, arbitrary: host },
  fc.constantFrom("%{d}", "%{ir}.%{v}._spf.%{d2}", "Host.Example.", "%{l1r-}.x.example"),
);
const prefix = fc.constantFrom("", "/24", "//64", "/16//48", "/0", "/32//128");
const qualifier = fc.constantFrom("", "", "", "+", "-", "~", "?");

const mechanism = fc.oneof(
  target.map((name) => `include:${name}`),
  fc
    .tuple(fc.constantFrom("a", "mx"), fc.option(target), prefix)
    .map(([kind, name, length]) => `${kind}${name === null ? "" : `:${name}`}${length}`),
  fc
    .tuple(fc.ipV4(), fc.constantFrom("", "/24", "/0", "/32"))
    .map(([address, length]) => `ip4:${address}${length}`),
  fc.tuple(fc.ipV6(), fc.constantFrom("", "/32", "/0")).map(([address, length]) => `ip6:${address}${length}`),
  target.map((name) => `exists:${name}`),
  fc.constantFrom("ptr", "ptr:example.com", "all"),
);
const directive = fc
  .tuple(qualifier, mechanism, fc.boolean())
  .map(
    ([mark, text, loud]) =>
      `${mark}${loud ? text.toUpperCase().replaceAll(/%\{[^}]*\}/g, (macro) => macro.toLowerCase()) : text}`,
  );
const unknownModifier = fc.constantFrom("ra=postmaster", "moo=", "x.y-z_=%{d}/a");
const spaces = fc.constantFrom(" ", " ", " ", "  ");

/**
 * A valid SPF record: any mechanisms in any order, `all` and `redirect=` anywhere, at most one redirect and
 * one exp.
 */
export function spfRecords(): fc.Arbitrary<string> {
  return fc
    .record({
      version: fc.constantFrom("v=spf1", "V=SPF1"),
      terms: fc.array(fc.oneof({ weight: 6, arbitrary: directive }, unknownModifier), { maxLength: 8 }),
      redirect: fc.option(fc.constantFrom("redirect=_spf.example.com", "Redirect=%{d}.x.example")),
      exp: fc.option(fc.constant("exp=why.example.com")),
      at: fc.nat({ max: 8 }),
      gaps: fc.array(spaces, { minLength: 12, maxLength: 12 }),
      end: fc.constantFrom("", " "),
    })
    .map(({ version, terms, redirect, exp, at, gaps, end }) => {
      const all = terms.toSpliced(at, 0, ...[redirect, exp].filter((term) => term !== null));
      return `${version}${all.map((term, index) => `${gaps[index] ?? " "}${term}`).join("")}${end}`;
    });
}
