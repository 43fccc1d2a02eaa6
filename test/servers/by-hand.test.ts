import { afterAll, beforeAll, expect, it } from "vitest";
import { createManualProvider } from "../../providers/manual/adapter.ts";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { RRset, Swap } from "../../src/dns/rrset.ts";
import type { EventBody } from "../../src/events/event.ts";
import { undoDomain } from "../../src/onboard/undo.ts";
import { planDomain } from "../../src/onboard/onboard-domain.ts";
import { writesOf } from "../onboard/run-undo.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { createRfc2136Provider } from "../support/servers/rfc2136-provider.ts";
import { createServerRun, startOnboarding } from "../support/servers/server-run.ts";
import { startServers, type Tree } from "../support/servers/tree.ts";

// A zone that a person changes, on BIND and Knot: what stands is what both serve.

const RECORDS = [
  'mail TXT "v=spf1 include:_spf.google.lab -all"',
  'mail TXT "site=abc"',
  "mail MX 5 mx",
  "mx A 192.0.2.25",
  "mx AAAA 2001:db8::25",
  "alias CNAME mx",
  "www.ent A 192.0.2.1",
  "given NS ns.elsewhere.lab.",
];
const WILD = [
  "* MX 10 mx",
  '* TXT "v=spf1 mx -all"',
  "mx A 192.0.2.25",
  "www.ent A 192.0.2.1",
  '*.starred TXT "site=1"',
  // As the wildcard has it, and a record of its own.
  "own MX 10 mx",
  "*.alias CNAME target",
];

