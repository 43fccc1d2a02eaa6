import * as fc from "fast-check";
import { dmarc } from "mailauth/lib/dmarc/index.js";
import { beforeAll, expect, it } from "vitest";
import {
  discover,
  dmarcNamesAbove,
  organisationOf,
  type InForce,
} from "../../../src/plan/dmarc/discovery.ts";
import { inheritanceOf } from "../../../src/plan/dmarc/inheritance.ts";
import type { DmarcPolicy } from "../../../src/plan/dmarc/dmarc.ts";
import { dmarcToPublish } from "../../../src/plan/dmarc/publish.ts";
import { ADDRESSES, trees, withoutOwn, type Tree } from "../../plan/dmarc/trees.ts";
import { describeTools } from "../../support/node24/describe-tools.ts";
import { askTool } from "../../support/node24/tools.ts";

// Two evaluators of somebody else's judge what we find and what we publish: mailauth 7.1 by RFC 9989 (on Node 24,
// as a child), mailauth 4 by RFC 7489. Grade: real programs, over DNS answers of our own. `npm run oracle:dmarc`
// takes 10,000 trees; DMARC_SEED repeats a run.

const COUNT = Number(process.env["DMARC_TREES"] ?? 1_000);
const SEED = Number(process.env["DMARC_SEED"] ?? Date.now() % 2 ** 31);
const SES = "v=DMARC1; p=none";

/** What an evaluator finds in force; undefined: no policy. */
interface Verdict {
  readonly policy: DmarcPolicy;
  readonly domain: string;
  /** The record asks for one step less. */
  readonly trial: boolean;
  /** Of `adkim` and `aspf` those that are to be strict. */
  readonly strict: readonly string[];
}

/** The program's answer (tools/node24/judge-dmarc.mjs). */
interface Answer {
  readonly policy?: DmarcPolicy;
  readonly said?: DmarcPolicy;
  readonly domain?: string;
  readonly organisation: string;
  readonly text?: string;
  readonly strict: readonly string[];
  readonly asked: readonly string[];
}

const NONE_IN_FORCE: Verdict = { policy: "none", domain: "", trial: false, strict: [] };
const STRICTNESS = { none: 0, quarantine: 1, reject: 2 };

/** Where mailauth 7.1 is not what RFC 9989 says. The comparison is with what the RFC says instead (`judgeAll`). */
const DEVIATIONS_OF_7 = [
  {
    title: "psd=y ends the walk at the starting name, too, so that the name is its own organisational domain",
    section: "RFC 9989 section 4.10 step 2: there only psd=n does",
    name: "mail.example.test",
    levels: {
      "mail.example.test": ["v=DMARC1; p=reject; psd=y"],
      "example.test": ["v=DMARC1; p=none"],
    },
    says: { policy: "reject", organisation: "mail.example.test" },
    ours: { policy: "reject", organisation: "example.test" },
  },
  {
    title: "sp without an equals sign is an invalid sp, and makes an end of the policy",
    section: "RFC 6376 section 3.2: that is no tag",
    name: "mail.example.test",
    levels: { "example.test": ["v=DMARC1; p=reject; sp"] },
    says: { policy: undefined, organisation: "example.test" },
    ours: { policy: "reject", organisation: "example.test" },
  },
] as const;

/**
 * Where mailauth 4 is not what RFC 7489 says. The comparison is with what the RFC says instead (`beforeOf`).
 */
const DEVIATIONS_OF_4 = [
  {
    title: "two records at the name: it goes on to the organisational domain",
    section: "RFC 7489 section 6.6.3 step 5: discovery ends",
    name: "mail.example.test",
    levels: {
      "mail.example.test": ["v=DMARC1; p=none", "v=DMARC1; p=none"],
      "example.test": ["v=DMARC1; p=reject"],
    },
    says: "reject",
    ours: undefined,
  },
  {
    title: "it knows no blank around the equals sign of the version",
    section: 'RFC 7489 section 6.4: `"v" *WSP "=" *WSP`',
    name: "mail.example.test",
    levels: { "example.test": ["v = DMARC1; p=reject"] },
    says: undefined,
    ours: "reject",
  },
  {
    title: "it takes `v=DMARC1 p=reject` and the like for a version, since DMARC1 ends a word there",
    section: "RFC 7489 section 6.6.3 step 2: what begins with another version is dropped",
    name: "mail.example.test",
    levels: { "example.test": ["v=DMARC1 p=none; p=reject"] },
    says: "reject",
    ours: undefined,
  },
  {
    title: "it takes the value of p as it is written",
    section: "RFC 7489 section 6.4: literals of ABNF, in any case, with blanks around the equals sign",
    name: "mail.example.test",
    levels: { "example.test": ["v=DMARC1; p = Reject"] },
    says: " Reject",
    ours: "reject",
  },
  {
    title: "it passes on an invalid policy",
    section: "RFC 7489 section 6.6.3 step 6: none where reports are asked for, else no policy",
    name: "mail.example.test",
    levels: { "example.test": ["v=DMARC1; p=reject; sp=rejects; rua=mailto:a@b.example"] },
    says: "rejects",
    ours: "none",
  },
] as const;

