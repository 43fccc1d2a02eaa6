import { canonicalType } from "../../dns/place.ts";
import type { AskedQuestion, Observation } from "../../dns/observation.ts";
import { oneLine } from "./one-line.ts";
import { observationDetail } from "./verdict-words.ts";
import { listWords, shorten } from "./words.ts";

const LONGEST_VALUE = 80;
const MOST_VALUES = 4;

/** `--debug=dns`: who was asked what and how, what came of it, and after how long. */
export function dnsLine({ to, question, observation, tookMs }: AskedQuestion): string {
  const port = to.port === 53 ? [] : ["port", to.port];
  const server = [...(to.server === undefined ? [] : [to.server]), to.address, ...port];
  const asked = [...server, ...(observation === undefined ? [] : [observation.transport])];
  const answer = observation === undefined ? "given up" : `${observation.kind}${detailOf(observation)}`;
  const ms = Math.round(observation?.roundTripMs ?? tookMs);
  return `dns: ${oneLine(`${asked.join(" ")} ${canonicalType(question.type)} ${question.owner} → ${answer}, ${ms} ms`)}`;
}

/** What was served is what one looks for; everywhere else a sentence says only that it was. */
function detailOf(observation: Observation): string {
  if (observation.kind !== "answer") return observationDetail(observation);
  const values = observation.rrset.values.map((value) => shorten(value, LONGEST_VALUE));
  return ` (${listWords(values, MOST_VALUES)}; TTL ${observation.rrset.ttl})`;
}
