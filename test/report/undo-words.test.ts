import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/dns/rrset.ts";
import { flatPlan } from "../../src/events/record.ts";
import type { EventBody, OnboardEvent } from "../../src/events/event.ts";
import { createPlainRenderer } from "../../src/report/plain.ts";
import { htmlReport } from "../../src/report/evidence/html/page.ts";
import { markdownReport } from "../../src/report/evidence/markdown/page.ts";
import { DOMAIN, name, PLANS, START } from "./recording.ts";
import { createStage, play } from "./stage.ts";
import type { RecordPlan } from "../../src/plan/record-plan.ts";

const OWNER = name(`_dmarc.${DOMAIN}`);
const [SPF, DKIM] = PLANS;

/**
 * An undo of which one record set was changed meanwhile; `put back`, `taken away`, `left alone` and `as
 * before`, each once.
 */
function undoOf(dryRun: boolean): readonly OnboardEvent[] {
  const back = (plan: RecordPlan | undefined, action: "restored" | "removed"): RecordPlan =>
    ({
      ...plan,
      action,
      before: plan?.after ?? null,
      after: plan?.before ?? null,
      warnings: [],
    }) as RecordPlan;
  const left: RecordPlan = {
    record: { purpose: "dmarc", owner: OWNER, type: "TXT", expected: "v=DMARC1; p=none" },
    action: "kept",
    before: { owner: OWNER, type: "TXT", ttl: 300, values: ["v=DMARC1; p=reject"] },
    after: null,
    warnings: [
      {
        warning: "not-put-back",
        record: { purpose: "dmarc", owner: OWNER, type: "TXT", expected: "v=DMARC1; p=none" },
        because: "changed",
      },
    ],
  };
  const absent: RecordPlan = {
    record: { purpose: "mx", owner: DOMAIN, type: "MX", expected: "mxbiz1.qq.com" },
    action: "unchanged",
    before: null,
    after: null,
    warnings: [],
  };
  const records = [back(SPF, "restored"), back(DKIM, "removed"), left, absent];
  const written = (record: RecordPlan): boolean =>
    !dryRun && (record.action === "restored" || record.action === "removed");
  const bodies: readonly EventBody[] = [
    {
      type: "run.started",
      command: "undo",
      given: [
        { option: "domain", values: [DOMAIN], by: "flag" },
        ...(dryRun ? [{ option: "dry-run", values: ["true"], by: "flag" } as const] : []),
      ],
      operands: ["run.ndjson"],
      version: "0.1.0",
      site: "international",
      region: "ap-singapore",
      ...(dryRun ? { dryRun } : {}),
    },
    {
      type: "zone.found",
      provider: "route53",
      apex: name("example.test"),
      id: "Z1",
      nameServers: [name("ns1.example.test")],
    },
    ...records.map((plan): EventBody => ({ type: "rrset.planned", ...plan })),
    ...records.filter(written).map(({ record, action, before, after }): EventBody => ({
      type: "rrset.written",
      rrset: keyOf(record),
      action,
      before,
      after,
      changeId: "C42",
    })),
    {
      type: "result",
      state: "failed",
      exit: 4,
      identity: null,
      zone: null,
      records: records.map((record) => ({
        ...flatPlan(record),
        written: written(record),
        servers: null,
        ses: null,
      })),
      warnings: [],
      planHash: null,
      calls: { ses: 0, provider: 3, dns: 0 },
      timings: { totalMs: 10, propagationMs: 0 },
      error: { code: "RRSET_CHANGED", message: "Left alone.", hint: "Compare.", facts: {} },
    },
  ];
  return bodies.map((body, index) => ({ ...body, time: START + index, domain: DOMAIN }));
}

function shown(events: readonly OnboardEvent[]): { readonly out: string; readonly err: string } {
  const stage = createStage();
  play(stage, createPlainRenderer(stage), events);
  return { out: stage.out(), err: stage.err() };
}

describe("an undo reads", () => {
  it("as what was put back, taken away, left alone and why, without a word of SES's or a server's", () => {
    const { out, err } = shown(undoOf(false));
    for (const line of [
      `SPF (TXT ${DOMAIN}): put back`,
      `DKIM (TXT mail._domainkey.${DOMAIN}): taken away again`,
      `DMARC (TXT ${OWNER}): left alone`,
      `MX (MX ${DOMAIN}): as before\n`,
      "Somebody has changed",
    ])
      expect(out).toContain(line);
    expect(err).toContain(`MX (MX ${DOMAIN}): nothing stands there, as before\n`);
    expect(out).not.toMatch(/accepts|refuses|sees|not asked|servers/);
  });

  it("with each change once in its progress, and in a dry run once in its result", () => {
    const [done, dry] = [shown(undoOf(false)), shown(undoOf(true))];
    const value = "- v=spf1 include:_spf.google.com include:qcloudmail.com -all";
    expect([done.err, done.out, dry.err, dry.out].map((text) => text.includes(value))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(dry.err).toContain("writes nothing");
  });

  it.each([
    ["Markdown", markdownReport],
    ["HTML", htmlReport],
  ] as const)("the same in the evidence as %s, with the host's change id", (_form, report) => {
    const text = report(undoOf(false));
    for (const fact of [
      "What stood there, and what was put back",
      "C42",
      "2 record sets written, 2 left as they were",
      `undo --domain ${DOMAIN} run.ndjson`,
    ])
      expect(text).toContain(fact);
    const dry = report(undoOf(true));
    for (const fact of ["not put back", "not taken away", "Nothing was written", "--dry-run"])
      expect(dry).toContain(fact);
  });
});
