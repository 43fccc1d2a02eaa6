import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { findZone } from "../../../src/onboard/preflight/find-zone.ts";
import { findSurroundings } from "../../../src/onboard/preflight/surroundings.ts";
import { createFakes, D, DMARC_NAME, rrset } from "../fakes.ts";

it("what does not surround the records has no entry", async () => {
  const fakes = createFakes();
  const foundZone = await fakes.clock.drive(findZone(fakes.run()));
  const found = await fakes.clock.drive(findSurroundings(fakes.run(), foundZone, [], undefined));
  expect(found).toStrictEqual({ dmarcAbove: [], standingSenders: [] });
});

describe("a policy that stands and is kept", () => {
  const kept = () => createFakes([rrset("TXT", DMARC_NAME, ["proof=1", "v=DMARC1; p=quarantine"])], D);

  it("needs no sight of the one above, be it beside another text", async () => {
    const fakes = kept();
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  });

  it("hides no other failure of that look", async () => {
    const fakes = kept();
    const lookup: typeof fakes.authority.lookup = async (question, options) => {
      if (question.owner !== "_dmarc.example.com") return fakes.authority.lookup(question, options);
      throw new OnboardError("CONFIG_INVALID", "No.", { hint: "Ask the test." });
    };
    const result = await fakes.play(onboardDomain, { authority: { ...fakes.authority, lookup } });
    expect(result.error?.code).toBe("CONFIG_INVALID");
  });
});
