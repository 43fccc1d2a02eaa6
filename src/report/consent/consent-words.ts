import type { Consented, ConsentWay } from "../../plan/consent/consented.ts";

const WAYS: Readonly<Record<ConsentWay, string>> = {
  plan: "by an approved plan",
  hash: "by an approved plan's hash",
  terminal: "by an answer at the terminal",
  yes: "by a yes that was given beforehand; nobody was asked",
  sandbox: "by nobody, since all of it is a sandbox",
  program: "by the program that runs it",
};

/** `to what is planned: by an approved plan` */
export function consentWords({ by, again }: Consented): string {
  return `consent to ${again === true ? "what was not in the plan at first" : "what is planned"}: ${WAYS[by]}`;
}

/** For a list of facts: `by an approved plan; to what was not in it at first: by an answer at the terminal`. */
export function consentsGivenWords(given: readonly Consented[]): string {
  const texts = given.map(
    ({ by, again }) => `${again === true ? "to what was not in the plan at first: " : ""}${WAYS[by]}`,
  );
  return [...new Set(texts)].join("; ");
}
