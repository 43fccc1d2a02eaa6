import { describe, expect, it } from "vitest";
import { checkedSwap } from "../../../providers/kit/checked-swap.ts";
import { createReadLag } from "../../../providers/kit/read-lag.ts";
import { createWriteOutcome } from "../../../providers/kit/write-outcome.ts";
import { admitAll, createRateLimit, type Admit } from "../../../src/async/rate-limit.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, Swap } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const owner = parseDomainName("mail.example.test");

function txt(...values: readonly string[]): RRset {
  return { owner, type: "TXT", ttl: 300, values };
}

const OURS = "v=spf1 include:qcloudmail.com ~all";
const swap: Swap = { before: txt("theirs"), after: txt("theirs", OURS) };

/** One request a second after the first three. */
const RATE = { perSecond: 1, burst: 3 };

interface Course {
  /** What each reading shows, in order. */
  readonly listings: readonly (readonly RRset[])[];
  readonly write?: () => Promise<void>;
  readonly lagMs?: number;
  readonly latePausesMs?: readonly number[];
}

async function run({ listings, write = async () => {}, lagMs = 0, latePausesMs = [] }: Course) {
  const clock = createVirtualClock(0);
  const outcome = createWriteOutcome();
  const told: string[] = [];
  const left = [...listings];
  const attempt = checkedSwap({
    swaps: [swap],
    options: {},
    outcome,
    context: { clock, admit: createRateLimit(RATE, clock).admit },
    lag: createReadLag(clock, lagMs),
    latePausesMs,
    read: async (admit) => {
      await admit();
      told.push(`read at ${clock.now()}`);
      return { rrsets: left.shift() ?? [] };
    },
    write: async (open, _listing, admit) => {
      await admit();
      told.push(`write ${open.length} at ${clock.now()}`);
      await write();
    },
  });
  const thrown: unknown = await clock.drive(
    attempt.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  return { thrown, told, endedAt: clock.now(), written: outcome.written, report: outcome.report };
}

function failure(code: OnboardError["code"]): () => Promise<void> {
  return () => Promise.reject(new OnboardError(code, "It failed.", { hint: "Run again." }));
}

describe("a checked swap", () => {
  it("reads, writes, and reads back", async () => {
    const course = await run({ listings: [[txt("theirs")], [txt("theirs", OURS)]] });
    expect(course).toMatchObject({ thrown: undefined, written: 1 });
    expect(course.told).toEqual(["read at 0", "write 1 at 0", "read at 0"]);
  });

  it("writes nothing where the goal stands there", async () => {
    const course = await run({ listings: [[txt("theirs", OURS)]] });
    expect(course).toMatchObject({ thrown: undefined, written: 0, told: ["read at 0"] });
  });

  it("writes nothing over what is stale or locked", async () => {
    const stale = await run({ listings: [[txt("another")]] });
    expect(stale).toMatchObject({ thrown: { code: "RRSET_CHANGED" }, told: ["read at 0"] });
    const locked = await run({ listings: [[{ ...txt("theirs"), locked: "Email Routing" }]] });
    expect(locked).toMatchObject({ thrown: { code: "RECORD_IN_THE_WAY" }, told: ["read at 0"] });
  });

  it("reads back only when the listing is as new as the write", async () => {
    const course = await run({ listings: [[txt("theirs")], [txt("theirs", OURS)]], lagMs: 30_000 });
    expect(course.told).toEqual(["read at 0", "write 1 at 0", "read at 30000"]);
  });

  it("tells what stands beside ours, and that ours was written", async () => {
    const both = txt("theirs", OURS, "meanwhile");
    const { thrown } = await run({ listings: [[txt("theirs")], [both]] });
    expect(thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { found: both, written: true } });
  });
});

describe("a CNAME that came to the name meanwhile", () => {
  it("is told, since no resolver sees what stands beside it", async () => {
    const alias: RRset = { owner, type: "CNAME", ttl: 300, values: ["target.example.net"] };
    const { thrown } = await run({ listings: [[txt("theirs")], [txt("theirs", OURS), alias]] });
    expect(thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { owner, written: true } });
  });
});

