import { BETWEEN } from "./digits.ts";
import { escapesWith, LEADS, unescaped } from "./escapes.ts";
import { utf8Of, type Reading } from "./reading.ts";

// A secret as it may stand in a reading, and where it does.

/** Of so long a secret a beginning is looked for, too: APIs show where a key was cut, or cut it themselves. */
const LEAST_TO_BE_CUT = 16;
/** So many of its characters count at an end where something is cut off, */
const LEAST_AT_A_CUT = 8;
/** and so many anywhere. */
const LEAST_ANYWHERE = 12;

export interface SecretForm {
  /** In lower case. */
  readonly octets: string;
  /** Of each beginning, how much of its own beginning it ends with (Knuth, Morris and Pratt). */
  readonly overlaps: Uint32Array;
  /** By which it is found; then it is compared. */
  readonly seed: string;
}

/** @param shortest shorter ones would blank out innocent text */
export function formsOf(secret: string, shortest: number): readonly SecretForm[] {
  const own = [secret, secret.replaceAll(" ", "+")];
  const octets = own.flatMap((text) => [utf8Of(text), ...garbled(text)]);
  const all = [...octets, ...octets.flatMap(withoutEscapes)].map((form) => form.toLowerCase());
  return [...new Set(all)].filter((form) => form.length >= shortest).map(toForm);
}

/** JSON doubles the backslashes of a secret and leaves its percent signs: so each kind of escapes alone, and together. */
const SOME_ESCAPES = [1, 2, 3, 4, 5, 6, 7].map((set) =>
  escapesWith(LEADS.filter((_lead, bit) => (set & (1 << bit)) !== 0)),
);

/**
 * What looks like an escape in the secret itself is read as one when the text around it is; and a backslash at its end
 * escapes what follows, and is gone with it.
 */
function withoutEscapes(octets: string): readonly string[] {
  return ([10, 8] as const).flatMap((radix) =>
    SOME_ESCAPES.flatMap((escapes) => {
      let reading: Reading = { octets, spanOf: (first, end) => [first, end] };
      for (let next; (next = unescaped(reading, radix, escapes)) !== undefined;) reading = next;
      return [reading.octets, reading.octets.replace(/\\$/, "")];
    }),
  );
}

/** UTF-8 that was taken for Latin-1 or for Windows' form of it; Latin-1, and what is left of it when it was taken for UTF-8. */
function garbled(text: string): readonly string[] {
  const octets = Buffer.from(text, "utf8");
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return [];
  // oxlint-disable-next-line no-control-regex -- all of Latin-1
  const latin1 = /^[\u0000-\u00ff]*$/.test(text)
    ? [text, utf8Of(text.replace(/[\u0080-\u00ff]/g, "\ufffd"))]
    : [];
  return [
    utf8Of(octets.toString("latin1")),
    utf8Of(new TextDecoder("windows-1252").decode(octets)),
    ...latin1,
  ];
}

function toForm(octets: string): SecretForm {
  const overlaps = new Uint32Array(octets.length);
  let length = 0;
  for (let at = 1; at < octets.length; at += 1) {
    while (length > 0 && octets[at] !== octets[length]) length = overlaps[length - 1] ?? 0;
    if (octets[at] === octets[length]) length += 1;
    overlaps[at] = length;
  }
  const seed = octets.length < LEAST_TO_BE_CUT ? octets : octets.slice(0, LEAST_AT_A_CUT);
  return { octets, overlaps, seed };
}

/** Calls `mark` for each place in these octets, in lower case, where the secret stands or a long beginning of it. */
export function findForm(
  { octets: form, overlaps, seed }: SecretForm,
  octets: string,
  mark: (first: number, end: number) => void,
): void {
  let first = octets.indexOf(seed);
  while (first !== -1) {
    let [at, length] = [first + seed.length, seed.length];
    // Each octet is compared once, however often the secret repeats itself.
    while (length >= seed.length) {
      while (length < form.length && octets[at] === form[length]) [at, length] = [at + 1, length + 1];
      if (length === form.length || length >= LEAST_ANYWHERE || isCut(octets, at)) mark(at - length, at);
      length = length === form.length ? 0 : (overlaps[length - 1] ?? 0);
    }
    first = octets.indexOf(seed, at - length);
  }
}

/** The end, or dots; half an escape may be left before it. */
const CUT = new RegExp(String.raw`^(?:[\\%&]#?\w{0,5})?(?:$|${BETWEEN}|\.\.\.|\u00e2\u0080\u00a6)`);

function isCut(octets: string, at: number): boolean {
  return CUT.test(octets.slice(at, at + 12));
}
