import type { TreeSite } from "../place.ts";

interface Stoppable {
  readonly stop: () => Promise<void>;
}

/**
 * Starts what belongs together at a place of its own. @throws what starting it throws; then none of it is left running
 */
export async function startDaemonsIn<T>(
  finding: Promise<TreeSite>,
  start: (place: TreeSite, keep: <D extends Stoppable>(one: D) => D) => Promise<T>,
): Promise<T & { readonly close: () => Promise<void> }> {
  const place = await finding;
  const running: Stoppable[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.stop()));
    await place.clear();
  };
  try {
    const started = await start(place, (one) => {
      running.push(one);
      return one;
    });
    return { ...started, close };
  } catch (error) {
    await close();
    throw error;
  }
}
