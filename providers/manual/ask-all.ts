import type { Clock } from "../../src/async/clock.ts";
import { together } from "../../src/async/together.ts";
import type { Authority } from "../../src/dns/authority.ts";
import type { Delegation, Heard, Observation, Question, ServerAddress } from "../../src/dns/observation.ts";
import { keyText, sameValues } from "../../src/dns/rrset.ts";
import { addressName, saidByServers, whyUnaddressed } from "../../src/dns/said.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase } from "../../src/errors/phrase.ts";

/** A zone, and a way to its servers. */
export interface Zone {
  readonly authority: Pick<Authority, "observe">;
  readonly clock: Clock;
  readonly delegation: Delegation;
  readonly signal: AbortSignal;
}

/** What a server says about a name: a set, an alias, a zone below, or nothing. */
export type Answer = Extract<
  Observation,
  { readonly kind: "answer" | "cname" | "referral" | "nodata" | "nxdomain" }
>;

/** In milliseconds: a server that has just fetched the zone is asked again, once. */
const AGAIN_MS = 1_000;

/**
 * What every server that the world is sent to says, at each of its addresses. It has to be the same, since there is
 * nobody else who could tell what stands.
 * @throws OnboardError NOT_OBSERVABLE where one can't be asked, or two disagree; the signal's reason
 */
export async function askAll(zone: Zone, question: Question): Promise<Answer> {
  const { delegation, clock, signal } = zone;
  requireAddresses(delegation);
  const first = judge(delegation, question, await heardFrom(zone, question));
  if ("answer" in first) return first.answer;
  await clock.sleep(AGAIN_MS, { signal });
  const again = judge(delegation, question, await heardFrom(zone, question));
  if ("answer" in again) return again.answer;
  throw again.failure;
}

async function heardFrom(
  { authority, delegation, signal }: Zone,
  question: Question,
): Promise<readonly Heard[]> {
  return together(
    { signal },
    addressesOf(delegation).map((at) => async (own: { readonly signal: AbortSignal }): Promise<Heard> => ({
      at,
      observation: await authority.observe(at, question, own),
    })),
  );
}

/** What only the zone itself names as its server is asked by few. */
function addressesOf({ addresses, parentNameServers }: Delegation): readonly ServerAddress[] {
  const delegated = addresses.filter(({ server }) => parentNameServers.includes(server));
  return delegated.length > 0 ? delegated : addresses;
}

type Judged = { readonly answer: Answer } | { readonly failure: OnboardError };

function judge({ apex }: Delegation, question: Question, all: readonly Heard[]): Judged {
  const heard = all.filter((one) => !isOfMissingFamily(one, all));
  const failing = heard.filter(({ observation }) => !isAnswer(observation));
  const told = heard.flatMap(({ at, observation }) => (isAnswer(observation) ? [{ at, observation }] : []));
  const [first, ...others] = told;
  if (first === undefined || failing.length > 0) return { failure: unasked(apex, question, failing) };
  const other = others.find(({ observation }) => !isSame(question, observation, first.observation));
  if (other !== undefined) return { failure: differing(question, first, other) };
  return {
    answer: merged(
      told.map(({ observation }) => observation),
      first.observation,
    ),
  };
}

/** That this machine lacks IPv6 is no server's fault where the server has another address. */
function isOfMissingFamily({ at, observation }: Heard, all: readonly Heard[]): boolean {
  const isNoRoute = (one: Observation) => one.kind === "unreachable" && one.because === "no-route";
  return (
    isNoRoute(observation) && all.some((one) => one.at.server === at.server && !isNoRoute(one.observation))
  );
}

function isAnswer(observation: Observation): observation is Answer {
  return ["answer", "cname", "referral", "nodata", "nxdomain"].includes(observation.kind);
}

/** Load balancers answer each question with other addresses, and only whether there are any is of interest. */
const ADDRESS_TYPES: ReadonlySet<string> = new Set(["A", "AAAA"]);

function isSame({ type }: Question, one: Answer, other: Answer): boolean {
  if (one.kind === "answer" && other.kind === "answer")
    return ADDRESS_TYPES.has(type) || sameValues(one.rrset.values, other.rrset.values);
  if (one.kind === "cname" && other.kind === "cname") return one.target === other.target;
  if (one.kind === "referral" && other.kind === "referral") return one.to === other.to;
  const isNo = ({ kind }: Answer) => kind === "nodata" || kind === "nxdomain";
  // Signed zones say NODATA of every name (RFC 9824), and not every server of a zone has to sign alike.
  return isNo(one) && isNo(other);
}

/** All values of all, and the longest TTL. Where one says that something is at the name, the name exists. */
function merged(answers: readonly Answer[], first: Answer): Answer {
  if (first.kind === "nxdomain") return answers.find(({ kind }) => kind === "nodata") ?? first;
  if (first.kind !== "answer") return first;
  const rrsets = answers.flatMap((one) => (one.kind === "answer" ? [one.rrset] : []));
  const values = [...new Set(rrsets.flatMap((rrset) => rrset.values))];
  return { ...first, rrset: { ...first.rrset, values, ttl: Math.max(...rrsets.map(({ ttl }) => ttl)) } };
}

function requireAddresses({ apex, unresolved, unaddressed, parentNameServers }: Delegation): void {
  const server = unresolved.find((name) => parentNameServers.includes(name));
  if (server === undefined) return;
  const because = unaddressed?.get(server);
  const said = phrase`${server} ${because === undefined ? phrase`has no address` : whyUnaddressed(because)}`;
  throw unseen(apex, [said], {});
}

function unasked(apex: string, question: Question, failing: readonly Heard[]): OnboardError {
  return unseen(apex, saidByServers(failing), {
    ...question,
    servers: failing.map(({ at }) => addressName(at)),
  });
}

function unseen(
  apex: string,
  said: readonly Phrase[],
  facts: Readonly<Record<string, unknown>>,
): OnboardError {
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`The records of ${apex} are read from all of its name servers, and not all can be asked: ${listPhrase(said, "; ")}.`,
    {
      hint: phrase`Have all name servers of ${apex} answer, or take those that don't out of its delegation, then run again.`,
      facts: { apex, ...facts },
    },
  );
}

type Told = { readonly at: ServerAddress; readonly observation: Answer };

function differing(question: Question, one: Told, other: Told): OnboardError {
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`The name servers don't agree on ${keyText(question)}: ${toldText(one)}, and ${toldText(other)}.`,
    {
      hint: phrase`A secondary usually has a change within a minute. Run again when all of them serve the same.`,
      facts: {
        ...question,
        told: [one, other].map(({ at, observation }) => ({ ...at, said: observation.kind })),
      },
    },
  );
}

function toldText({ at, observation }: Told): string {
  return `${addressName(at)} ${answerText(observation)}`;
}

function answerText(answer: Answer): string {
  switch (answer.kind) {
    case "answer":
      return `serves ${answer.rrset.values.map((value) => `"${value}"`).join(" and ")}`;
    case "cname":
      return `has an alias of ${answer.target}`;
    case "referral":
      return `delegates ${answer.to}`;
    case "nodata":
    case "nxdomain":
      return "serves nothing";
  }
}