describeServers("a zone that is changed by hand", () => {
  let tree: Tree;
  let ses: ServedSes;
  beforeAll(async () => {
    const roles = ["primary", "secondary"] as const;
    tree = await startServers({
      zones: [
        { name: "hand.lab", roles, records: RECORDS },
        { name: "idle.lab", roles, records: RECORDS },
        { name: "wild.lab", roles, records: WILD },
        { name: "late.lab", roles, records: RECORDS },
        { name: "dead.lab", roles: ["primary", "dead"], records: RECORDS },
        { name: "google.lab", roles, records: ['_spf TXT "v=spf1 ip4:192.0.2.0/24 -all"'] },
      ],
      recursors: true,
    });
    ses = await startSes({ address: tree.unbound.address, port: tree.port });
  });
  afterAll(async () => {
    await ses?.close();
    await tree?.close();
  });

  const zoneOf = (apex: string) => ({
    apex: parseDomainName(apex),
    id: apex,
    nameServers: undefined,
  });
  const holderOf = (apex: string) =>
    createRfc2136Provider({
      primary: { address: tree.addressOf("primary"), port: tree.port },
      apexes: [parseDomainName(apex)],
    });
  /** Whoever holds the DNS enters one record set; the secondary is told of it. */
  const enter = async (apex: string, swap: Swap) => {
    await holderOf(apex).apply(zoneOf(apex), [swap], {});
    await tree.refresh(apex);
  };
  const requestedIn = (events: readonly EventBody[]): readonly Swap[] =>
    events.flatMap((event) =>
      event.type === "rrset.requested"
        ? [{ before: event.before ?? undefined, after: event.after ?? undefined }]
        : [],
    );

  /** By the log of a run; nothing is written. */
  const undo = async (apex: string, logged: readonly EventBody[]) => {
    const events: EventBody[] = [];
    const domain = parseDomainName(`mail.${apex}`);
    const emit = (event: EventBody) => void events.push(event);
    const run = createServerRun(tree, domain, { identities: ses.identities, byHand: true, emit });
    const [writes] = writesOf(logged, domain);
    const delegation = await run.authority.delegation(domain, { signal: run.signal });
    const provider = await run.findProvider(domain, delegation, { signal: run.signal });
    const holder = { provider, zone: zoneOf(apex) };
    const zones = writes?.zones ?? [];
    const result = await undoDomain({ ...run, zones, findHolder: () => Promise.resolve(holder) });
    return { result, events };
  };

  it("is verified when all was entered, one by one, and a second run asks for nothing", async () => {
    const asked = { identities: ses.identities, byHand: true };
    const onboarding = startOnboarding(tree, "mail.hand.lab", asked);
    await onboarding.until(({ type }) => type === "propagation.started");
    const swaps = requestedIn(onboarding.events);
    expect(swaps.map(({ after }) => after?.type)).toEqual(["TXT", "TXT", "TXT"]);
    expect(swaps.flatMap(({ after }) => after?.values ?? [])).toContain("site=abc");
    // Last first, since whoever enters them goes by no order of ours.
    for (const swap of swaps.toReversed()) {
      await enter("hand.lab", swap);
      await onboarding.until(
        (event) =>
          event.type === "propagation.observed" &&
          event.verdict === "serves" &&
          event.rrset.owner === swap.after?.owner,
      );
    }
    const result = await onboarding.result;
    expect(result).toMatchObject({ state: "verified", exit: 0, calls: { provider: 0 } });
    expect(onboarding.events.filter(({ type }) => type === "rrset.written")).toEqual([]);
    expect(result.records.filter(({ requested }) => requested === true)).toHaveLength(3);
    const second = startOnboarding(tree, "mail.hand.lab", asked);
    expect(await second.result).toMatchObject({ state: "verified", exit: 0 });
    expect(requestedIn(second.events)).toEqual([]);

    const undone = await undo("hand.lab", onboarding.events);
    expect(undone.result).toMatchObject({ state: "pending", exit: 7, error: { code: "NOT_PROPAGATED" } });
    const reverse = requestedIn(undone.events);
    expect(reverse.map(({ after }) => after)).toEqual(
      expect.arrayContaining(swaps.map(({ before }) => before)),
    );
    for (const swap of reverse) await enter("hand.lab", swap);
    const again = await undo("hand.lab", onboarding.events);
    expect(again.result).toMatchObject({ state: "undone", exit: 0 });
    expect(requestedIn(again.events)).toEqual([]);
  });

  it("stays pending while nobody enters anything, and tells how many records are seen", async () => {
    const onboarding = startOnboarding(tree, "mail.idle.lab", {
      identities: ses.identities,
      byHand: true,
      waitMs: 1_500,
    });
    const result = await onboarding.result;
    expect(result).toMatchObject({ state: "pending", exit: 7, error: { code: "NOT_PROPAGATED" } });
    const progress = onboarding.events.findLast(({ type }) => type === "propagation.progress");
    // The MX that stands is kept, so it is seen.
    expect(progress).toMatchObject({ agreeing: 0, asked: 2, seen: { records: 1, of: 4 } });
  });

  it.each([
    ["hand.lab", ["mx", "alias", "ent", "www.ent", "nobody", "given", "a.given"]],
    [
      "wild.lab",
      [
        "mail",
        "mx",
        "ent",
        "a.ent",
        "own",
        "a.own",
        "starred",
        "a.starred",
        "*",
        "*.mail",
        "*.starred",
        "a.alias",
        "*.alias",
      ],
    ],
  ])("is read as a transfer of the zone shows it: %s", async (apex, labels) => {
    const owners = labels.map((label) => parseDomainName(`${label}.${apex}`));
    const { authority } = createServerRun(tree, parseDomainName(`mail.${apex}`), {
      identities: ses.identities,
    });
    const manual = createManualProvider({ authority, clock: systemClock });
    const read = (rrsets: readonly RRset[]) =>
      rrsets
        .map(({ owner, type, ttl, values }) =>
          JSON.stringify([owner, type, type === "NS" ? 0 : ttl, values.toSorted()]),
        )
        .toSorted();
    const transferred = await holderOf(apex).readRRsets(zoneOf(apex), owners, {});
    expect(read(await manual.readRRsets(zoneOf(apex), owners, {}))).toEqual(read(transferred));
  });

  it("is planned by nobody while its servers don't agree", async () => {
    const text: RRset = {
      owner: parseDomainName("mail.late.lab"),
      type: "MX",
      ttl: 60,
      values: ["5 mx.late.lab"],
    };
    await holderOf("late.lab").apply(
      zoneOf("late.lab"),
      [{ before: text, after: { ...text, values: ["7 mx.late.lab"] } }],
      {},
    );
    const before = createServerRun(tree, parseDomainName("mail.late.lab"), {
      identities: ses.identities,
      byHand: true,
    });
    const result = await planDomain(before);
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(result.error?.message).toContain("don't agree on MX mail.late.lab");
    await tree.refresh("late.lab");
    expect(await planDomain(before)).toMatchObject({ exit: 0, state: "planned" });
  });

  it("is planned by nobody while one of its servers can't be asked", async () => {
    const events: EventBody[] = [];
    const run = createServerRun(tree, parseDomainName("mail.dead.lab"), {
      identities: ses.identities,
      byHand: true,
      emit: (event) => events.push(event),
    });
    const result = await planDomain(run);
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(result.error?.message).toContain("not all can be asked");
    expect(events.filter(({ type }) => type === "rrset.planned")).toEqual([]);
  });
});
