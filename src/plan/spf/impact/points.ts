import type { DomainName } from "../../../dns/domain-name.ts";
import { addressText, edgesOf } from "./address.ts";
import { judge, type Judged, type Point, type SpfChange, type Worlds } from "./judge.ts";
import type { NamedNetwork } from "./networks.ts";

/** One change under judgement. */
export interface Trial {
  readonly change: SpfChange;
  /** Names whose records may refer to the one that changes. */
  readonly above: readonly DomainName[];
  readonly worlds: Worlds;
  /** The same, with a budget for all judgements. */
  readonly judging: Worlds;
}

/** Of more the rest is told as not proved: whoever names thousands of networks is judged by the first ones. */
export const MOST_ADDRESSES = 1_000;

/**
 * Each edge of each network, and its neighbour, by the first term that names it.
 * @param always points that are among them, however many there are
 */
export function pointsOf(
  networks: readonly NamedNetwork[],
  always: readonly Point[] = [],
): { readonly points: readonly Point[]; readonly isCut: boolean } {
  const byText = new Map<string, Point>();
  const add = (point: Point) => {
    const text = addressText(point.address);
    if (!byText.has(text)) byText.set(text, point);
  };
  for (const { term, network } of networks) for (const address of edgesOf(network)) add({ term, address });
  const isCut = byText.size > MOST_ADDRESSES;
  for (const text of [...byText.keys()].slice(MOST_ADDRESSES)) byText.delete(text);
  always.forEach(add);
  return { points: [...byText.values()], isCut };
}

/** One after the other: what the first has looked up the next ones find in memory. */
export async function judgeAll(
  name: DomainName,
  points: readonly Point[],
  { change: { owner }, judging }: Trial,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const point of points) judged.push(await judge({ ...point, name, owner }, judging));
  return judged;
}
