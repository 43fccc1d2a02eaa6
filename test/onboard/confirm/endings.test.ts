import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { ServerAddress } from "../../../src/dns/observation.ts";
import { plainFor } from "../../support/told.ts";
import type { SesFinding, SesView } from "../../../src/events/record.ts";
import { pending, refusal, tooSoon, unseen } from "../../../src/onboard/confirm/endings.ts";
import type { HeardOfRecord } from "../../../src/onboard/propagate/propagate.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";
import { createFakes, D, DMARC_NAME } from "../fakes.ts";

const MX: Requirement = { purpose: "mx", owner: D, type: "MX", expected: "mxbiz1.qq.com" };
const SPF: Requirement = { purpose: "spf", owner: D, type: "TXT", expected: "v=spf1 -all" };
const DMARC: Requirement = { purpose: "dmarc", owner: DMARC_NAME, type: "TXT", expected: "v=DMARC1" };

const no = (record: Requirement, finding: SesFinding, untilAt?: number): SesView => ({
  record,
  status: false,
  currentValue: "",
  finding,
  ...(untilAt === undefined ? {} : { untilAt }),
});
const yes = (record: Requirement): SesView => ({ record, status: true, currentValue: record.expected });

describe("SES's refusal", () => {
  it("is none where it says yes, or may only be late", () => {
    expect(refusal([])).toBeUndefined();
    expect(
      refusal([yes(MX), no(SPF, "cached-old"), no(DMARC, "cached-nothing"), no(SPF, "elsewhere")]),
    ).toBeUndefined();
  });

  it("names each record that it refuses, and no other", () => {
    const views = [yes(MX), no(SPF, "refused"), no(DMARC, "refused"), no(SPF, "cached-old")];
    const error = refusal(views);
    expect(error).toMatchObject({
      code: "IDENTITY_UNVERIFIED",
      facts: { refused: [views[1], views[2]] },
    });
    expect(error?.message).toContain(`refuses it: TXT ${D}, TXT ${DMARC_NAME}.`);
    expect(error?.message).not.toContain("MX");
  });

  it("keeps what it sees and what is not published apart", () => {
    expect(refusal([no(MX, "refused-no-mx")])?.message).toBe(
      `SES insists on its own MX, and none is published: MX ${D}.`,
    );
    expect(refusal([no(SPF, "refused")])?.message).toBe(
      `SES sees the published value and refuses it: TXT ${D}.`,
    );
    const { message } = refusal([no(MX, "refused-no-mx"), no(SPF, "refused")]) ?? {};
    expect(message).toBe(
      `SES sees the published value and refuses it: TXT ${D}. SES insists on its own MX, and none is published: MX ${D}.`,
    );
  });

  it("of two SPF records names the place", () => {
    const error = refusal([no(MX, "refused"), no(SPF, "two-spf")]);
    expect(error?.message).toContain(`two SPF records at ${D}`);
  });

  it.each<[SesFinding, readonly string[] | undefined]>([
    ["refused-mx", ["ses-onboard run --mx add mail.example.com"]],
    ["refused-no-mx", ["ses-onboard run --mx add mail.example.com"]],
    ["refused-null-mx", ["ses-onboard run --mx replace mail.example.com"]],
    ["two-spf", undefined],
    ["refused", undefined],
  ])("%s proposes what can be run: %s", (finding, commands) => {
    const error = refusal([no(MX, finding)]);
    expect(error?.hint).toMatch(/\.$/);
    // What an MX of SES's means for mail that comes in is to be read before it is consented to.
    expect(error?.hint.includes("docs/runbook.md#inbound-mail")).toBe(commands !== undefined);
    expect(error?.toReport(plainFor(D)).commands).toEqual(commands);
  });
});

describe("SES that is not satisfied yet", () => {
  const run = createFakes().run();
  const now = run.clock.now();

  it("is asked again when its cache may have forgotten, and names what it does not see", () => {
    const views = [yes(MX), no(SPF, "cached-old", now + 600_000), no(DMARC, "cached-nothing", now + 300_000)];
    const error = pending(run, views, { agreeing: 2, asked: 3 });
    expect(error).toMatchObject({
      code: "VERIFICATION_PENDING",
      facts: { unmet: [D, DMARC_NAME], retryAfter: new Date(now + 600_000).toISOString() },
    });
    expect(error.message).toContain("2 of 3 name servers");
    expect(error.message).toContain(`TXT ${D}, TXT ${DMARC_NAME}`);
    expect(error.message).not.toContain("MX");
    expect(error.hint).toContain("After 03:10 UTC run the same call again.");
  });

  it("is not asked again within a minute, whatever is known of its cache", () => {
    const retryAfter = new Date(now + 60_000).toISOString();
    expect(pending(run, [no(SPF, "elsewhere")], undefined).facts).toEqual({ unmet: [D], retryAfter });
    expect(pending(run, [no(SPF, "cached-old", now + 1)], undefined).facts).toMatchObject({ retryAfter });
    const accepted = { ...yes(MX), untilAt: now + 600_000 };
    expect(pending(run, [accepted], undefined).facts).toMatchObject({ unmet: [], retryAfter });
  });

  it("is told by what it said of the records, and of servers only where some were asked", () => {
    const accepts = pending(run, [yes(MX)], undefined).message;
    expect(accepts).toMatch(/^SES accepts each record, but has not verified/);
    expect(accepts).not.toContain("name servers");
    const asksNothing = pending(run, [], undefined).message;
    expect(asksNothing).toContain("asks for no record");
    expect(asksNothing).toContain(`has not verified ${D}`);
  });
});

