import type { OnboardEvent } from "../../src/events/event.ts";

// What the sentence of an event leaves out on purpose: it is in the log, in the result, in the evidence, or
// of no use to a reader.

type EventOf<T extends OnboardEvent["type"]> = Extract<OnboardEvent, { readonly type: T }>;

/** Where a fact can stand; `*` is any place in a list. */
type PathIn<V> = V extends string | number | boolean | null | undefined
  ? never
  : V extends readonly (infer Item)[]
    ? "length" | "*" | `${"*" | number}.${PathIn<Item>}`
    : { readonly [K in keyof V & string]: K | `${K}.${PathIn<V[K]>}` }[keyof V & string];

/** A fact and all that is inside of it; with a condition only in such events. */
type Untold<E> = PathIn<E> | readonly [fact: PathIn<E>, when: (event: E) => boolean];

/** A line has its time, and a domain where there are several. */
const [TIME, HEAD] = [["time"], ["time", "domain"]] as const;

const UNTOLD: { readonly [T in OnboardEvent["type"]]: readonly Untold<EventOf<T>>[] } = {
  "run.started": [
    ...TIME,
    // In the evidence, for somebody who was not there.
    "by",
    "account",
    // The evidence has the whole command.
    "startedAs",
    "inAction",
    "operands",
    ["site", ({ command }) => command === "undo"],
    ["region", ({ command }) => command === "undo"],
    // It follows from the address.
    "endpoints.*.loopback",
  ],
  "delegation.found": [...HEAD],
  "port53.unusable": [...HEAD],
  "zone.found": [
    ...HEAD,
    "nameServers",
    "endpoint.of",
    "endpoint.name",
    "endpoint.loopback",
    // It has none but its name.
    ["id", ({ byHand }) => byHand === true],
  ],
  "rights.found": HEAD,
  "identity.found": [...HEAD, ["verified", ({ exists }) => !exists]],
  "identities.listed": [...HEAD, ["lowestLevel", ({ highestLevel }) => highestLevel === null]],
  "identities.unlisted": [...HEAD],
  "identity.ready": [...HEAD, ...(["verified", "requestId", "ses.*.record", "ses.*.currentValue"] as const)],
  "rrset.planned": [
    ...HEAD,
    ["record.expected", ({ found }) => found === undefined || found === "met"],
    // What `check` found says more than what a run would do.
    ["action", ({ found }) => found !== undefined],
    // The preference of an MX that is missing is told.
    ["after", ({ found, record }) => found !== "missing" || record.purpose !== "mx"],
    ...(["ttl", "owner", "type"] as const).map(
      (fact) => [`after.${fact}`, ({ found }: EventOf<"rrset.planned">) => found === "missing"] as const,
    ),
    "warnings",
    // In a line of its own below the change.
    "impact",
    // That nothing stands there is told where nothing shall.
    [
      "before",
      ({ action, before, found }) =>
        found === "met"
          ? before !== null
          : found !== undefined || (action !== "merged" && (action !== "unchanged" || before !== null)),
    ],
    // Of a set that a value comes to it is told whether it held a record of that purpose.
    ...(["owner", "type", "ttl", "values.*"] as const).map(
      (fact) =>
        [
          `before.${fact}`,
          ({ action, found }: EventOf<"rrset.planned">) => action === "merged" && found === undefined,
        ] as const,
    ),
  ],
  "plan.ready": [...HEAD],
  "consent.given": [...HEAD],
  "warning.raised": [
    ...HEAD,
    ["warning.kept", ({ warning }) => warning.warning === "mx-kept" && warning.because === "null-mx"],
    ["warning.at.port", ({ warning }) => "said" in warning],
    [
      "warning.servers.*.port",
      ({ warning }) => /^server-silent|^without-authority|^record-unanswered/.test(warning.warning),
    ],
    ["warning.without.*.port", ({ warning }) => warning.warning === "parents-disagree"],
    "warning.said.rrset",
    "warning.said.soa",
    "warning.said.to",
    [
      "warning.said.extendedErrors.*.code",
      ({ warning }) =>
        "said" in warning && warning.said.kind === "servfail" && warning.said.extendedErrors[0]?.text !== "",
    ],
    [
      "warning.said.family",
      ({ warning }) =>
        "said" in warning && warning.said.kind === "unreachable" && warning.said.because !== "no-route",
    ],
    ["warning.record.purpose", ({ warning }) => warning.warning === "not-put-back"],
    // Only what is SES's in a value of several is named, since the rest may not stand there.
    [
      "warning.record.expected",
      ({ warning }) => warning.warning === "not-put-back" && warning.record.type === "TXT",
    ],
    // Below the sentence, in lines of its own.
    "warning.export",
    // It is about this machine and not about a name.
    ["warning.owner", ({ warning }) => warning.warning === "family-missing"],
  ],
  "rrset.written": [...HEAD, "before", "after", "changeId"],
  // Who enters it goes by the values; why they are these was told with the plan.
  "rrset.requested": [...HEAD, "action", "before.owner", "before.type", "after.owner", "after.type"],
  "rrset.mistyped": [...HEAD, "at.port"],
  "rrset.kept": [...HEAD],
  "race.lost": [...HEAD],
  "propagation.started": [...HEAD, "servers.*", "rrsets.*"],
  "propagation.observed": [
    ...HEAD,
    "at.port",
    "dueInMs",
    "observation.transport",
    "observation.roundTripMs",
    "observation.rrset",
    "observation.soa",
    "observation.ttl",
    // Who has the record may keep it for as long as he likes.
    ["expiresInMs", ({ verdict }) => verdict === "serves"],
    [
      "observation.family",
      ({ observation }) => observation.kind === "unreachable" && observation.because !== "no-route",
    ],
  ],
  "server.excluded": [...HEAD, "at.port"],
  "server.behind": [...HEAD, "at.port"],
  "delegation.changed": [...HEAD, "servers.*"],
  "propagation.progress": [...HEAD, "laggards.*.port"],
  "host.settled": [...HEAD],
  "propagation.done": [...HEAD],
  "resolver.observed": [...HEAD],
  "identity.asked": [...HEAD],
  "identity.verified": [...TIME, ["domain", ({ attempt }) => attempt === 0], "ses", "requestId"],
  "identity.refused": [
    ...HEAD,
    "attempt",
    // What is accepted is not named; the first one of each example is.
    ...(["ses.0.record", "ses.0.currentValue", "ses.*.record.expected", "ses.*.untilAt"] as const),
    "added.*.expected",
    // Who is to ask Tencent's support has to name the request.
    ["requestId", ({ nextInMs }) => nextInMs !== null],
  ],
  "api.retried": [...HEAD],
  result: [
    ...TIME,
    "exit",
    "identity",
    "zone",
    "records.*",
    // That nothing was written is what an undo has to say.
    ["records", ({ state }) => state !== "undone"],
    // How many there are is told where nothing failed; the result's text has their sentences.
    "warnings.*",
    "planHash",
    "calls",
    "timings",
    ...(["error.message", "error.hint", "error.facts"] as const),
  ],
};

