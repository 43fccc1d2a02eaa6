import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Lookup, Question } from "../../../src/dns/observation.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import { proveSpf, type SpfLookup } from "../../../src/plan/spf/prove.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { requirement } from "../support.ts";

const D = parseDomainName("mail.example.com");

type World = Readonly<Record<string, readonly string[] | Lookup["kind"]>>;

/** A world of `TYPE name` → values; what is not in it does not exist. Keeps what it was asked. */
function lookupIn(world: World): SpfLookup & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup = async ({ owner, type }: Question): Promise<Lookup> => {
    asked.push(`${type} ${owner}`);
    const found = world[`${type} ${owner}`] ?? "nxdomain";
    if (typeof found !== "string")
      return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values: found } };
    return found === "failed"
      ? { kind: "failed", because: "no server answered" }
      : { kind: found as "nodata" };
  };
  return Object.assign(lookup, { asked });
}

function includes(count: number): World {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`TXT i${index}.example`, ["v=spf1 ip4:192.0.2.1 -all"]]),
  );
}

function recordWith(count: number): string {
  return `v=spf1 ${Array.from({ length: count }, (_, index) => `include:i${index}.example`).join(" ")} -all`;
}

/** SES's senders, as far as a record lists them. */
const SES = requirement("TXT", D, "v=spf1 include:ses.example ~all");
const SES_WORLD: World = { "TXT ses.example": ["v=spf1 ip4:203.0.113.0/24 -all"] };

function planOf(record: string, action: RecordPlan["action"]): RecordPlan {
  const after = { owner: D, type: "TXT", ttl: 300, values: ["other", record] };
  return { record: SES, action, before: after, after, warnings: [] };
}

/** What is said of a record that is not changed. */
async function warningsOf(record: string, world: World): Promise<readonly Warning[]> {
  const { warnings } = await proveSpf(planOf(record, "unchanged"), lookupIn({ ...SES_WORLD, ...world }));
  return warnings;
}

async function namesOf(record: string, world: World): Promise<readonly string[]> {
  return (await warningsOf(record, world)).map(({ warning }) => warning);
}