/**
 * What the RFCs have receivers drop, and receivers read: by both versions of mailauth, and by us, since a weaker
 * policy in our record would be a change for those receivers. mailauth's strict mode is the RFC's word.
 */
const READ_THOUGH_INVALID = [
  ["a tag twice: the last counts", "RFC 6376 section 3.2: the list is invalid", "v=DMARC1; p=none; p=reject"],
  ["a tag in capitals", "RFC 6376 section 3.2: case counts, so this is another tag", "v=DMARC1; P=reject"],
] as const;

/** What neither drops in its strict mode either, although the grammar has no room for it. */
const READ_THOUGH_UNGRAMMATICAL = [
  "v=DMARC1;; p=reject",
  "v=DMARC1; foo; p=reject",
  "v=DMARC1; p=reject; rua:mailto:a@b.example",
  "v=DMARC1; a-b=c; p=reject",
  "v=DMARC1; p=reject; =x",
  ' v=DMARC1; p=reject; rua=mailto:a@b.example"',
];

describeTools("DMARC in force, judged by mailauth 7.1 (RFC 9989) and mailauth 4 (RFC 7489)", () => {
  const sample = fc.sample(trees(), { numRuns: COUNT, seed: SEED });
  const above = sample.map(withoutOwn);
  let found: readonly Judged[] = [];
  let inherited: readonly Judged[] = [];

  beforeAll(async () => {
    [found, inherited] = [await judgeAll(sample), await judgeAll(above)];
  }, 300_000);

  it("is found by both ways as they find it", () => {
    const differing = found.flatMap(({ tree, now, before }) => {
      const { name, levels } = tree;
      const ours = [verdictOf(discover("9989", name, levels)), verdictOf(discover("7489", name, levels))];
      return same(ours, [now, before]) ? [] : [{ tree, ours, theirs: [now, before] }];
    });
    expect(told(differing)).toEqual([]);
  });

  it("is of every sort in these trees", () => {
    const often = COUNT / 50;
    const count = (of: (judged: Judged) => boolean): number => inherited.filter(of).length;
    expect(count(({ now }) => now?.policy === "reject")).toBeGreaterThan(often);
    expect(count(({ before }) => before?.policy === "reject")).toBeGreaterThan(often);
    expect(count(({ now, before }) => applied(now) > applied(before))).toBeGreaterThan(often);
    expect(count(({ now, before }) => applied(now) < applied(before))).toBeGreaterThan(often);
    expect(count(({ now }) => now?.trial === true)).toBeGreaterThan(often);
  });

  it("has the organisational domain that the tree walk finds", () => {
    const differing = found.filter(
      ({ tree, organisation }) => organisationOf("9989", tree.name, tree.levels) !== organisation,
    );
    expect(told(differing)).toEqual([]);
  });

  it("is looked for where they look while they find nothing, and nowhere else", async () => {
    const names = [...new Set(sample.map(({ name }) => name))].map((name) => ({ name, levels: [] }));
    const differing = (await judgeAll(names)).filter(
      ({ tree: { name }, asked }) => !same([name, ...dmarcNamesAbove(name)].toSorted(), asked.toSorted()),
    );
    expect(told(differing)).toEqual([]);
  });

  it("is published as the stricter of both, in policy and in alignment, neither weaker nor stricter", () => {
    const differing = inherited.flatMap(({ tree, now, before }) => {
      const { chosen } = inheritanceOf(tree.name, tree.levels);
      const published = dmarcToPublish(SES, chosen);
      const wanted = stricterOf(now, before);
      const trial = wanted.policy !== "none" && wanted.trial;
      const says = /^v=DMARC1; p=([a-z]+)/.exec(published)?.[1];
      const strict = ["adkim", "aspf"].filter((tag) => published.includes(`; ${tag}=s`));
      return says === wanted.policy && published.includes("; t=y") === trial && same(strict, wanted.strict)
        ? []
        : [{ tree, published, theirs: [now, before] }];
    });
    expect(told(differing)).toEqual([]);
  });

  it("is what receivers of both kinds find at the name once it is published", async () => {
    const trees = above.map(({ name, levels }) => ({
      name,
      levels: [
        { domain: name, values: [dmarcToPublish(SES, inheritanceOf(name, levels).chosen)] },
        ...levels,
      ],
    }));
    const weaker = (await judgeAll(trees)).flatMap(({ tree, now, before }, index) => {
      const former = inherited[index];
      if (now === undefined || before === undefined || former === undefined) return [{ tree }];
      const isWeaker = isWeakerThan(now, former.now) || isWeakerThan(before, former.before);
      return now.domain !== tree.name || before.domain !== tree.name || isWeaker
        ? [{ tree, now, before }]
        : [];
    });
    expect(told(weaker)).toEqual([]);
  }, 300_000);

  it("differs in this also where the policies agree", () => {
    const differing = inherited.filter(
      ({ now, before }) => applied(now) === applied(before) && !same(strictOf(now), strictOf(before)),
    );
    expect(differing.length).toBeGreaterThan(COUNT / 200);
    for (const { tree } of differing) expect(inheritanceOf(tree.name, tree.levels).agreed).toBe(false);
  });

  it.each(DEVIATIONS_OF_7)("mailauth 7.1 deviates: $title ($section)", ({ name, levels, says, ours }) => {
    const tree = treeOf(name, levels);
    const [answer] = askSeven([tree]);
    expect({ policy: answer?.policy, organisation: answer?.organisation }).toEqual(says);
    const organisation = organisationOf("9989", tree.name, tree.levels);
    expect({ policy: discover("9989", tree.name, tree.levels)?.policy, organisation }).toEqual(ours);
  });

  it.each(DEVIATIONS_OF_4)("mailauth 4 deviates: $title ($section)", async ({ name, levels, says, ours }) => {
    const tree = treeOf(name, levels);
    expect((await askFour(tree)).policy).toBe(says);
    expect(discover("7489", tree.name, tree.levels)?.policy).toBe(ours);
  });

  it.each(READ_THOUGH_INVALID)("receivers read %s (%s)", async (_title, _section, text) => {
    const tree = treeOf("mail.example.test", { "example.test": [text] });
    const [strict, usual] = askSeven([{ ...tree, strict: true }, tree]);
    expect([strict?.policy, usual?.policy, (await askFour(tree)).policy]).toEqual([
      undefined,
      "reject",
      "reject",
    ]);
    expect(inheritanceOf(tree.name, tree.levels).chosen?.policy).toBe("reject");
  });

  it.each(READ_THOUGH_UNGRAMMATICAL)("receivers read %j", async (text) => {
    const tree = treeOf("mail.example.test", { "example.test": [text] });
    const [strict] = askSeven([{ ...tree, strict: true }]);
    expect([strict?.policy, (await askFour(tree)).policy]).toEqual(["reject", "reject"]);
    expect(inheritanceOf(tree.name, tree.levels).chosen?.policy).toBe("reject");
  });
});

