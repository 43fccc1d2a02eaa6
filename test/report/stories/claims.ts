import type { OnboardEvent } from "../../../src/events/event.ts";
import type { EventOf } from "../../../src/events/events-of.ts";

/** A sentence, wherever it stands, and the events without which nobody may say it. */
export interface Claim {
  readonly says: RegExp;
  readonly by: (event: OnboardEvent) => boolean;
}

/** Events of one type, those that are meant. */
function of<T extends OnboardEvent["type"]>(
  type: T,
  isMeant: (event: EventOf<T>) => boolean = () => true,
): Claim["by"] {
  return (event) => event.type === type && isMeant(event as EventOf<T>);
}

const either =
  (...several: readonly Claim["by"][]): Claim["by"] =>
  (event) =>
    several.some((by) => by(event));

/** SES was asked to look, and said no. */
const looked = (finding: RegExp) =>
  of("identity.refused", ({ ses }) => ses.some((view) => finding.test(view.finding ?? "")));

const found = (what: string) => of("rrset.planned", (event) => event.found === what);

export const CLAIMS: readonly Claim[] = [
  { says: /SES (?:sees|wants)|does not see/, by: of("identity.refused") },
  { says: /✖ refuses|SES refuses|refuses it/, by: looked(/^refused/) },
  { says: /sees nothing/, by: looked(/^cached-nothing/) },
  { says: /sees another value|former value, which/, by: looked(/^cached-old|^elsewhere/) },
  {
    says: /\d+ of \d+ (?:name )?servers? serve/,
    by: either(of("propagation.done"), of("propagation.progress")),
  },
  { says: /\d+ of \d+ name servers? served/, by: of("propagation.done") },
  { says: /published at \d+ of \d+/, by: of("propagation.observed") },
  { says: /servers? serve .*; ns.* do(?:es)? not/, by: of("propagation.progress") },
  {
    says: /serves another value|\bother value/,
    by: of("propagation.observed", ({ verdict }) => verdict === "old"),
  },
  { says: /✔ accepts/, by: (event) => "ses" in event && event.ses.some(({ status }) => status) },
  { says: /SES has verified|answer: verified/, by: of("identity.verified", ({ attempt }) => attempt > 0) },
  { says: /had verified the identity before/, by: of("identity.verified", ({ attempt }) => attempt === 0) },
  { says: /SES says that \S+ is verified/, by: of("identity.ready", ({ verified }) => verified) },
  {
    says: /is verified at Tencent Cloud SES/,
    by: either(
      of("identity.verified"),
      of("result", ({ state }) => state === "verified"),
    ),
  },
  { says: /SES has not verified/, by: of("identity.ready", ({ verified }) => !verified) },
  { says: /SES has no identity|knows no such identity/, by: of("identity.found", ({ exists }) => !exists) },
  { says: /created by this run|identity created/, by: of("identity.ready", ({ created }) => created) },
  { says: /, written at|record sets? written|^wrote /m, by: of("rrset.written") },
  { says: /is missing|no MX stands/, by: found("missing") },
  { says: /lacks what SES asks for/, by: found("differs") },
  { says: /can't be asked from here \(port 53/, by: of("port53.unusable") },
  {
    says: /(?:does not answer about|unreachable)/,
    by: of("propagation.observed", ({ verdict }) => verdict === "unreachable"),
  },
  { says: /is delegated to .* now|not delegated any more/, by: of("delegation.changed") },
  { says: /asking SES to look/, by: of("identity.asked") },
];