/** What refuses a record that is to be written. */
async function refusalOf(record: string, world: World): Promise<unknown> {
  try {
    await proveSpf(planOf(record, "merged"), lookupIn({ ...SES_WORLD, ...world }));
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("a record that is to be written", () => {
  it("counts what costs a lookup, and nothing else", async () => {
    const world = {
      ...includes(8),
      "TXT i0.example": ["v=spf1 a mx ip4:192.0.2.1 include:i1.example -all"],
      "TXT i1.example": ["other", "v=spf1 exists:%{i}.x.example"],
      "A i0.example": ["192.0.2.1"],
      "MX i0.example": ["10 m.example"],
      "A m0.example": ["192.0.2.1"],
      [`MX ${D}`]: ["10 m.example"],
    };
    const record =
      "v=spf1 ip4:192.0.2.1 ip6:::1 include:i0.example mx ptr a:m0.example include:i2.example include:i3.example include:ses.example -all";
    expect(await refusalOf(record, world)).toMatchObject({
      code: "SPF_UNMERGEABLE",
      message: expect.stringMatching(
        /: include:i0\.example \(5\), mx \(1\), .* Without SES's term it would be 10\.$/,
      ) as string,
      hint: expect.stringContaining("subdomain") as string,
      facts: {
        record,
        lookups: 11,
        without: 10,
        limit: 10,
        costs: [
          { term: "include:i0.example", lookups: 5 },
          { term: "mx", lookups: 1 },
          { term: "ptr", lookups: 1 },
          { term: "a:m0.example", lookups: 1 },
          { term: "include:i2.example", lookups: 1 },
          { term: "include:i3.example", lookups: 1 },
          { term: "include:ses.example", lookups: 1 },
        ],
      },
    });
  });

  it("is told to be beyond the limit without SES's term, where it is", async () => {
    expect(await refusalOf(recordWith(11), includes(11))).toMatchObject({
      message: expect.stringMatching(/ without SES's term already \(11\)\.$/) as string,
    });
  });

  it("is counted without all of SES's terms", async () => {
    const wanted = requirement("TXT", D, "v=spf1 include:ses.example include:ses2.example ~all");
    const record = recordWith(9).replace("-all", "include:ses.example include:ses2.example -all");
    const world = { ...SES_WORLD, ...includes(9), "TXT ses2.example": ["v=spf1 ip4:192.0.2.1 -all"] };
    await expect(
      proveSpf({ ...planOf(record, "merged"), record: wanted }, lookupIn(world)),
    ).rejects.toMatchObject({ facts: { lookups: 11, without: 9 } });
  });

  it("may cost ten lookups", async () => {
    expect(await refusalOf(recordWith(10), includes(10))).toBeUndefined();
  });

  it("may hold terms of which a mail decides whether they find nothing", async () => {
    const record = "v=spf1 a:x.example a:y.example exists:%{i}.z.example include:ses.example -all";
    expect(await refusalOf(record, {})).toBeUndefined();
  });

  it("is refused when SES's own term has lookups that find nothing", async () => {
    const world = { "TXT ses.example": ["v=spf1 a:x.example -all"] };
    const record = "v=spf1 a:y.example a:z.example include:ses.example -all";
    expect(await refusalOf(record, world)).toMatchObject({
      code: "SPF_UNMERGEABLE",
      message: expect.stringMatching(/ 3 lookups that find nothing, .* it would be 2\.$/) as string,
      facts: { voids: 3, without: 2, limit: 2 },
    });
    // They are there without it: that is told, and for its owner to mend.
    expect(await refusalOf(`v=spf1 a:w.example ${record.slice(7)}`, world)).toBeUndefined();
    // And where nothing else costs a lookup, no other record would have fewer of them.
    const alone = { "TXT ses.example": ["v=spf1 a:x.example a:y.example a:z.example -all"] };
    expect(await refusalOf("v=spf1 include:ses.example -all", alone)).toBeUndefined();
  });

  it("ends on a tree without end", async () => {
    let questions = 0;
    const lookup = async ({ owner, type }: Question): Promise<Lookup> => {
      questions += 1;
      const values = [`v=spf1 include:a.${owner} include:b.${owner} -all`];
      return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values } };
    };
    await expect(proveSpf(planOf("v=spf1 include:x.example -all", "created"), lookup)).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
    });
    expect(questions).toBe(40);
    const { warnings } = await proveSpf(planOf("v=spf1 include:x.example -all", "unchanged"), lookup);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        warning: "spf-not-counted",
        because: "more than 40 lookups would be needed to count",
      }),
    );
  });
});

