/** A promise that was not kept: which one, and what was seen. */
export interface Violation {
  readonly rule: string;
  readonly seen: string;
}
