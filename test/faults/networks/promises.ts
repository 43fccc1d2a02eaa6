import { exitOf } from "../../../src/errors/codes.ts";
import { DOMAIN, WAIT_MS, type Cell, type Observed } from "./cell.ts";

// What holds in every network. The sandbox's zone is delegated and holds no wildcard, and its SES has forgotten nothing.

interface Promised {
  readonly what: string;
  /** What breaks it; undefined: nothing. */
  readonly broken: (seen: Observed, cell: Cell) => string | undefined;
}

/** How long a look may take, also on a busy machine; alone on it none takes a quarter of that. Milliseconds. */
const LONGEST_LOOK_MS = 60_000;
/** Two have to agree who serves the zone before anything is created. */
const ENOUGH = 2;

const PROMISES: readonly Promised[] = [
  {
    what: "nothing is created where the place is not known",
    broken: ({ writes }, cell) => (isPlaceKnown(cell) ? undefined : writes[0]),
  },
  {
    what: "only a run writes",
    broken: ({ writes }, { command }) => (command === "run" ? undefined : writes[0]),
  },
  {
    what: "no resolver is asked at or below the sender domain before the write",
    broken: ({ asked, writtenAt = Infinity, accepted }, { command }) => {
      const early = asked.find(
        ({ whom, owner, type, at }) =>
          whom === "a resolver" &&
          (owner === DOMAIN || owner.endsWith(`.${DOMAIN}`)) &&
          at < writtenAt &&
          !(command === "check" && accepted.includes(`${type} ${owner}`)),
      );
      return early && `${early.type} ${early.owner} by ${early.by}`;
    },
  },
  {
    what: "the exit is documented, and its code's own",
    broken: ({ exit, error }) => {
      const own = error === undefined ? 0 : exitOf(error.code);
      return exit === own && exit !== 1 ? undefined : `exit ${exit}, code ${error?.code}`;
    },
  },
  {
    what: "it ends in bounded time",
    broken: ({ tookMs }, { command }) =>
      tookMs <= LONGEST_LOOK_MS + (command === "run" ? WAIT_MS : 0) ? undefined : `${Math.round(tookMs)} ms`,
  },
  {
    what: "it ends well where the place is known",
    broken: ({ exit, error }, cell) =>
      isPlaceKnown(cell) && !expectedExits(cell).includes(exit ?? -1)
        ? `exit ${exit}, ${error?.code}`
        : undefined,
  },
  {
    what: "it stops as not observable, or by what is wrong with the resolvers, where the place is not known",
    broken: ({ error }, cell) =>
      isPlaceKnown(cell) || error?.code === "NOT_OBSERVABLE" || error?.code === "API_UNAVAILABLE"
        ? undefined
        : `${error?.code}`,
  },
  {
    what: "a check tells SES's word",
    broken: ({ exit, output }, { command }) =>
      command !== "check" || exit === 0 || output.includes(`SES says that ${DOMAIN} is verified.`)
        ? undefined
        : "it does not",
  },
  {
    what: "nothing is said that nobody saw",
    broken: ({ output }) =>
      WRONG.map((words) => words.exec(output)?.[0]).find((found) => found !== undefined),
  },
];

const WRONG = [
  /\b0 (?:authoritative |name )?servers/,
  /ZONE_NOT_DELEGATED/,
  /register example\.com|register com/,
  /resolvers? still remember/,
  /\bwildcard/,
];

/** @returns what is broken, in words */
export function brokenIn(seen: Observed, cell: Cell): readonly string[] {
  return PROMISES.flatMap(({ what, broken }) => {
    const found = broken(seen, cell);
    return found === undefined ? [] : [`${what}: ${found}`];
  });
}

function isPlaceKnown({ port53, byHttps }: Cell): boolean {
  return port53.shows !== "nothing" || byHttps.truthful >= ENOUGH;
}

/**
 * A check that can't see the name servers has not seen that all is well. Where name servers show no absence, resolvers
 * have to tell whether a policy is inherited; else nothing is written.
 */
function expectedExits({ command, port53: { shows }, byHttps: { truthful } }: Cell): readonly number[] {
  const unseen = exitOf("NOT_OBSERVABLE");
  if (shows === "what is there") return [command === "check" || truthful >= ENOUGH ? 0 : unseen];
  return command === "check" && shows === "nothing" ? [unseen] : [0];
}
