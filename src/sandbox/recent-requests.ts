/** The requests of the last second, by action. */
export class RecentRequests {
  readonly #recent = new Map<string, readonly number[]>();

  /** How many there were within the last second, with this one. */
  count(action: string, nowMs: number): number {
    const within = (this.#recent.get(action) ?? []).filter((at) => at > nowMs - 1_000);
    this.#recent.set(action, [...within, nowMs]);
    return within.length + 1;
  }
}