describe("a record that stands", () => {
  it.each(["unchanged", "kept"] as const)(
    "is told to be over the limit and never refused: %s",
    async (action) => {
      const { warnings } = await proveSpf(planOf(recordWith(11), action), lookupIn(includes(11)));
      expect(warnings).toEqual([{ warning: "spf-lookups", owner: D, count: 11, without: 11 }]);
    },
  );

  it("is told whether it was over the limit without SES's term", async () => {
    const [first] = await warningsOf(
      recordWith(10).replace("-all", "include:ses.example -all"),
      includes(10),
    );
    expect(first).toMatchObject({ warning: "spf-senders-fail", because: "lookups", at: "11", without: 10 });
  });

  it("follows redirect only where there is no all, after everything else, and nothing behind all", async () => {
    const world = { "TXT r.example": ["v=spf1 include:gone.example -all"] };
    expect(await namesOf("v=spf1 redirect=r.example include:ses.example", world)).toEqual([
      "spf-term-broken",
    ]);
    const lookup = lookupIn(world);
    await proveSpf(planOf("v=spf1 redirect=r.example -all a mx include:r.example", "unchanged"), lookup);
    expect(lookup.asked).toEqual([]);
  });

  it("looks up the names that macros give for the name itself, in an include for its own", async () => {
    const lookup = lookupIn({
      [`TXT ${D}.x.example`]: ["v=spf1 exists:%{o}.%{d1r}.y.example ~all"],
      "A mail.example.com.mail.y.example": ["127.0.0.2"],
      "TXT example.com.z.example": ["v=spf1 -all"],
    });
    const record = "v=spf1 include:%{d}.x.example exists:%{i}.y.example redirect=%{d2}.z.example";
    expect((await proveSpf(planOf(record, "unchanged"), lookup)).warnings).toEqual([]);
    expect(lookup.asked).toEqual([
      `TXT ${D}.x.example`,
      "TXT example.com.z.example",
      "A mail.example.com.mail.y.example",
    ]);
  });

  it("says of a name that its macros make impossible what is wrong with it", async () => {
    expect(await warningsOf("v=spf1 exists:%{d}..x.example -all", {})).toMatchObject([
      { warning: "spf-term-broken", because: "target", detail: expect.stringContaining("empty label") },
    ]);
  });

  it("asks for each name as a domain name, whatever its spelling", async () => {
    const lookup = lookupIn({});
    await proveSpf(planOf("v=spf1 include:_SPF.Example. -all", "unchanged"), lookup);
    expect(lookup.asked).toEqual(["TXT _spf.example"]);
  });

  it.each([
    ["no-record", {}, { "TXT i.example": ["hello"] }],
    ["no-record", {}, {}],
    ["two-records", {}, { "TXT i.example": ["v=spf1 -all", "v=spf1 a -all"] }],
    [
      "syntax",
      { detail: '"nonsense": it is no mechanism of SPF' },
      { "TXT i.example": ["v=spf1 nonsense -all"] },
    ],
  ] as const)("says %s when receivers would give up on an include", async (because, more, world) => {
    expect(await warningsOf("v=spf1 include:i.example -all", world)).toEqual([
      { warning: "spf-term-broken", owner: D, at: D, term: "include:i.example", because, ...more },
    ]);
  });

  it("says that it includes itself, whatever stands there now", async () => {
    expect(await warningsOf(`v=spf1 include:${D} -all`, {})).toEqual([
      { warning: "spf-term-broken", owner: D, at: D, term: `include:${D}`, because: "loop" },
    ]);
  });

  it("asks nothing for ptr, which depends on the mail", async () => {
    const lookup = lookupIn({});
    await proveSpf(planOf("v=spf1 ptr -all", "unchanged"), lookup);
    expect(lookup.asked).toEqual([]);
  });

  it("may name a host of more than ten addresses", async () => {
    const addresses = Array.from({ length: 11 }, (_, index) => `192.0.2.${index}`);
    expect(await warningsOf("v=spf1 a:h.example -all", { "A h.example": addresses })).toEqual([]);
  });

  it("says where in the tree the term stands that is broken", async () => {
    const world = {
      "TXT i.example": ["v=spf1 include:j.example"],
      "TXT j.example": ["v=spf1 include:a.exampleinclude:b.example include:i.example"],
    };
    const common = { warning: "spf-term-broken", owner: D, at: "j.example" };
    expect(await warningsOf("v=spf1 include:i.example -all", world)).toEqual([
      {
        ...common,
        term: "include:a.exampleinclude:b.example",
        because: "target",
        detail: 'a space is missing in front of "include:b.example"',
      },
      { ...common, term: "include:i.example", because: "loop" },
    ]);
  });

  it("says so when more than ten exchangers would have to be looked up, its own ones too", async () => {
    const exchanges = Array.from({ length: 11 }, (_, index) => `10 m${index}.example`);
    const fault = { warning: "spf-term-broken", owner: D, at: D, because: "too-many-mx" };
    const addresses = exchanges.map((exchange) => [`A ${exchange.slice(3)}`, ["192.0.2.1"]] as const);
    const world: World = {
      ...Object.fromEntries(addresses),
      "MX m.example": exchanges,
      [`MX ${D}`]: exchanges,
      "MX ten.example": exchanges.slice(1),
    };
    expect(await warningsOf("v=spf1 mx:m.example mx mx:ten.example -all", world)).toEqual([
      { ...fault, term: "mx:m.example" },
      { ...fault, term: "mx" },
    ]);
  });

  it("doesn't read a failed lookup as nothing there, and gives no verdict by it", async () => {
    const world: World = { "TXT i.example": "failed", "A h.example": "failed", "TXT ses.example": "failed" };
    expect(await namesOf("v=spf1 include:i.example a:h.example include:ses.example -all", world)).toEqual(
      Array.from({ length: 3 }, () => "spf-not-counted"),
    );
  });

  it("counts a void lookup only when the name has addresses of neither family", async () => {
    const world: World = {
      "A six.example": "nodata",
      "AAAA six.example": ["2001:db8::1"],
      "A none.example": "nodata",
      "AAAA none.example": "nodata",
      "MX m.example": "nodata",
    };
    expect(
      await warningsOf("v=spf1 a:six.example a:none.example mx:m.example exists:gone.example -all", world),
    ).toEqual([{ warning: "spf-void-lookups", owner: D, count: 3, upTo: 3, without: 3 }]);
  });

  it("is counted whole within the limit, also where each lookup takes two questions", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `six${index}.example`);
    const world = Object.fromEntries(
      names.flatMap((name): [string, World[string]][] => [
        [`A ${name}`, "nodata"],
        [`AAAA ${name}`, ["2001:db8::1"]],
      ]),
    );
    expect(await warningsOf(`v=spf1 ${names.map((name) => `a:${name}`).join(" ")} -all`, world)).toEqual([]);
  });

  it("counts an include as void where nothing stands at its name, and not where another text does", async () => {
    const record = "v=spf1 include:a.example include:b.example include:c.example -all";
    const broken = Array.from({ length: 3 }, () => "spf-term-broken");
    expect(await namesOf(record, {})).toEqual([...broken, "spf-void-lookups"]);
    expect(await namesOf(record, { "TXT c.example": ["hello"] })).toEqual(broken);
  });

  it("counts the exchangers that have no address, and says once where some can't be looked up", async () => {
    const world: World = {
      "MX m.example": ["10 a.example", "10 b.example", "20 c.example", "20 six.example", "0 ."],
      "A a.example": ["192.0.2.1"],
      "A six.example": "nodata",
      "AAAA six.example": ["2001:db8::1"],
    };
    expect(await warningsOf("v=spf1 mx:m.example a:gone.example -all", world)).toEqual([
      { warning: "spf-void-lookups", owner: D, count: 3, upTo: 3, without: 3 },
    ]);
    const silent = { ...world, "A b.example": "failed", "A c.example": "failed" } as const;
    expect(await namesOf("v=spf1 mx:m.example -all", silent)).toEqual(["spf-not-counted"]);
  });

  it("looks up the exchangers of ten MX, and counts no lookup for them", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `m${index}.example`);
    const hosts = (name: string) => Array.from({ length: 10 }, (_, index) => `h${index}.${name}`);
    const world: World = Object.fromEntries(
      names.flatMap((name) => [
        [`MX ${name}`, hosts(name).map((host) => `10 ${host}`)],
        ...hosts(name).map((host) => [`A ${host}`, ["192.0.2.1"]] as const),
      ]),
    );
    const record = `v=spf1 ${names.map((name) => `mx:${name}`).join(" ")} -all`;
    expect(await warningsOf(record, world)).toEqual([]);
  });

  it("asks for an IPv4 address alone behind exists, as receivers do", async () => {
    const lookup = lookupIn({ "A x.example": "nodata", "AAAA x.example": ["2001:db8::1"] });
    await proveSpf(planOf("v=spf1 exists:x.example -all", "unchanged"), lookup);
    expect(lookup.asked).toEqual(["A x.example"]);
  });

  it("counts the voids of the name's own addresses and MX, and of terms that depend on the mail as possible", async () => {
    const record = "v=spf1 a mx exists:%{i}.x.example exists:%{l}.y.example include:%{i}.z.example -all";
    expect(await warningsOf(record, {})).toEqual([
      { warning: "spf-void-lookups", owner: D, count: 2, upTo: 4, without: 4 },
    ]);
  });

  it.each([
    ["v=spf1 a:x.example +all", {}, D, "+all"],
    ["v=spf1 all", {}, D, "all"],
    ["v=spf1 include:i.example -all", { "TXT i.example": ["v=spf1 all"] }, "i.example", "all"],
    ["v=spf1 redirect=i.example", { "TXT i.example": ["v=spf1 +ALL"] }, "i.example", "+ALL"],
  ] as const)("says that everybody may send: %s", async (record, world, at, term) => {
    expect(await warningsOf(record, { ...world, "A x.example": ["192.0.2.1"] })).toEqual([
      { warning: "spf-passes-all", owner: D, at, term },
    ]);
  });

  it("doesn't say so where the include's pass means something else, be it further up", async () => {
    const world = { "TXT i.example": ["v=spf1 include:j.example -all"], "TXT j.example": ["v=spf1 all"] };
    expect(await warningsOf("v=spf1 ?include:i.example -all", world)).toEqual([]);
    expect(await warningsOf("v=spf1 ?include:i.example -all", { "TXT i.example": ["v=spf1 all"] })).toEqual(
      [],
    );
  });
});