describe("records that nobody can see from here", () => {
  const at: ServerAddress = { server: parseDomainName("ns1.dns.test"), address: "192.0.2.1", port: 53 };
  const other: ServerAddress = { server: parseDomainName("ns2.dns.test"), address: "192.0.2.2", port: 53 };
  const heard = (of: Requirement, hasAnswered: boolean, from = at): HeardOfRecord => ({
    at: from,
    rrset: { owner: of.owner, type: of.type },
    observation: { kind: "unreachable", because: "timeout", family: 4, transport: "udp", roundTripMs: 1 },
    hasAnswered,
  });
  const identity = (...views: readonly SesView[]) => ({
    domain: D,
    verified: false,
    requestId: "r",
    records: views.map(({ record, status, currentValue }) => ({ requirement: record, status, currentValue })),
  });

  it("are told with what the servers said, and what SES does not accept", () => {
    const views = identity(yes(MX), no(SPF, "elsewhere"), no(DMARC, "elsewhere"));
    const error = unseen(views, [heard(SPF, false)], [53]);
    expect(error.code).toBe("NOT_OBSERVABLE");
    expect(error.message).toContain(`No name server of ${D} can be asked from here (ns1.dns.test does not`);
    expect(error.message).toContain(`SES does not accept TXT ${D}, TXT ${DMARC_NAME} yet.`);
    expect(error.hint).toContain("port 53");
    expect(error.hint).toContain("run later the same call again.");
  });

  it("are told with each of several servers, and with what each said", () => {
    const refused = { kind: "lame", because: "refused", transport: "udp", roundTripMs: 1 } as const;
    const silent = [heard(SPF, false), { ...heard(SPF, false, other), observation: refused }];
    expect(unseen(identity(no(SPF, "elsewhere")), silent, [53]).message).toContain(
      "(ns1.dns.test does not answer; ns2.dns.test refuses",
    );
    const dropped = [heard(SPF, true), heard(SPF, true, other)];
    expect(unseen(identity(no(SPF, "elsewhere")), dropped, [53]).message).toMatch(
      /^ns1\.dns\.test \(192\.0\.2\.1\), ns2\.dns\.test \(192\.0\.2\.2\) answered for the zone/,
    );
  });

  it("are told without servers where none was asked, and without records where SES accepts all", () => {
    const { message, hint } = unseen(identity(yes(MX)), [], [5353, 53]);
    expect(hint).toMatch(/^Open ports 53, 5353 \(UDP and TCP\)/);
    expect(message).toBe(
      `No name server of ${D} can be asked from here, and SES has not verified the identity yet.`,
    );
  });

  it("are told as questions that are dropped where the servers had answered for the zone", () => {
    const silent = [heard(SPF, true), heard(SPF, true), heard(DMARC, true), heard(MX, false)];
    const error = unseen(identity(no(SPF, "elsewhere")), silent, [53]);
    expect(error.code).toBe("NOT_OBSERVABLE");
    expect(error.message).toBe(
      `ns1.dns.test (192.0.2.1) answered for the zone, but then not for TXT ${D}, TXT ${DMARC_NAME} when asked from here, and SES does not accept TXT ${D} yet.`,
    );
    expect(error.hint).toContain("is dropped");
    expect(error.hint).not.toContain("port 53");
    expect(error.hint).toContain("run later the same call again.");
  });

  it("are told as too new for SES, by those that answered for the zone where there are any", () => {
    const run = createFakes().run();
    const until = run.clock.now() + 300_000;
    const told = (...silent: readonly HeardOfRecord[]) =>
      tooSoon(run, { identity: identity(no(SPF, "elsewhere")), silent, until });
    const { code, message, hint, facts } = told(heard(SPF, true), heard(MX, false, other));
    expect([code, facts]).toEqual(["NOT_OBSERVABLE", { retryAfter: new Date(until).toISOString() }]);
    expect(message).toBe(
      `The records of ${D} are written. ns1.dns.test (192.0.2.1) answered for the zone, but then not for TXT ${D} when asked from here, and SES is not asked within a minute of the write.`,
    );
    expect(hint).toBe("It goes on where it stopped. After 03:05 UTC run the same call again.");
    expect(told(heard(SPF, false)).message).toBe(
      `The records of ${D} are written, but no name server can be asked from here (ns1.dns.test does not answer), and SES is not asked within a minute of that.`,
    );
  });
});
