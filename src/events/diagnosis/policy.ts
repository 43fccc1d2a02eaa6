/** What the keys of an account need, of which nobody wrote a policy. */
export interface RightsWithoutPolicy {
  /** Whose, as its adapter calls itself. */
  readonly of: string;
  /** Each in the words of the adapter. */
  readonly rights: readonly string[];
}

/** The least that one account's keys have to be allowed: a document to paste, or the rows of a form. */
export interface AccountPolicy {
  /** Whose, like `Amazon Route 53`. */
  readonly of: string;
  /** `CAM`, `RAM`, `IAM`; `token`: a token is made by a form. */
  readonly language: string;
  /** Pages of its console. */
  readonly pastedAt: readonly string[];
  /** False until somebody has used it at the live service. */
  readonly proved: boolean;
  /** To be pasted as it is; of a token what is chosen in the form. */
  readonly document: object;
  /** It is wider than it could be: the zone is not known. */
  readonly allowsEachZone: boolean;
  /** What keys for `plan` and `check` alone need of it. */
  readonly reads: readonly string[];
}
