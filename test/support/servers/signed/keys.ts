import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { requireProgram } from "../command.ts";
import type { Place } from "../place.ts";

// Zones that are signed, by BIND's tools: one key each, which signs all of it.

export interface ZoneKey {
  /** In BIND's format. */
  readonly privateText: string;
  /** DNSKEY and DS, each a line of a zone file. */
  readonly dnskey: string;
  readonly ds: string;
  /** Where its two files are. */
  readonly path: string;
}

export async function createZoneKey({ folder }: Pick<Place, "folder">, zone: string): Promise<ZoneKey> {
  const keys = join(folder, "keys");
  await mkdir(keys, { recursive: true });
  const made = await requireProgram("dnssec-keygen", [
    "-q",
    "-a",
    "ECDSAP256SHA256",
    "-f",
    "KSK",
    "-K",
    keys,
    zone,
  ]);
  const path = join(keys, made.trim());
  const [dnskey, privateText, ds] = await Promise.all([
    readFile(`${path}.key`, "utf8"),
    readFile(`${path}.private`, "utf8"),
    requireProgram("dnssec-dsfromkey", [`${path}.key`]),
  ]);
  return { dnskey, privateText, ds: ds.trim(), path };
}

/** How a zone is signed where it is not for a month from now on, with each absence in its proofs. */
export interface Signing {
  readonly validity?: Validity | undefined;
  /** NSEC3 by RFC 9276, whose proofs leave unsigned zones below out (opt-out, RFC 5155 section 6). */
  readonly optOut?: boolean | undefined;
}

export type Validity = "over" | "not yet";

/** From and until when, as dnssec-signzone takes it. */
const TIMES: Readonly<Record<Validity, readonly string[]>> = {
  over: ["-s", "now-172800", "-e", "now-86400"],
  "not yet": ["-s", "now+86400", "-e", "now+172800"],
};

/** The zone as a signer writes it. */
export async function signedText(
  { folder }: Pick<Place, "folder">,
  { name, text }: { readonly name: string; readonly text: string },
  key: ZoneKey,
  { validity, optOut = false }: Signing = {},
): Promise<string> {
  const plain = join(folder, `plain-${name}-${validity ?? "now"}`);
  const signed = `${plain}.signed`;
  await writeFile(plain, `${text}${key.dnskey}`);
  // -z: the one key signs everything; full: a record a line.
  await requireProgram("dnssec-signzone", [
    "-z",
    ...(optOut ? ["-3", "-", "-H", "0", "-A"] : []),
    // -P: it would not pass its own look.
    ...(validity === undefined ? [] : ["-P", ...TIMES[validity]]),
    "-d",
    folder,
    "-O",
    "full",
    "-o",
    name,
    "-f",
    signed,
    plain,
    key.path,
  ]);
  return readFile(signed, "utf8");
}

/** The same without the signatures of this RRset. */
export function stripped(text: string, owner: string, type: string): string {
  const line = new RegExp(`^${owner}\\.\\s+\\d+\\s+IN\\s+RRSIG\\s+${type} .*\\n`, "gm");
  if (!line.test(text)) throw new Error(`no signature of ${type} ${owner}`);
  return text.replace(line, "");
}

/** The same with one signature that does not fit: another octet in that of this RRset. */
export function spoiled(text: string, owner: string, type: string): string {
  const line = new RegExp(`^(${owner}\\.\\s+\\d+\\s+IN\\s+RRSIG\\s+${type} .* )(\\S)(\\S*)$`, "m");
  if (!line.test(text)) throw new Error(`no signature of ${type} ${owner}`);
  return text.replace(
    line,
    (_, head: string, first: string, rest: string) => `${head}${first === "A" ? "B" : "A"}${rest}`,
  );
}