describe("whether SES's senders pass in the worst case", () => {
  const eleven = includes(11);
  const terms = recordWith(11).slice("v=spf1 ".length, -" -all".length);

  it.each([
    [
      "the limit is passed in front of them",
      `v=spf1 ${terms} include:ses.example -all`,
      eleven,
      "lookups",
      "12",
    ],
    [
      "a term in front of them is broken",
      "v=spf1 include:gone.example include:ses.example -all",
      {},
      "term",
      "include:gone.example",
    ],
    [
      "their own record is gone",
      "v=spf1 include:ses.example -all",
      { "TXT ses.example": "nxdomain" },
      "term",
      "include:ses.example",
    ],
    [
      "three lookups in front of them find nothing",
      "v=spf1 a:x.example a:y.example exists:z.example include:ses.example -all",
      {},
      "void-lookups",
      "3",
    ],
    [
      "three exchangers in front of them have no address",
      "v=spf1 mx include:ses.example -all",
      { [`MX ${D}`]: ["10 m0.example", "10 m1.example", "10 m2.example"] },
      "void-lookups",
      "3",
    ],
  ] as const)("is denied where %s", async (_why, record, world, because, at) => {
    const told = await warningsOf(record, world);
    expect(told).toContainEqual(
      expect.objectContaining({ warning: "spf-senders-fail", owner: D, because, at }),
    );
    // One cause, one warning.
    expect(told.map(({ warning }) => warning)).not.toContain(`spf-${because}`);
  });

  it.each([
    ["the limit is passed behind them", `v=spf1 include:ses.example ${terms} -all`, eleven],
    ["a term behind them is broken", "v=spf1 include:ses.example include:a.example,b.example -all", {}],
    ["the voids are behind them", "v=spf1 include:ses.example a:x.example a:y.example a:z.example -all", {}],
    ["a redirect in front of them is broken", "v=spf1 redirect=gone.example include:ses.example", {}],
    [
      "it depends on the mail whether lookups in front of them find anything",
      "v=spf1 exists:%{i}.x.example exists:%{l}.y.example exists:%{s}.z.example include:ses.example -all",
      {},
    ],
    ["they are not listed", "v=spf1 include:gone.example -all", {}],
    [
      "a lookup in front of them failed",
      "v=spf1 include:i.example include:ses.example -all",
      { "TXT i.example": "failed" },
    ],
  ] as const)("is not denied where %s, which is told", async (_why, record, world) => {
    const names = await namesOf(record, world);
    expect(names).toHaveLength(1);
    expect(names).not.toContain("spf-senders-fail");
  });
});

