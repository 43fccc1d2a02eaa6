import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { KEY } from "../fake-identities.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset } from "../fakes.ts";
import { hostWith } from "../preflight/worlds.ts";

// What a person makes of the records that a run has asked for, and what the run says of it.

type Entered = (asked: RRset) => RRset;
const SPF = "v=spf1 include:qcloudmail.com ~all";

/** Ten seconds after it is asked for somebody enters each record set, at two name servers. */
async function entering(entered: Entered, standing: readonly RRset[] = []) {
  const fakes = createFakes([...standing]);
  const emit = fakes.run().emit;
  const result = await fakes.play(onboardDomain, {
    ...hostWith(fakes, { byHand: true }),
    waitMs: 120_000,
    emit: (event) => {
      emit(event);
      if (event.type !== "rrset.requested" || event.after === null) return;
      const { after } = event;
      fakes.clock.at(fakes.elapsed() + 10_000, () => fakes.host.seed(entered(after)));
    },
  });
  const told = eventsOf(fakes, "rrset.mistyped").map(({ rrset: { owner, type }, mistake }) => {
    return { place: `${type} ${owner}`, ...mistake };
  });
  return { result, told };
}

const withValue =
  (change: (value: string) => string, at: RRset["owner"], type = "TXT"): Entered =>
  (asked) =>
    asked.owner === at && asked.type === type ? { ...asked, values: asked.values.map(change) } : asked;

describe("a record that was entered otherwise", () => {
  it.each([
    ["quotes", D, (value: string) => `"${value}"`],
    ["blanks", D, (value: string) => value.replaceAll(" ", "\u00a0")],
    ["case", KEY_NAME, (value: string) => value.toLowerCase()],
    ["cut", D, (value: string) => value.slice(0, 24)],
  ])(
    "is told once, however many servers serve it, and at the end: %s at %s",
    async (because, owner, change) => {
      const { result, told } = await entering(withValue(change, owner));
      const value = change(owner === D ? SPF : KEY);
      expect(told).toEqual([{ place: `TXT ${owner}`, because, value }]);
      expect(result).toMatchObject({ state: "pending", error: { code: "NOT_PROPAGATED" } });
      expect(result.error?.message).toContain(
        `TXT ${owner}, since ${value.startsWith('"') ? "" : '"'}${value.slice(0, 20)}`,
      );
    },
  );

  it("is told to stand at another name, by the console's own hand or for the zone instead of the domain", async () => {
    for (const [owner, misplaced] of [
      [DMARC_NAME, `${DMARC_NAME}.${APEX}`],
      [KEY_NAME, KEY_NAME.replace(D, APEX)],
    ] as const) {
      const { result, told } = await entering((asked) =>
        asked.owner === owner ? { ...asked, owner: parseDomainName(misplaced) } : asked,
      );
      expect(told).toEqual([{ place: `TXT ${owner}`, because: "misplaced", value: misplaced }]);
      expect(result.error?.message).toContain(`, since it stands at ${misplaced} instead`);
    }
  });

  it("is told to stand at another name also where its own has records of another type", async () => {
    const misplaced = `${D}.${APEX}`;
    const { told } = await entering((asked) =>
      asked.type === "MX" ? { ...asked, owner: parseDomainName(misplaced) } : asked,
    );
    expect(told).toEqual([{ place: `MX ${D}`, because: "misplaced", value: misplaced }]);
  });

  it("is no policy of the organisation's own that stands there all along", async () => {
    const own = rrset("TXT", parseDomainName(`_dmarc.${APEX}`), ["v=DMARC1; p=none"]);
    const { told } = await entering(
      (asked) => (asked.owner === DMARC_NAME ? { ...asked, type: "A", values: ["192.0.2.9"] } : asked),
      [own],
    );
    expect(told).toEqual([]);
  });

  it("is an exchange behind which the console has put the zone, and no mail host of somebody's", async () => {
    const { result, told } = await entering(withValue((value) => `${value}.${APEX}`, D, "MX"));
    expect(told).toEqual([{ place: `MX ${D}`, because: "zone-appended", value: `10 mxbiz1.qq.com.${APEX}` }]);
    expect(result.state).toBe("pending");
  });

  it("is a second SPF record beside the one that was to be changed", async () => {
    const old = rrset("TXT", D, ["v=spf1 mx -all"], 600);
    const { result, told } = await entering(
      (asked) =>
        asked.owner === D && asked.type === "TXT"
          ? { ...asked, values: [...asked.values, ...old.values] }
          : asked,
      [old],
    );
    expect(told).toEqual([{ place: `TXT ${D}`, because: "beside", value: "v=spf1 mx -all" }]);
    expect(result.state).toBe("pending");
  });

  it("has taken something else away, which is told although the run is verified", async () => {
    const old = rrset("TXT", D, ["v=spf1 mx -all", "site=abc"], 600);
    const { result, told } = await entering(
      (asked) => ({ ...asked, values: asked.values.filter((value) => value !== "site=abc") }),
      [old],
    );
    expect(told).toEqual([{ place: `TXT ${D}`, because: "gone", value: "site=abc" }]);
    expect(result.state).toBe("verified");
  });

  it("is no record with another TTL or preference", async () => {
    const { result, told } = await entering((asked) => ({
      ...asked,
      ttl: 86_400,
      values: asked.values.map((value) => value.replace(/^10 /, "5 ")),
    }));
    expect([result.state, told]).toEqual(["verified", []]);
  });
});
