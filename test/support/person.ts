import type { Person } from "./cli.ts";

/** Answers in order, and keeps each question with what stood on the screen. */
export function personWho(...answers: readonly string[]) {
  const asked: { readonly question: string; readonly screen: string }[] = [];
  const ask: Person = (question, _signal, { stderr }) => {
    asked.push({ question, screen: stderr });
    return Promise.resolve(answers[asked.length - 1] ?? "");
  };
  return { asked, ask };
}

/** What the last question showed. */
export function tableOf(screen: string | undefined): string {
  if (screen === undefined) return "";
  const begins = ["All is planned.", "more would be written than was shown"].map((text) =>
    screen.lastIndexOf(text),
  );
  return screen.slice(Math.max(...begins));
}