it("a limit that is passed behind SES's senders is told apart from the term in front of them that is broken", async () => {
  const record = recordWith(11).replace("v=spf1", "v=spf1 include:gone.example include:ses.example");
  expect(await warningsOf(record, includes(11))).toMatchObject([
    { warning: "spf-term-broken" },
    { warning: "spf-lookups", count: 13, without: 12 },
    { warning: "spf-senders-fail" },
  ]);
  expect((await warningsOf(record, includes(11))).at(-1)).toEqual({
    warning: "spf-senders-fail",
    owner: D,
    because: "term",
    at: "include:gone.example",
  });
});

it("SES's senders pass where two lookups in front of them find nothing", async () => {
  expect(await namesOf("v=spf1 a:x.example a:y.example include:ses.example -all", {})).toEqual([]);
});

it("an explanation beside SES's senders is not asked of a record that holds them", async () => {
  const wanted = requirement("TXT", D, "v=spf1 include:ses.example exp=why.example ~all");
  const plan = planOf("v=spf1 include:gone.example include:ses.example -all", "kept");
  const { warnings } = await proveSpf({ ...plan, record: wanted }, lookupIn(SES_WORLD));
  expect(warnings).toContainEqual(expect.objectContaining({ warning: "spf-senders-fail" }));
});

