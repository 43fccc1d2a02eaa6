import { describe, expect, it } from "vitest";
import type { Observation, Question } from "../../../src/dns/observation.ts";
import type { ResolverAnswer } from "../../../src/dns/resolvers.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";

// Records of a signed zone in a diagnosis: what receivers that validate refuse (own fake of the resolvers).

const base = { transport: "udp", roundTripMs: 1 } as const;
const EXPIRED = { code: 7, text: "" };

/** One resolver, which says the same of every record. */
function resolverSays(
  fakes: Fakes,
  answer: (question: Question) => Pick<ResolverAnswer, "observation" | "unchecked">,
): readonly string[] {
  const asked: string[] = [];
  fakes.authority.resolvers.ask = (question) => {
    asked.push(`${question.type} ${question.owner}`);
    return [Promise.resolve({ resolver: "9.9.9.9", validated: false, ...answer(question) })];
  };
  return asked;
}

const given = ({ owner, type }: Question): Observation => ({
  ...base,
  kind: "answer",
  rrset: { owner, type, ttl: 300, values: ["v"] },
});
const refused = (question: Question) => ({
  observation: { ...base, kind: "servfail", extendedErrors: [EXPIRED] } as const,
  unchecked: given(question),
});

async function recordsOf(fakes: Fakes): Promise<Diagnosis | undefined> {
  const found = await fakes.clock.drive(diagnose(fakes.run(), D));
  return found.find(({ check }) => check === "records");
}

/** Onboarded, in a zone of which the zone above holds a key. */
async function signed(change: (fakes: Fakes) => void = () => {}): Promise<Fakes> {
  const fakes = createFakes();
  await fakes.play(onboardDomain);
  fakes.authority.signed = true;
  fakes.events.length = 0;
  change(fakes);
  return fakes;
}

describe("the records of a signed zone", () => {
  it("are told where receivers that validate refuse them, one resolver with its reason being enough", async () => {
    const fakes = await signed();
    resolverSays(fakes, refused);
    const { exit, warnings = [] } = (await recordsOf(fakes)) ?? {};
    expect(exit).toBe(0);
    expect(warnings).toHaveLength(4);
    expect(warnings).toContainEqual({
      warning: "fails-validation",
      owner: KEY_NAME,
      type: "TXT",
      resolvers: ["9.9.9.9"],
      extendedErrors: [EXPIRED],
    });
  });

  it("are fine where resolvers give them, and each answer is told", async () => {
    const fakes = await signed();
    resolverSays(fakes, (question) => ({
      observation: question.type === "MX" ? { ...base, kind: "nodata", soa: undefined } : given(question),
    }));
    expect((await recordsOf(fakes))?.warnings).toEqual([]);
    const told = eventsOf(fakes, "resolver.observed");
    expect(told.map(({ rrset: { type }, verdict }) => `${type} ${verdict}`).toSorted()).toEqual([
      "MX nodata",
      "TXT serves",
      "TXT serves",
      "TXT serves",
    ]);
  });

  it("are asked for at resolvers where they stand and stay, and where name servers serve them", async () => {
    const fakes = await signed(({ host, authority }) => {
      host.seed(rrset("TXT", KEY_NAME, []));
      host.seed(rrset("TXT", D, ["v=spf1 -all"]));
      authority.elsewhere.set(`TXT ${DMARC_NAME}`, "failed");
    });
    const asked = resolverSays(fakes, refused);
    expect((await recordsOf(fakes))?.warnings).toMatchObject([{ owner: D, type: "MX" }]);
    expect(asked).toEqual([`MX ${D}`]);
  });

  it("are no matter of resolvers where the zone is not signed", async () => {
    const fakes = await signed(({ authority }) => void (authority.signed = false));
    const asked = resolverSays(fakes, refused);
    expect((await recordsOf(fakes))?.warnings).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("are not asked for where something is in the way of a plan", async () => {
    const fakes = await signed(({ host }) => {
      host.seed({ ...rrset("TXT", D, ["v=spf1 -all"]), locked: "weighted" });
    });
    const asked = resolverSays(fakes, refused);
    expect(await recordsOf(fakes)).toMatchObject({ error: { code: "RECORD_IN_THE_WAY" }, warnings: [] });
    expect(asked).toEqual([]);
  });
});
