import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "./place.ts";

// What the authoritative servers of a tree share: each is one foreground process with everything that it writes in a
// folder of its own.

/** Whose dynamic updates (RFC 2136) the primaries take. */
export const WRITER = {
  name: "writer",
  algorithm: "hmac-sha256",
  secret: "c2VzLW9uYm9hcmQgdGVzdHMgb25seQ==",
} as const;

export interface ZoneFile {
  readonly name: string;
  readonly text: string;
  /** PowerDNS signs it while it answers, by this key in BIND's format. */
  readonly signedBy?: string;
  /** False: names that are written later are not put in order for the proofs of absence (PowerDNS: "rectify"). */
  readonly rectified?: boolean;
}

/** What a secondary is told. */
export interface SecondaryPlan {
  readonly addresses: readonly string[];
  /** The address of the primary. */
  readonly primary: string;
  readonly zones: readonly string[];
}

export async function folderFor(place: Place, name: string, zones: readonly ZoneFile[]): Promise<string> {
  const folder = join(place.folder, name);
  await mkdir(folder);
  for (const zone of zones) await writeFile(join(folder, fileOf(zone.name)), zone.text);
  return folder;
}

export function fileOf(zone: string): string {
  return zone === "." ? "root.zone" : `${zone}.zone`;
}