const PROGRAM = "judge-dmarc.mjs";

interface Judged {
  readonly tree: Tree;
  readonly now: Verdict | undefined;
  readonly before: Verdict | undefined;
  readonly organisation: string;
  readonly asked: readonly string[];
}

async function judgeAll(trees: readonly Tree[]): Promise<readonly Judged[]> {
  const answers = askSeven(trees.map(asSevenReads));
  return Promise.all(
    trees.map(async (tree, index) => {
      const answer = answers[index];
      if (answer === undefined) throw new Error("a tree without an answer");
      const { organisation, asked } = answer;
      return {
        tree,
        now: nowOf(answer),
        before: await beforeOf(tree),
        organisation,
        asked: [...new Set([...asked, ...(await askFour(tree)).asked])],
      };
    }),
  );
}

/** Without `psd=y` at the starting name, where it says nothing; `sp` without an equals sign is in no tree. */
function asSevenReads({ name, levels }: Tree): Tree {
  const mended = (text: string): string => text.replaceAll(/(?<=;\s*psd\s*=\s*)y(?=\s*(?:;|$))/gi, "u");
  return {
    name,
    levels: levels.map(({ domain, values }) => ({
      domain,
      values: domain === name ? values.map(mended) : values,
    })),
  };
}

function nowOf({ said, domain, text, strict }: Answer): Verdict | undefined {
  if (said === undefined || domain === undefined || text === undefined) return undefined;
  return { policy: said, domain, trial: isTrialIn(text), strict };
}

/**
 * `t=y`. And `pct=0` where there is no `t`: mailauth 7.1 ignores it, as RFC 9989 has it, yet it was the test mode
 * of RFC 7489, and `t=y` is how a new record says so.
 */
function isTrialIn(text: string): boolean {
  const t = lastOf(text, "t");
  return t === undefined ? lastOf(text, "pct") === "0" : t.toLowerCase() === "y";
}

function askSeven(trees: readonly (Tree & { readonly strict?: true })[]): readonly Answer[] {
  return askTool(PROGRAM, trees) as readonly Answer[];
}

interface Four {
  readonly policy: string | undefined;
  readonly text: string | undefined;
  readonly asked: readonly string[];
}

