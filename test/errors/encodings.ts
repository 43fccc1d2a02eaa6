// How others write a text, for the redactor: each of these, and one inside of another.

export type Encode = (text: string) => string;

const JSON_TEXT: Encode = (text) => JSON.stringify(text).slice(1, -1);
const units = (text: string): readonly string[] => text.split("");
const octets = (text: string): readonly number[] => [...Buffer.from(text, "utf8")];
const hex = (code: number, length: number): string => code.toString(16).padStart(length, "0");

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "/": "&sol;",
  "+": "&plus;",
  "=": "&equals;",
  _: "&lowbar;",
  "%": "&percnt;",
  "\\": "&bsol;",
  é: "&eacute;",
};

export const ENCODINGS: Readonly<Record<string, Encode>> = {
  JSON: JSON_TEXT,
  "JSON with \\/": (text) => JSON_TEXT(text).replaceAll("/", "\\/"),
  "JSON in ASCII": (text) =>
    JSON_TEXT(text).replace(/[^\u0020-\u007e]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
  "\\u for all": (text) =>
    units(text)
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(""),
  "\\U in upper case": (text) =>
    units(text)
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4).toUpperCase()}`)
      .join(""),
  "\\x": (text) =>
    octets(text)
      .map((octet) => `\\x${hex(octet, 2)}`)
      .join(""),
  "HTML by name": (text) => text.replace(/[^]/gu, (one) => NAMED[one] ?? one),
  "HTML as usual": (text) => text.replace(/[&<>"']/g, (one) => NAMED[one] ?? one),
  "HTML in decimal": (text) =>
    Array.from(text)
      .map((one) => `&#${one.codePointAt(0)};`)
      .join(""),
  "HTML in hexadecimal": (text) =>
    Array.from(text)
      .map((one) => `&#x${hex(one.codePointAt(0) ?? 0, 2)};`)
      .join(""),
  "HTML in upper case": (text) =>
    Array.from(text)
      .map((one) => `&#X${hex(one.codePointAt(0) ?? 0, 4).toUpperCase()};`)
      .join(""),
  percent: encodeURIComponent,
  "percent in lower case": (text) =>
    encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
  "percent for all": (text) =>
    octets(text)
      .map((octet) => `%${hex(octet, 2)}`)
      .join(""),
  "a form": (text) => new URLSearchParams([["", text]]).toString().slice(1),
  "DNS, decimal": (text) =>
    octets(text)
      .map((octet) =>
        octet > 0x20 && octet < 0x7f && octet !== 0x22 && octet !== 0x5c
          ? String.fromCharCode(octet)
          : `\\${String(octet).padStart(3, "0")}`,
      )
      .join(""),
  "DNS, decimal for all": (text) =>
    octets(text)
      .map((octet) => `\\${String(octet).padStart(3, "0")}`)
      .join(""),
  "Route 53, octal for all": (text) =>
    octets(text)
      .map((octet) => `\\${octet.toString(8).padStart(3, "0")}`)
      .join(""),
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "wrapped base64": (text) =>
    (
      Buffer.from(text)
        .toString("base64")
        .match(/.{1,16}/g) ?? []
    ).join("\r\n  "),
  hexadecimal: (text) => Buffer.from(text).toString("hex"),
  "hexadecimal in upper case": (text) => Buffer.from(text).toString("hex").toUpperCase(),
};
