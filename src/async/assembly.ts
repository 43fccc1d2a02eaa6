/** Waits until everybody has brought a part, or has left, and decides for all at once. */
export interface Assembly<K, Part, Decision> {
  /** @throws what the decision throws, for everybody who came */
  arrive(key: K, part: Part): Promise<Decision>;
  /** This one brings nothing. Without effect for one who has come. */
  leave(key: K): void;
}

/** @param decide told of all parts in the order of the keys, and of those who left */
export function createAssembly<K, Part, Decision>(
  keys: readonly K[],
  decide: (parts: ReadonlyMap<K, Part>, left: readonly K[]) => Promise<Decision>,
): Assembly<K, Part, Decision> {
  const parts = new Map<K, Part>();
  const left = new Set<K>();
  let close = (): void => undefined;
  const complete = new Promise<void>((resolve) => {
    close = resolve;
  });
  let decision: Promise<Decision> | undefined;
  const inOrder = () =>
    new Map(keys.flatMap((key) => (parts.has(key) ? [[key, parts.get(key) as Part]] : [])));
  const closeIfComplete = (): void => {
    if (keys.every((key) => parts.has(key) || left.has(key))) close();
  };
  return {
    async arrive(key, part) {
      parts.set(key, part);
      closeIfComplete();
      await complete;
      decision ??= decide(inOrder(), [...left]);
      return decision;
    },
    leave(key) {
      if (parts.has(key)) return;
      left.add(key);
      closeIfComplete();
    },
  };
}