/** Whether this event's sentence is meant to leave out the fact at this place. */
export function isUntold(event: OnboardEvent, path: string): boolean {
  return rowOf(event).some((entry) => holds(entry, event) && covers(placeOf(entry), path));
}

/** The rows of the table that are about nothing in any of these events. */
export function idleRows(
  events: readonly OnboardEvent[],
  pathsOf: (event: OnboardEvent) => readonly string[],
): readonly string[] {
  const used = (type: string, entry: Row): boolean =>
    events.some(
      (event) =>
        event.type === type &&
        holds(entry, event) &&
        pathsOf(event).some((path) => covers(placeOf(entry), path)),
    );
  return Object.entries(UNTOLD).flatMap(([type, rows]) =>
    (rows as readonly Row[])
      .filter((entry) => !used(type, entry))
      .map((entry) => `${type}: ${placeOf(entry)}`),
  );
}

/** A row without its event's type: only events of its own are ever given to it. */
type Row = string | readonly [fact: string, when: (event: never) => boolean];

function rowOf(event: OnboardEvent): readonly Row[] {
  return UNTOLD[event.type];
}

function holds(row: Row, event: OnboardEvent): boolean {
  return typeof row === "string" || row[1](event as never);
}

function placeOf(row: Row): string {
  return typeof row === "string" ? row : row[0];
}

function covers(place: string, path: string): boolean {
  const keys = path.split(".");
  return place
    .split(".")
    .every((key, index) => (key === "*" ? /^\d+$/.test(keys[index] ?? "") : key === keys[index]));
}
