import { describe, expect, it } from "vitest";
import type { Question } from "../../../src/dns/observation.ts";
import { DS } from "../../../src/dns/rrset.ts";
import type { ResolverAnswer } from "../../../src/dns/resolvers.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { APEX, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboarded } from "./onboarded.ts";

// A signed zone: what all name servers serve, and receivers that validate refuse (own fake of the resolvers).

const base = { transport: "udp", roundTripMs: 1 } as const;
const EXPIRED = { code: 7, text: "" };
const SIGN_AGAIN =
  "Have the DNS host sign the zone again, with its proofs of absence (PowerDNS: pdnsutil rectify-zone).";
const REFUSED = `Resolvers that validate by DNSSEC refuse TXT ${KEY_NAME} at 9.9.9.9`;

/** One resolver refuses the key and says why: with the DS above that is a proof. */
function refusesKey(fakes: Fakes): void {
  const { resolvers } = fakes.authority;
  const ask = resolvers.ask.bind(resolvers);
  resolvers.ask = (question: Question, options) =>
    question.owner === KEY_NAME ? [Promise.resolve(refusal(question))] : ask(question, options);
}

function refusal({ owner, type }: Question): ResolverAnswer {
  return {
    resolver: "9.9.9.9",
    observation: { ...base, kind: "servfail", extendedErrors: [EXPIRED] },
    validated: false,
    unchecked: { ...base, kind: "answer", rrset: { owner, type, ttl: 300, values: ["v=DKIM1"] } },
  };
}

async function signed(change: (fakes: Fakes) => void = () => {}): Promise<Fakes> {
  const fakes = await onboarded();
  fakes.authority.signed = true;
  change(fakes);
  return fakes;
}

const askedOf = (fakes: Fakes) => fakes.trace.of("dns.resolvers").map(({ about }) => about);

describe("a record that validating receivers refuse", () => {
  it("is drift of a verified domain, and the zone has to be signed again", async () => {
    const fakes = await signed(refusesKey);
    const { exit, error } = await fakes.play(checkDomain);
    expect([exit, error?.code]).toEqual([8, "DRIFT"]);
    expect(error?.message).toMatch(new RegExp(`^${D} is published as SES asks\\. ${REFUSED}\\b.*\\.$`));
    expect(error?.hint).toBe(SIGN_AGAIN);
    expect(error?.facts).toEqual({
      drifted: [],
      refused: [{ owner: KEY_NAME, type: "TXT", resolvers: ["9.9.9.9"], extendedErrors: [EXPIRED] }],
    });
  });

  it("is told of a domain that SES has not verified, and mended before SES looks", async () => {
    const fakes = await signed(refusesKey);
    fakes.identities.seed(D, false);
    const { error } = await fakes.play(checkDomain);
    expect(error?.code).toBe("VERIFICATION_PENDING");
    expect(error?.message).toContain(`all that it asks for is published. ${REFUSED}`);
    expect(error?.hint).toBe(`${SIGN_AGAIN} Then have SES look: \`onboardDomain\`.`);
    expect(error?.facts).toMatchObject({ refused: [{ owner: KEY_NAME }] });
  });

  it("is told beside one that is missing, which comes first", async () => {
    const fakes = await signed((world) => {
      refusesKey(world);
      world.host.seed(rrset("TXT", D, []));
    });
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toContain(`TXT ${D} is missing. ${REFUSED}`);
    expect(error?.hint).toContain("`planDomain`");
  });
});

describe("public resolvers are asked by a check", () => {
  it("for every record of a signed zone that all serve, and are content", async () => {
    const fakes = await signed();
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0 });
    expect(askedOf(fakes).toSorted()).toEqual(
      [`MX ${D}`, `TXT ${D}`, `TXT ${DMARC_NAME}`, `TXT ${KEY_NAME}`].toSorted(),
    );
  });

  it("for none that a name server lacks, since they would remember that", async () => {
    const fakes = await signed(({ authority }) => {
      authority.servers[1].lagMsOf = { [`TXT ${KEY_NAME}`]: Infinity };
    });
    await fakes.play(checkDomain);
    expect(new Set(askedOf(fakes))).toEqual(new Set([`MX ${D}`, `TXT ${D}`, `TXT ${DMARC_NAME}`]));
  });

  it("for nothing of a zone that is not signed, or of which that is not known", async () => {
    const fakes = await onboarded();
    refusesKey(fakes);
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 0, error: null });
    expect(eventsOf(fakes, "resolver.observed")).toEqual([]);
    fakes.authority.elsewhere.set(`${DS} ${APEX}`, "failed");
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 0, error: null });
    expect(eventsOf(fakes, "resolver.observed")).toEqual([]);
  });

  it("for nothing where no name server answers, and nobody looks whether the zone is signed", async () => {
    const fakes = await signed(({ authority }) => {
      for (const server of authority.servers) server.mood = "silent";
    });
    await fakes.play(checkDomain);
    expect(askedOf(fakes)).toEqual([]);
    expect(fakes.trace.of("dns.lookup").map(({ about }) => about)).not.toContain(`${DS} ${APEX}`);
  });
});
