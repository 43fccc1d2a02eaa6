/**
 * How it came that a plan might be carried out: an approved plan or its hash, a person's answer, a yes that was said
 * beforehand, a sandbox, or the program that runs it.
 */
export type ConsentWay = "plan" | "hash" | "terminal" | "yes" | "sandbox" | "program";

export interface Consented {
  readonly by: ConsentWay;
  /** To what was not in it at first. */
  readonly again?: true;
}