async function askFour({ name, levels }: Pick<Tree, "name" | "levels">): Promise<Four> {
  const asked: string[] = [];
  const resolver = async (owner: string): Promise<string[][]> => {
    const domain = owner.replace(/^_dmarc\./, "");
    asked.push(domain);
    const values = levels.find((level) => level.domain === domain)?.values ?? [];
    if (values.length === 0) throw Object.assign(new Error("nothing there"), { code: "ENODATA" });
    return values.map((value) => [value]);
  };
  const options = { headerFrom: `someone@${name}`, spfDomains: [], dkimDomains: [], resolver };
  const { policy, rr: text } = (await dmarc(options)) as { policy?: string; rr?: string };
  return { policy, text, asked };
}

/** mailauth 4's verdict, with what RFC 7489 says in place of each of its deviations. */
async function beforeOf(tree: Tree): Promise<Verdict | undefined> {
  const read = {
    name: tree.name,
    levels: tree.levels.map((level) => ({ ...level, values: level.values.flatMap(asFourReads) })),
  };
  const own =
    read.levels
      .find(({ domain }) => domain === tree.name)
      ?.values.filter((text) => /^v=dmarc1/i.test(text)) ?? [];
  if (own.length > 1) return undefined;
  const { text, asked } = await askFour(read);
  const domain = asked.at(-1);
  if (text === undefined || domain === undefined) return undefined;
  const [p, sp] = ["p", "sp"].map((name) => lastOf(text, name)?.toLowerCase());
  const found = { domain, trial: isTrialIn(text), strict: strictIn(text) };
  if (isPolicy(p) && (sp === undefined || isPolicy(sp)))
    return { policy: domain === tree.name ? p : (sp ?? p), ...found };
  const asksForReports = ADDRESSES.includes(lastOf(text, "rua") ?? "");
  return asksForReports ? { policy: "none", ...found } : undefined;
}

/** From the text: mailauth 4 knows no blank behind a name and no capital S, RFC 7489 section 6.4 does. */
function strictIn(text: string): readonly string[] {
  return ["adkim", "aspf"].filter((name) => lastOf(text, name)?.toLowerCase() === "s");
}

/** The version without blanks, and nothing that has another one. */
function asFourReads(text: string): readonly string[] {
  const [version = "", ...pieces] = text.trim().split(";");
  const spelled = version.replace(/\s*=\s*/, "=").trim();
  return /^v=dmarc1$/i.test(spelled)
    ? [[spelled, ...pieces].join(";")]
    : [text.replace(/^\s*v=dmarc1/i, "dropped")];
}

function lastOf(text: string, name: string): string | undefined {
  const pieces = text.split(";").map((piece) => piece.trim().split(/\s*=\s*(.*)/s));
  return pieces.findLast((piece) => piece.length > 1 && piece[0]?.toLowerCase() === name)?.[1];
}

function isPolicy(text: string | undefined): text is DmarcPolicy {
  return text !== undefined && Object.hasOwn(STRICTNESS, text);
}

function verdictOf(inForce: InForce | undefined): Verdict | undefined {
  if (inForce === undefined) return undefined;
  const { policy, domain, record, strictAlignment: strict } = inForce;
  return { policy, domain, trial: record.testing || (record.percent === 0 && !record.tags.has("t")), strict };
}

/** The rule: by policy, one on trial below the same one in earnest; and each alignment that either wants strict. */
function stricterOf(now: Verdict | undefined, before: Verdict | undefined): Verdict {
  const rank = ({ policy, trial }: Verdict): number => 2 * STRICTNESS[policy] - (trial ? 1 : 0);
  const [first, second] = [now ?? NONE_IN_FORCE, before ?? NONE_IN_FORCE];
  const strict = ["adkim", "aspf"].filter((tag) => [first, second].some((one) => one.strict.includes(tag)));
  return { ...(rank(second) > rank(first) ? second : first), strict };
}

function isWeakerThan(now: Verdict, former: Verdict | undefined): boolean {
  return applied(now) < applied(former) || strictOf(former).some((tag) => !now.strict.includes(tag));
}

function strictOf(verdict: Verdict | undefined): readonly string[] {
  return verdict?.strict ?? [];
}

/** How strict a policy is as it is applied. */
function applied(verdict: Verdict | undefined): number {
  if (verdict === undefined) return 0;
  return Math.max(0, STRICTNESS[verdict.policy] - (verdict.trial ? 1 : 0));
}

function treeOf(name: string, levels: Readonly<Record<string, readonly string[]>>): Tree {
  return {
    name: name as Tree["name"],
    levels: Object.entries(levels).map(([domain, values]) => ({ domain: domain as Tree["name"], values })),
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The first few, with what repeats them. */
function told(differing: readonly unknown[]): readonly unknown[] {
  return differing
    .slice(0, 3)
    .map((one) => ({ seed: SEED, trees: COUNT, of: differing.length, one: JSON.stringify(one) }));
}
