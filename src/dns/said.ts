import type { Observation, ServerAddress } from "./observation.ts";

/** `ns1.example.com (192.0.2.1)`. */
export function addressName({ server, address }: ServerAddress): string {
  return `${server} (${address})`;
}

/**
 * What a server said when it was asked for its zone, as a predicate after the server's name, and what that means. One
 * wording for errors, warnings, doctor and check. Empty where it serves the zone as it should.
 */
export function saidOfZone(observation: Observation): string {
  switch (observation.kind) {
    case "answer":
      return observation.withoutAuthority === true
        ? "answers without authority (AA=0): it is not set up as a server of the zone"
        : "";
    case "cname":
      return `has an alias (CNAME to ${observation.target}) at the zone's own name, where nothing may stand beside it`;
    case "nodata":
      return "answers for a zone, but has no SOA record at this name";
    case "nxdomain":
      return "says that the zone's own name does not exist (NXDOMAIN)";
    case "referral":
      return `sends us on to ${observation.nameServers.join(", ")}: it has given the zone away`;
    case "lame":
      return LAME[observation.because];
    case "servfail":
      return `fails (SERVFAIL${extended(observation)}): it could not load or fetch the zone`;
    case "unreachable":
      return UNREACHABLE[observation.because](observation.family);
    case "malformed":
      return `sends an answer that can't be read (${observation.because})`;
  }
}

type Kind<K extends Observation["kind"]> = Extract<Observation, { readonly kind: K }>;

const LAME: Readonly<Record<Kind<"lame">["because"], string>> = {
  refused: "refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host",
  notauth: "says that it is not responsible (NOTAUTH): it does not hold the zone",
  "not-authoritative": "answers without authority (AA=0): it does not hold the zone itself",
  "upward-referral": "sends us back up: it has never heard of the zone",
  "not-implemented": "does not know this kind of question (NOTIMP)",
};

const UNREACHABLE: Readonly<Record<Kind<"unreachable">["because"], (family: 4 | 6) => string>> = {
  timeout: () => "does not answer",
  refused: () => "has nobody who takes questions there (connection refused)",
  "no-route": (family) => `can't be asked from here (no IPv${family})`,
  reset: () => "breaks the connection off",
};

function extended({ extendedErrors: [first] }: Kind<"servfail">): string {
  if (first === undefined) return "";
  return first.text === "" ? `, error ${first.code}` : `, ${first.text}`;
}
