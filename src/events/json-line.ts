// JSON has its own harmless spelling for every character, so nothing needs to be lost: a reader gets back
// exactly what was there.

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * One line of JSON that holds no control or invisible character and no workflow command of GitHub's runner,
 * and still parses to the same value.
 */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value)
    .replace(UNSAFE, escapeUnits)
    .replace(/:(?=:)/g, String.raw`\u003a`)
    .replace(/##(?=\[)/g, String.raw`#\u0023`);
  return `${text}\n`;
}

function escapeUnits(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
