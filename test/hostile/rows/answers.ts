import { HOSTILE } from "../ended.ts";
import { SECRET } from "../front.ts";
import type { Row } from "../row.ts";

// What DNSPod's and Alibaba Cloud DNS' APIs may answer: JSON, one object an answer, of an action that is named.

export type Fields = Readonly<Record<string, unknown>>;

export interface AnswerRow extends Row {
  /** The action whose answers are changed. */
  readonly on: string;
  /** The answer's object, as another. */
  readonly answer?: (fields: Fields) => unknown;
  /** The whole body, as another. */
  readonly body?: (text: string) => string | Buffer;
  readonly status?: number;
}

export const goesOn = { end: "goes on" } as const;
export const surprise = { end: "API_SURPRISE" } as const;
export const without = (name: string) => (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
export const as = (name: string, value: unknown) => (fields: Fields) => ({ ...fields, [name]: value });

/** What any of their actions may answer in place of JSON, or in its shape and without its sense. */
export function bodies(on: string, envelope: (fields: unknown) => string): readonly AnswerRow[] {
  return [
    { what: "an empty body", on, ...surprise, body: () => "" },
    { what: "a page of a proxy", on, ...surprise, body: () => "<html><body>Sign in</body></html>" },
    { what: "JSON cut in the middle", on, ...surprise, body: (text) => text.slice(0, text.length / 2) },
    { what: "octets that are not UTF-8", on, ...surprise, body: () => Buffer.from([0xff, 0xfe, 0x80]) },
    { what: "`null`", on, ...surprise, body: () => "null" },
    { what: "a list", on, ...surprise, body: () => "[]" },
    { what: "a text", on, ...surprise, body: () => '"hello"' },
    { what: "an object without anything in it", on, ...surprise, body: () => envelope({}) },
    {
      what: "10,000 brackets, one in another",
      on,
      ...surprise,
      body: () => `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
    },
    {
      what: "`__proto__` beside it",
      on,
      ...goesOn,
      body: (text) => text.replace("{", '{"__proto__":{"x":1},'),
    },
  ];
}

/** How such an API may refuse; `refusal` is its own shape of an error. */
export function refusals(
  on: string,
  status: number,
  refusal: (code: unknown, message: unknown) => string,
): readonly AnswerRow[] {
  const row = (what: string, code: unknown, message: unknown): AnswerRow => ({
    what,
    on,
    ...surprise,
    status,
    body: () => refusal(code, message),
  });
  return [
    row("an error with workflow commands", HOSTILE, HOSTILE),
    row("an error that holds the secret key", "Strange", SECRET),
    row("an error whose code is `__proto__`", "__proto__", "x"),
    row("an error whose code is `constructor`", "constructor", "x"),
    row("an error without a code", undefined, "x"),
    row("an error whose code is a number", 7, "x"),
    row("an error whose message is an object", "Strange", { a: 1 }),
    row("an error of 100,000 characters", "Strange", "x".repeat(100_000)),
  ];
}
