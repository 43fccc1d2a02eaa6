import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { Row } from "../row.ts";

// What a file that holds a secret may be: the Cloudflare token, by CLOUDFLARE_API_TOKEN_FILE.

export interface SecretRow extends Row {
  /** Makes the file. `secret`: the true token. */
  readonly make: (path: string, secret: string) => void;
}

const refused = { end: "CONFIG_INVALID" } as const;
const goesOn = { end: "goes on", left: "nothing" } as const;
const file = (textOf: (secret: string) => string | Buffer) => (path: string, secret: string) =>
  writeFileSync(path, textOf(secret), { mode: 0o600 });

export const SECRET_ROWS: readonly SecretRow[] = [
  { what: "the secret alone", make: file((secret) => secret), ...goesOn },
  { what: "a line break at its end", make: file((secret) => `${secret}\n`), ...goesOn },
  { what: "CR LF at its end", make: file((secret) => `${secret}\r\n`), ...goesOn },
  { what: "empty lines at its end", make: file((secret) => `${secret}\n\n\n`), ...goesOn },
  { what: "a byte order mark in front", make: file((secret) => `\ufeff${secret}`), ...goesOn },
  {
    what: "readable for all, as containers mount it (mode 0444)",
    make: (path, secret) => (file(() => secret)(path, secret), chmodSync(path, 0o444)),
    ...goesOn,
  },
  {
    what: "a link to it, as Kubernetes mounts it",
    make: (path, secret) => (
      file(() => secret)(`${path}.target`, secret),
      symlinkSync(`${path}.target`, path)
    ),
    ...goesOn,
  },
  { what: "no file", make: () => {}, ...refused },
  { what: "an empty file", make: file(() => ""), ...refused },
  { what: "blanks alone", make: file(() => "  \n"), ...refused },
  {
    what: "UTF-16, as Windows writes it",
    make: file((secret) => Buffer.from(`\ufeff${secret}`, "utf16le")),
    ...refused,
  },
  {
    what: "octets that are not UTF-8",
    make: file(() => Buffer.from([0xff, 0xfe, 0x80, 0x81, 0x82, 0x83])),
    ...refused,
  },
  { what: "NUL inside", make: file((secret) => `${secret}\u0000`), ...refused },
  { what: "an escape sequence inside", make: file((secret) => `\u001b[2J${secret}`), ...refused },
  { what: "a blank in front", make: file((secret) => ` ${secret}`), ...refused },
  { what: "two lines", make: file((secret) => `${secret}\n${secret}\n`), ...refused },
  { what: "quotes around it", make: file((secret) => `"${secret}"`), ...refused },
  {
    what: "the variable's line (`NAME=secret`)",
    make: file((secret) => `CLOUDFLARE_API_TOKEN=${secret}\n`),
    ...refused,
  },
  {
    what: "a header's line (`Bearer secret`)",
    make: file((secret) => `Bearer ${secret}\n`),
    end: "CREDENTIALS_REJECTED",
  },
  { what: "a letter that no key has (é)", make: file((secret) => `${secret}é`), end: "CREDENTIALS_REJECTED" },
  { what: "an invisible character inside (U+200B)", make: file((secret) => `${secret}\u200b`), ...refused },
  { what: "another key than the host's", make: file(() => "0".repeat(40)), end: "CREDENTIALS_REJECTED" },
  { what: "a folder", make: (path) => mkdirSync(path), ...refused },
  { what: "a link to itself", make: (path) => symlinkSync(path, path), ...refused },
  { what: "a link to nothing", make: (path) => symlinkSync(`${path}.gone`, path), ...refused },
  {
    what: "writable for all (mode 0666)",
    make: (path, secret) => (file(() => secret)(path, secret), chmodSync(path, 0o666)),
    ...refused,
  },
];