describe("the requests of a checked swap", () => {
  it("stand together in the line of their account: another swap's come after them", async () => {
    const clock = createVirtualClock(0);
    const { admit } = createRateLimit(RATE, clock);
    const told: string[] = [];
    const attempt = (name: string): Promise<void> => {
      const left = [[txt("theirs")], [txt("theirs", OURS)]];
      const tell = async (what: string, own: Admit): Promise<void> => {
        await own();
        // Whoever else waits in line would leave now.
        await clock.sleep(500);
        told.push(`${name} ${what}`);
      };
      return checkedSwap({
        swaps: [swap],
        options: {},
        outcome: createWriteOutcome(),
        context: { clock, admit },
        lag: createReadLag(clock),
        read: async (own) => tell("reads", own).then(() => ({ rrsets: left.shift() ?? [] })),
        write: (_open, _listing, own) => tell("writes", own),
      });
    };
    await clock.drive(Promise.all([attempt("a"), attempt("b")]));
    const course = (name: string): string[] => ["reads", "writes", "reads"].map((what) => `${name} ${what}`);
    expect(told).toEqual([...course("a"), ...course("b")]);
  });

  it("begin again with the reading when a silence came between it and the write", async () => {
    const clock = createVirtualClock(0);
    const limit = createRateLimit(RATE, clock);
    const told: string[] = [];
    let readings = 0;
    const attempt = checkedSwap({
      swaps: [swap],
      options: {},
      outcome: createWriteOutcome(),
      context: { clock, admit: limit.admit },
      lag: createReadLag(clock),
      read: async (admit) => {
        await admit();
        told.push(`read at ${clock.now()}`);
        readings += 1;
        if (readings === 1) limit.holdBack(300_000);
        return { rrsets: [readings <= 2 ? txt("theirs") : txt("theirs", OURS)] };
      },
      write: async (_open, _listing, admit) => {
        await admit();
        told.push(`write at ${clock.now()}`);
      },
    });
    await clock.drive(attempt);
    expect(told).toEqual(["read at 0", "read at 300000", "write at 300000", "read at 300000"]);
  });
});

describe("a write without an answer", () => {
  it("has succeeded where its goal stands there afterwards", async () => {
    const write = failure("API_UNAVAILABLE");
    const course = await run({ listings: [[txt("theirs")], [txt("theirs", OURS)]], write });
    expect(course).toMatchObject({ thrown: undefined, written: 1 });
  });

  it("is worth another attempt where nothing has changed, and in no doubt", async () => {
    const write = failure("API_UNAVAILABLE");
    const { thrown, report } = await run({ listings: [[txt("theirs")], [txt("theirs")]], write });
    expect(report(thrown)).toMatchObject({ code: "API_UNAVAILABLE", facts: {} });
    expect((thrown as OnboardError).facts).not.toHaveProperty("mayHaveArrived");
  });

  it.each([
    [txt("theirs", OURS, "meanwhile"), true],
    [txt("meanwhile"), false],
  ])("is told as written by what it alone can have brought: %j", async (found, written) => {
    const write = failure("API_UNAVAILABLE");
    const { thrown } = await run({ listings: [[txt("theirs")], [found]], write });
    expect(thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { written } });
  });

  it("is waited for as one that was answered, since it may have arrived", async () => {
    const write = failure("API_UNAVAILABLE");
    const listings = [[txt("theirs")], [txt("theirs", OURS)]];
    const { told } = await run({ listings, write, lagMs: 30_000 });
    expect(told.at(-1)).toBe("read at 30000");
  });
});

describe("a write that is refused", () => {
  it("has done nothing, and is told at once", async () => {
    const course = await run({
      listings: [[txt("theirs")]],
      write: failure("VALUE_REJECTED"),
      lagMs: 30_000,
    });
    expect(course).toMatchObject({ thrown: { code: "VALUE_REJECTED" }, written: 0 });
    expect(course.told).toEqual(["read at 0", "write 1 at 0"]);
  });

  it("because somebody else was first is success where they wrote the same", async () => {
    const write = failure("RRSET_CHANGED");
    const course = await run({ listings: [[txt("theirs")], [txt("theirs", OURS)]], write });
    expect(course).toMatchObject({ thrown: undefined, written: 0 });
    const lost = await run({ listings: [[txt("theirs")], [txt("theirs", OURS, "more")]], write });
    expect(lost.thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { written: false } });
  });
});

describe("somebody else's write, where a listing may be 30 s old", () => {
  it("is told when every listing shows it, since the next plan is made by one", async () => {
    const stale = await run({ listings: [[txt("changed")]], lagMs: 30_000 });
    expect(stale).toMatchObject({ thrown: { code: "RRSET_CHANGED" }, endedAt: 30_000 });
    const beside = await run({ listings: [[txt("theirs")], [txt("theirs", OURS, "more")]], lagMs: 30_000 });
    expect(beside).toMatchObject({ thrown: { facts: { written: true } }, endedAt: 60_000 });
  });

  it("is looked for when the listing shows it, where the host refused ours for it", async () => {
    const listings = [[txt("theirs")], [txt("changed")]];
    const refused = await run({ listings, write: failure("RRSET_CHANGED"), lagMs: 30_000 });
    expect(refused.told.at(-1)).toBe("read at 30000");
    expect(refused.thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { written: false } });
  });
});

