import type { Row } from "../row.ts";

// What may be given as a sender domain.

export interface DomainRow extends Row {
  readonly given: string;
  /** What it is read as, where it goes on. */
  readonly as?: string;
}

/** Shown by `plan`, which leaves nothing, either. */
const goesOn = { end: "goes on", left: "nothing" } as const;
const refused = { end: "DOMAIN_INVALID" } as const;
const MAIL = "mail.example.test";

export const DOMAIN_ROWS: readonly DomainRow[] = [
  { what: "upper case", given: "MAIL.Example.TEST", ...goesOn, as: MAIL },
  { what: "a final dot", given: `${MAIL}.`, ...goesOn, as: MAIL },
  { what: "blanks around it", given: `  ${MAIL} `, ...goesOn, as: MAIL },
  {
    what: "an international name",
    given: "bücher.example.test",
    ...goesOn,
    as: "xn--bcher-kva.example.test",
  },
  {
    what: "full-width letters, which are the same name",
    given: "ｍａｉｌ.example.test",
    ...goesOn,
    as: MAIL,
  },
  { what: "the ideographic full stop between labels", given: "mail。example。test", ...goesOn, as: MAIL },
  {
    what: "a homograph: another name (Cyrillic а), which its spelling shows",
    given: "mаil.example.test",
    ...goesOn,
    as: "xn--mil-6cd.example.test",
  },
  { what: "nothing", given: "", ...refused },
  { what: "blanks alone", given: "   ", ...refused },
  { what: "a dot alone", given: ".", ...refused },
  { what: "two final dots", given: `${MAIL}..`, ...refused },
  { what: "a dot in front", given: `.${MAIL}`, ...refused },
  { what: "two dots inside", given: "mail..example.test", ...refused },
  { what: "a URL", given: `https://${MAIL}/`, ...refused },
  { what: "a mailbox", given: `me@${MAIL}`, ...refused },
  { what: "a port behind it", given: `${MAIL}:25`, ...refused },
  { what: "a wildcard", given: `*.example.test`, ...refused },
  { what: "the name of a DMARC record", given: `_dmarc.${MAIL}`, ...refused },
  { what: "an underscore in a label", given: "my_mail.example.test", ...refused },
  { what: "a dash in front of a label", given: "-mail.example.test", ...refused },
  { what: "a public suffix (`co.uk`)", given: "co.uk", ...refused },
  { what: "a private suffix (`github.io`)", given: "github.io", ...refused },
  { what: "one label", given: "localhost", ...refused },
  { what: "an IPv4 address", given: "192.0.2.1", ...refused },
  { what: "an IPv4 address as one number", given: "3221225985", ...refused },
  { what: "an IPv6 address", given: "2001:db8::1", ...refused },
  { what: "an address in brackets", given: "[192.0.2.1]", ...refused },
  { what: "punycode that decodes to nothing", given: "xn--99999.example.test", ...refused },
  { what: "`xn--` alone", given: "xn--.example.test", ...refused },
  { what: "254 characters", given: `${"abcdefgh.".repeat(27)}a.example.test`.slice(-254), ...refused },
  { what: "a label of 64 characters", given: `${"m".repeat(64)}.example.test`, ...refused },
  { what: "100,000 characters", given: `${"a.".repeat(50_000)}test`, ...refused },
  { what: "a blank inside", given: "ma il.example.test", ...refused },
  { what: "a no-break space inside", given: "ma\u00a0il.example.test", ...refused },
  { what: "a tab inside", given: "ma\til.example.test", ...refused },
  { what: "a line break inside", given: "mail.example\n.test", ...refused },
  { what: "NUL inside", given: "mail\u0000.example.test", ...refused },
  { what: "an escape sequence inside", given: "mail\u001b[2J.example.test", ...refused },
  { what: "a workflow command", given: "::set-output name=x::y.example.test", ...refused },
  { what: "an emoji", given: "😀.example.test", ...goesOn, as: "xn--e28h.example.test" },
  { what: "a mark that turns the text around (U+202E)", given: "mail\u202e.example.test", ...refused },
  {
    what: "a zero-width space (U+200B), which IDNA drops",
    given: "mail\u200b.example.test",
    ...goesOn,
    as: MAIL,
  },
  { what: "a lone surrogate", given: "mail\ud800.example.test", ...refused },
  { what: "a percent escape", given: "mail%2eexample.test", ...refused },
  { what: "a backslash escape of zone files", given: "mail\\046x.example.test", ...refused },
  { what: "a path", given: "../../etc/passwd", ...refused },
  { what: "words of a shell", given: "$(id).example.test", ...refused },
  { what: "markup", given: "<script>.example.test", ...refused },
  { what: "`__proto__`", given: "__proto__", ...refused },
  {
    what: "`constructor` as a label",
    given: "constructor.example.test",
    ...goesOn,
    as: "constructor.example.test",
  },
];
