/** Refusals on request: the next calls of an action are answered with them, in order. */
export class DueFaults<Fault> {
  readonly #pending = new Map<string, { readonly fault: Fault; left: number }[]>();

  add(action: string, fault: Fault, times: number): void {
    const queue = this.#pending.get(action) ?? [];
    this.#pending.set(action, [...queue, { fault, left: times }]);
  }

  take(action: string): Fault | undefined {
    const due = this.#pending.get(action)?.find(({ left }) => left > 0);
    if (due !== undefined) due.left -= 1;
    return due?.fault;
  }
}
