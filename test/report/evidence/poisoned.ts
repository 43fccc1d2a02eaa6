import type { OnboardEvent } from "../../../src/events/event.ts";

/** Words of ours: renderers look them up in tables. */
const OURS = new Set([
  "type",
  "command",
  "kind",
  "verdict",
  "because",
  "action",
  "state",
  "purpose",
  "warning",
  "code",
  "transport",
  "rrtype",
  "finding",
  "was",
  "taken",
]);

/** Sentences in which somebody else's words may stand among ours. */
const SENTENCES = new Set(["message", "hint"]);

/**
 * The events with something added to every string that somebody else may have written.
 * @param inSentences what is added to sentences instead
 */
export function poisoned(
  events: readonly OnboardEvent[],
  addition: string,
  inSentences = addition,
): readonly OnboardEvent[] {
  return events.map(
    (event) =>
      JSON.parse(JSON.stringify(event), (key, value: unknown) => {
        if (typeof value !== "string" || OURS.has(key)) return value;
        return `${value}${SENTENCES.has(key) ? inSentences : addition}`;
      }) as OnboardEvent,
  );
}

export const HOSTILE: readonly string[] = [
  `"><script>alert(1)</script><img src=x onerror=alert(1)>`,
  `' onload='alert(1)' x='`,
  "</td></table></svg></style></main><iframe src=https://evil.example>",
  "\r\n::set-output name=state::verified\n##[add-path]/evil\u001b[2J\u009b2J\u202e",
  "\n```\n</details>\n# heading\n| a | b |\n- [x](javascript:alert(1)) ![y](https://evil.example/z.png)",
  "````````` ` `` $x$ @octocat #1 :tada: www.evil.example",
  '; click a href "javascript:alert(1)"\n%%{init: {}}%%\nsection evil :done, 00:00:00, 1d',
];
