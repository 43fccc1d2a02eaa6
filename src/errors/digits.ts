import { lastUpTo, type Reading } from "./reading.ts";

/** A way to write octets in digits. */
interface Digits {
  readonly bits: number;
  /** At how many of its first digits an octet may begin: what stands before it is not known. */
  readonly shifts: number;
  /** As a regular expression writes one. */
  readonly digit: string;
  readonly encoding: "base64" | "hex";
}

/** With both alphabets. */
const BASE64: Digits = { bits: 6, shifts: 4, digit: String.raw`[\w+/-]`, encoding: "base64" };
const HEX: Digits = { bits: 4, shifts: 2, digit: "[0-9A-Fa-f]", encoding: "hex" };

/** Between what two runs mean: no octet of a secret. */
export const BETWEEN = "\u0000";

/** What long runs of digits mean. `garbage` can be no text, so there is nothing to read in it but a secret. */
interface Decoded {
  readonly readable?: Reading;
  readonly garbage?: Reading;
}

/** @param leastOctets what is worth decoding */
export function createDecoder(leastOctets: number): (reading: Reading) => readonly Decoded[] {
  const ways = [BASE64, HEX].map((digits) => ({ ...digits, runs: runsOf(digits, leastOctets) }));
  return (reading) =>
    ways.flatMap(({ runs: pattern, ...digits }) => {
      const runs = [...reading.octets.matchAll(pattern)];
      if (runs.length === 0) return [];
      return Array.from({ length: digits.shifts }, (_, shift) =>
        decoded(reading, runs, { ...digits, shift }),
      );
    });
}

/** Also over the line breaks that mail and PEM put in between. */
function runsOf({ digit, bits }: Digits, leastOctets: number): RegExp {
  const least = Math.ceil((leastOctets * 8) / bits);
  return new RegExp(String.raw`${digit}{${least},}(?:\r?\n[ \t]*${digit}+)*={0,2}`, "g");
}

function decoded(
  reading: Reading,
  runs: readonly RegExpExecArray[],
  { bits, encoding, shift }: Digits & { readonly shift: number },
): Decoded {
  const found: Record<keyof Decoded, Run[]> = { readable: [], garbage: [] };
  for (const { 0: text, index } of runs) {
    const digits = (/[\s=]/.test(text) ? text.replace(/[\s=]+/g, "") : text).slice(shift);
    const octets = Buffer.from(digits, encoding).toString("latin1");
    const run = { octets, index, placeOf: placesOfDigits(text, { bits, shift, count: octets.length }) };
    found[isReadable(octets) ? "readable" : "garbage"].push(run);
  }
  return {
    ...(found.readable.length === 0 ? {} : { readable: joined(reading, found.readable) }),
    ...(found.garbage.length === 0 ? {} : { garbage: joined(reading, found.garbage) }),
  };
}

interface Run {
  readonly octets: string;
  /** Where the bits of an octet stand in the run. */
  readonly placeOf: (octet: number, bit: 0 | 7) => number;
  /** Where the run begins. */
  readonly index: number;
}

function joined(reading: Reading, runs: readonly Run[]): Reading {
  const begins: number[] = [];
  let length = 0;
  for (const { octets } of runs) {
    begins.push(length);
    length += octets.length + BETWEEN.length;
  }
  const placeOf = (at: number, bit: 0 | 7): number => {
    const number = lastUpTo(begins, at);
    const run = runs[number];
    return run === undefined ? 0 : run.index + run.placeOf(at - (begins[number] ?? 0), bit);
  };
  return {
    octets: runs.map(({ octets }) => octets).join(BETWEEN),
    spanOf: (first, end) => reading.spanOf(placeOf(first, 0), placeOf(end - 1, 7) + 1),
  };
}

interface Counting {
  readonly bits: number;
  readonly shift: number;
  /** Of octets. */
  readonly count: number;
}

/** What fills up the last digits stands for nothing, and goes with them. */
function placesOfDigits(run: string, { bits, shift, count }: Counting): Run["placeOf"] {
  const places = /\s/.test(run) ? [...run.matchAll(/\S/g)].map(({ index }) => index) : undefined;
  return (octet, bit) => {
    if (bit === 7 && octet === count - 1) return run.length - 1;
    const digit = Math.floor((octet * 8 + bit) / bits) + shift;
    return places?.[digit] ?? digit;
  };
}

const LEAST_READABLE = 0.7;

/** As UTF-8: in a short text a few signs beyond ASCII are many of the octets. */
function isReadable(octets: string): boolean {
  const text = Buffer.from(octets, "latin1").toString("utf8");
  let readable = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code >= 0x20 && code !== 0x7f && code !== 0xfffd) || (code >= 9 && code <= 13)) readable += 1;
  }
  return readable >= text.length * LEAST_READABLE;
}
