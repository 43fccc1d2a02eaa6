import { exitOf } from "../../errors/codes.ts";
import type { ErrorReport } from "../../errors/onboard-error.ts";
import type { AskedElsewhere, OwnEndpoint } from "../../events/endpoint.ts";
import type { DomainResult } from "../../events/result.ts";
import { listWords } from "./words.ts";

// A rehearsal says so wherever it is told of: by this word, and by the sentence of what was real all the same.

/** Begins every headline. */
export function rehearsalLead({ rehearsal }: Pick<AskedElsewhere, "rehearsal">): string {
  return rehearsal === true ? "Rehearsal: " : "";
}

/** For a cell of a table, behind the state. */
export function rehearsalNote({ rehearsal }: Pick<AskedElsewhere, "rehearsal">): string {
  return rehearsal === true ? " (rehearsal)" : "";
}

interface Rehearsed extends Pick<AskedElsewhere, "rehearsal" | "endpoints"> {
  /** Absent: it is not known whom it asked. */
  readonly calls?: DomainResult["calls"];
}

/** Whether the SES that was asked is one on this machine, and not Tencent Cloud's. */
export function isPlayed({ endpoints = [] }: Pick<AskedElsewhere, "endpoints">): boolean {
  return endpoints.some(({ of, loopback }) => of === "ses" && loopback === true);
}

/**
 * What to do. In a sandbox that is gone nothing is left to be done, so it is told of whom it holds. An API on this
 * machine that is late is this machine being busy.
 */
export function withHint({ sandbox, rehearsal, endpoints }: AskedElsewhere, error: ErrorReport): ErrorReport {
  const { hint, commands, ...rest } = error;
  const isHere = rehearsal === true && (endpoints ?? []).every(({ loopback }) => loopback === true);
  if (isHere && error.code === "API_UNAVAILABLE") {
    const late = LATE_HERE[error.local?.language === "zh" ? "zh" : "en"];
    return { ...rest, hint: sandbox === true ? late.own : late.other };
  }
  // What was given wrongly is to be mended here as in a real run.
  if (sandbox !== true || exitOf(error.code) === exitOf("CONFIG_INVALID")) return error;
  return {
    ...rest,
    hint: `${error.local?.language === "zh" ? "在真实运行中：" : "In a real run: "}${forReal(hint)}`,
    ...(commands === undefined ? {} : { commands: commands.map(forReal) }),
  };
}

const LATE_HERE = {
  en: {
    own: "This machine was too busy to answer in time. Run it again when less else runs.",
    other:
      "The API is on this machine: see that the sandbox still serves. If it does, this machine was too busy to answer in time; run it again when less else runs.",
  },
  zh: {
    own: "本机过于繁忙，未能及时响应。请在负载较低时再次运行。",
    other:
      "该 API 在本机上：请确认沙箱仍在运行。如果仍在运行，则是本机过于繁忙，未能及时响应；请在负载较低时再次运行。",
  },
} as const;

/** A command is worded as it was given, which was for the sandbox. */
function forReal(text: string): string {
  return text.replace(/ --sandbox(?= |`|$)/g, "");
}

const PARTIES = { ses: "SES", provider: "the DNS host", dns: "DNS" } as const;

type Party = keyof typeof PARTIES;

/** What a rehearsal proves, or not; undefined: it was none. */
export function rehearsalSentence({ rehearsal, endpoints = [], calls }: Rehearsed): string | undefined {
  if (rehearsal !== true) return undefined;
  const asked = (["ses", "provider", "dns"] as const).filter(
    (party) => calls === undefined || calls[party] > 0,
  );
  const { here, others } = partiesAt(endpoints, asked);
  if (others.length === 0) return "Rehearsal: nothing real was asked or changed.";
  const played =
    here.length === 0 ? "" : `${listWords(here)} ${here.length === 1 ? "was" : "were"} on this machine; `;
  return `Rehearsal: ${played}${listWords(others)} may have been real.`;
}

/** The same before anything is written, of those that would be written to; undefined: it is none. */
export function rehearsalAhead(
  { rehearsal, endpoints = [] }: Pick<AskedElsewhere, "rehearsal" | "endpoints">,
  writtenTo: readonly Party[],
): string | undefined {
  if (rehearsal !== true) return undefined;
  const { here, others } = partiesAt(endpoints, writtenTo);
  const parts = [
    ...(here.length === 0 ? [] : [`${listWords(here)} ${here.length === 1 ? "is" : "are"} on this machine`]),
    ...(others.length === 0 ? [] : [`${listWords(others)} may be real`]),
  ];
  return `Rehearsal: ${parts.join("; ")}.`;
}

function partiesAt(
  endpoints: readonly OwnEndpoint[],
  asked: readonly Party[],
): Readonly<Record<"here" | "others", readonly string[]>> {
  const isHere = (party: Party): boolean => {
    const own = endpoints.filter(({ of }) => of === party);
    return own.length > 0 && own.every(({ loopback }) => loopback === true);
  };
  const named = (parties: readonly Party[]) => parties.map((party) => PARTIES[party]);
  return { here: named(asked.filter(isHere)), others: named(asked.filter((party) => !isHere(party))) };
}

/** `SES http://127.0.0.1:4001, provider main http://127.0.0.1:4002`; undefined: all is where everybody asks. */
export function endpointWords({ endpoints = [] }: Pick<AskedElsewhere, "endpoints">): string | undefined {
  // A zone that is changed by hand is asked at DNS, which is named already.
  const places = endpoints.filter(
    ({ of, url }) => of !== "provider" || !endpoints.some((other) => other.of === "dns" && other.url === url),
  );
  return places.length === 0 ? undefined : places.map(endpointText).join(", ");
}

const TITLES = { ses: "SES", sts: "STS", provider: "DNS host", dns: "DNS root" } as const;

function endpointText({ of, name, url }: OwnEndpoint): string {
  return [TITLES[of], name, url].filter(Boolean).join(" ");
}