it("SES's senders pass where their own term is the tenth lookup", async () => {
  const record = recordWith(9).replace("-all", "include:ses.example -all");
  expect(await namesOf(record, includes(9))).toEqual([]);
});

it("counts up to the last of SES's terms", async () => {
  const record = "v=spf1 include:ses.example include:gone.example include:ses2.example -all";
  const wanted = requirement("TXT", D, "v=spf1 include:ses.example include:ses2.example ~all");
  const world = { ...SES_WORLD, "TXT ses2.example": ["v=spf1 ip4:192.0.2.1 -all"] };
  const { warnings } = await proveSpf({ ...planOf(record, "kept"), record: wanted }, lookupIn(world));
  expect(warnings).toContainEqual({
    warning: "spf-senders-fail",
    owner: D,
    because: "term",
    at: "include:gone.example",
  });
});

it("nothing is said of SES's senders where one of its terms is missing", async () => {
  const record = "v=spf1 include:gone.example include:ses.example -all";
  const wanted = requirement("TXT", D, "v=spf1 include:ses.example include:ses2.example ~all");
  const plan = { ...planOf(record, "kept"), record: wanted };
  const { warnings } = await proveSpf(plan, lookupIn(SES_WORLD));
  expect(warnings.map(({ warning }) => warning)).toEqual(["spf-term-broken"]);
});

describe("looking up", () => {
  it("lets an abort through", async () => {
    const reason = new Error("stop");
    await expect(
      proveSpf(planOf("v=spf1 include:x.example", "unchanged"), async () => Promise.reject(reason)),
    ).rejects.toBe(reason);
  });

  it("doesn't take a failure of ours below an include for a fault of the include", async () => {
    const failure = new OnboardError("NOT_OBSERVABLE", "Nothing can be seen from here.", {
      hint: "Run again.",
    });
    const world = lookupIn({ "TXT i.example": ["v=spf1 a:h.example"] });
    const lookup: SpfLookup = async (question) =>
      question.type === "A" ? Promise.reject(failure) : world(question);
    await expect(proveSpf(planOf("v=spf1 include:i.example", "unchanged"), lookup)).rejects.toBe(failure);
  });
});
