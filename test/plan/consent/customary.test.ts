import { expect, it } from "vitest";
import { customaryRequirements } from "../../../src/plan/consent/customary.ts";
import { D, DMARC, MX, SPF } from "../support.ts";

it("what SES usually asks for is known before Create, but for the key", () => {
  expect(customaryRequirements(D)).toEqual([MX, SPF, DMARC]);
});