it("one by one, what changes a value that stands leaves first: it is what somebody may be editing", async () => {
  const place = (name: string) => ({ owner: parseDomainName(name), type: "TXT", ttl: 300, values: ["new"] });
  const adding = ["a.example.test", "b.example.test"].map((name) => ({
    before: undefined,
    after: place(name),
  }));
  const editing = { before: { ...place("c.example.test"), values: ["old"] }, after: place("c.example.test") };
  const [order, stands]: [string[], RRset[]] = [[], [editing.before]];
  await checkedSwap({
    swaps: [...adding, editing],
    options: {},
    outcome: createWriteOutcome(),
    context: { clock: createVirtualClock(0), admit: admitAll },
    lag: createReadLag(createVirtualClock(0)),
    oneByOne: true,
    read: async () => ({ rrsets: [...stands] }),
    write: async ([swap]) => {
      const { owner } = swap?.after ?? editing.after;
      order.push(owner);
      stands.splice(0, stands.length, ...stands.filter((one) => one.owner !== owner), place(owner));
    },
  });
  expect(order).toEqual(["c.example.test", "a.example.test", "b.example.test"]);
});

describe("a listing that may be late by a time that nobody tells", () => {
  const latePausesMs = [500, 1_000];
  const [before, after] = [[txt("theirs")], [txt("theirs", OURS)]];

  it("is looked at again until it shows the write", async () => {
    const { thrown, told } = await run({ listings: [before, before, after], latePausesMs });
    expect(thrown).toBeUndefined();
    expect(told.map((line) => line.replace(/ at \d+$/, ""))).toEqual(["read", "write 1", "read", "read"]);
  });

  it("is not believed against a write that the host has confirmed, and nothing is written twice", async () => {
    const { thrown, told, written } = await run({
      listings: [before, before, before, before],
      latePausesMs,
    });
    expect([thrown, written]).toEqual([undefined, 1]);
    expect(told.filter((line) => line.startsWith("write"))).toHaveLength(1);
  });

  it("without such a time says that the write is gone", async () => {
    const { thrown } = await run({ listings: [before, before] });
    expect(thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { written: true } });
  });
});

describe("a checked swap at a host without transactions", () => {
  const other = parseDomainName("_dmarc.mail.example.test");
  const dmarc: RRset = { owner: other, type: "TXT", ttl: 300, values: ["v=DMARC1; p=none"] };
  const swaps: readonly Swap[] = [swap, { before: undefined, after: dmarc }];
  const goal = [txt("theirs", OURS), dmarc];

  async function oneByOne(
    listings: readonly (readonly RRset[])[],
    write: (count: number) => Promise<void> = async () => {},
  ) {
    const clock = createVirtualClock(0);
    const outcome = createWriteOutcome();
    const told: string[] = [];
    const left = [...listings];
    let writes = 0;
    const attempt = checkedSwap({
      swaps,
      options: {},
      outcome,
      oneByOne: true,
      context: { clock, admit: admitAll },
      lag: createReadLag(clock, 30_000),
      read: async () => {
        told.push(`read at ${clock.now()}`);
        return { rrsets: left.shift() ?? [] };
      },
      write: async (open) => {
        writes += 1;
        told.push(`write ${open.map((one) => one.after?.owner).join()} at ${clock.now()}`);
        await write(writes);
      },
    });
    const thrown: unknown = await clock.drive(
      attempt.then(
        () => undefined,
        (error: unknown) => outcome.report(error),
      ),
    );
    return { thrown, told, written: outcome.written };
  }

  it("writes one after the other, and reads all of them back after one wait", async () => {
    const course = await oneByOne([[txt("theirs")], goal]);
    expect(course).toMatchObject({ thrown: undefined, written: 2 });
    expect(course.told).toEqual(["read at 0", `write ${owner} at 0`, `write ${other} at 0`, "read at 30000"]);
  });

  it("ends at a refusal, and says that what was written before may stand", async () => {
    const refuseSecond = (count: number) => (count === 2 ? failure("VALUE_REJECTED")() : Promise.resolve());
    const course = await oneByOne([[txt("theirs")]], refuseSecond);
    expect(course).toMatchObject({
      thrown: { code: "VALUE_REJECTED", facts: { mayHaveArrived: true } },
      written: 1,
    });
  });

  it("looks before another attempt where one was not answered, and tells what is not sent yet", async () => {
    const loseFirst = () => failure("API_UNAVAILABLE")();
    const done = await oneByOne([[txt("theirs")], [txt("theirs", OURS)]], loseFirst);
    expect(done.thrown).toMatchObject({ code: "API_UNAVAILABLE" });
    expect(done.told).toEqual(["read at 0", `write ${owner} at 0`, "read at 30000"]);
    const undone = await oneByOne([[txt("theirs")], [txt("theirs")]], loseFirst);
    expect(undone.thrown).toMatchObject({ code: "API_UNAVAILABLE" });
  });

  it("tells a race that was lost after one of them was written", async () => {
    const course = await oneByOne([[txt("theirs")], [txt("theirs", OURS, "third"), dmarc]]);
    expect(course.thrown).toMatchObject({ code: "RRSET_CHANGED", facts: { written: true, ours: [OURS] } });
  });
});
