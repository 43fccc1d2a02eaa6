import type { Observation } from "../../dns/observation.ts";
import { listWords, shorten } from "./words.ts";
import type { ServerVerdict } from "../../events/verdict.ts";

/** One word and a symbol, for tables: never colour alone. */
export const VERDICT_MARKS: Readonly<Record<ServerVerdict, string>> = {
  serves: "✔ serves",
  old: "… other",
  nodata: "… none",
  nxdomain: "… no name",
  cname: "✖ alias",
  referral: "✖ referral",
  lame: "✖ lame",
  servfail: "✖ SERVFAIL",
  unreachable: "✖ silent",
  malformed: "✖ garbled",
};

/** What else an observation tells, in parentheses; empty when there is nothing. */
export function observationDetail(observation: Observation): string {
  const detail = detailOf(observation);
  return detail === "" ? "" : ` (${detail})`;
}

const LONGEST_VALUE = 60;

function detailOf(observation: Observation): string {
  switch (observation.kind) {
    case "answer":
    case "nxdomain":
    case "nodata":
      return "";
    case "cname":
      return `to ${observation.target}`;
    case "referral":
      return `${observation.to} at ${listWords(observation.nameServers, 2)}`;
    case "lame":
      return LAME_WORDS[observation.because](observation);
    case "servfail":
      return observation.extendedErrors
        .map(({ code, text }) => `error ${code}${text === "" ? "" : `: ${shorten(text, LONGEST_VALUE)}`}`)
        .join("; ");
    case "unreachable":
      return UNREACHABLE_WORDS[observation.because](observation.family);
    case "malformed":
      return shorten(observation.because, LONGEST_VALUE);
  }
}

type Lame = Extract<Observation, { readonly kind: "lame" }>;
const LAME_WORDS: Readonly<Record<Lame["because"], (observation: Lame) => string>> = {
  "not-authoritative": ({ believed }) =>
    believed === undefined ? "its answer is not authoritative" : `${NO_WORDS[believed]} without authority`,
  refused: () => "REFUSED",
  "upward-referral": () => "it refers upward",
  "zone-above": ({ believed = "nxdomain" }) => `${NO_WORDS[believed]} out of a zone above`,
  "given-away": ({ nameServers = [] }) => `it sends on to ${listWords(nameServers, 2)}`,
  notauth: () => "NOTAUTH",
  "not-implemented": () => "NOTIMP",
};
const NO_WORDS = { nxdomain: "NXDOMAIN", nodata: "NODATA" } as const;

type Unreachable = Extract<Observation, { readonly kind: "unreachable" }>["because"];
const UNREACHABLE_WORDS: Readonly<Record<Unreachable, (family: 4 | 6) => string>> = {
  timeout: () => "no answer in time",
  refused: () => "connection refused",
  "no-route": (family) => `no IPv${family} from here`,
  reset: () => "connection reset",
};
