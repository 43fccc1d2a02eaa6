import { expect, it } from "vitest";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { KEY } from "../fake-identities.ts";
import { createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset } from "../fakes.ts";
import { hostWith } from "../preflight/worlds.ts";

// A zone that a person changes: what is to be entered is told, and nothing is written.

it("each record that a person has to enter is told whole, and what stands is kept", async () => {
  const before = rrset("TXT", D, ["v=spf1 mx -all"], 600);
  const key = rrset("TXT", KEY_NAME, [KEY]);
  const fakes = createFakes([before, key]);
  const result = await fakes.play(onboardDomain, { ...hostWith(fakes, { byHand: true }), waitMs: 0 });
  expect(result.state).toBe("pending");
  expect(fakes.trace.of("host.apply")).toEqual([]);
  expect(eventsOf(fakes, "rrset.requested")).toEqual([
    {
      type: "rrset.requested",
      rrset: { owner: D, type: "MX" },
      action: "created",
      before: null,
      after: rrset("MX", D, ["10 mxbiz1.qq.com"], 300),
    },
    {
      type: "rrset.requested",
      rrset: { owner: D, type: "TXT" },
      action: "merged",
      before,
      after: { ...before, values: ["v=spf1 mx include:qcloudmail.com -all"] },
    },
    {
      type: "rrset.requested",
      rrset: { owner: DMARC_NAME, type: "TXT" },
      action: "created",
      before: null,
      after: rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"], 300),
    },
  ]);
  // The key's name is known after Create only, and is read then.
  expect(eventsOf(fakes, "rrset.kept")).toEqual([
    { type: "rrset.kept", rrset: { owner: KEY_NAME, type: "TXT" }, action: "unchanged" },
  ]);
});

it("without port 53 SES is asked a minute after something was to be entered, and at once where nothing was", async () => {
  const fakes = createFakes();
  await fakes.play(onboardDomain);
  fakes.identities.seed(D, false);
  fakes.authority.port53 = "blocked";
  const firstLook = async (): Promise<number> => {
    fakes.trace.calls.length = 0;
    const began = fakes.elapsed();
    await fakes.play(onboardDomain, hostWith(fakes, { byHand: true }));
    return (fakes.trace.of("ses.verify")[0]?.at ?? NaN) - began;
  };
  const atOnce = await firstLook();
  fakes.identities.seed(D, false);
  fakes.host.seed(rrset("MX", D, []));
  expect([atOnce, await firstLook()]).toEqual([0, 60_000]);
});

it("the time for it begins before a person is asked", async () => {
  const fakes = createFakes();
  const told: string[] = [];
  await fakes.play(onboardDomain, {
    ...hostWith(fakes, { byHand: true }),
    waitMs: 0,
    beforeWrite: () => told.push("begun"),
    emit: ({ type }) => {
      if (type === "rrset.requested") told.push(type);
    },
  });
  expect(told.indexOf("rrset.requested")).toBe(told.lastIndexOf("begun") + 1);
});
