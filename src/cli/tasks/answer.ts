import type { DiagnosisStyle } from "../../report/diagnosis/lines.ts";

/** What `doctor` comes to, for programs and for people. */
export interface Answer {
  readonly facts: { readonly type: string };
  readonly lines: (style: DiagnosisStyle) => readonly string[];
  readonly exit: number;
}
