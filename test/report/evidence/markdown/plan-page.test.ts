import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../../../src/events/event.ts";
import { markdownReport } from "../../../../src/report/evidence/markdown/page.ts";
import type { PlanHash } from "../../../../src/plan/consent/plan.ts";
import { joinHashes } from "../../../../src/plan/consent/plan-hash.ts";
import { expectGolden } from "../../golden.ts";
import { name, PLAN } from "../../recording.ts";

const HASH: PlanHash = `sha256:0123456789abcdef-0123456789abcdef-${"0123456789abcdef".repeat(2)}`;
const OTHER_HASH: PlanHash = `sha256:ffffffffffffffff-0123456789abcdef-${"0123456789abcdef".repeat(2)}`;
const DOMAINS = ["mail.example.test", "news.example.test", "shop.example.test"];
const bytes = (text: string) => Buffer.byteLength(text, "utf8");
const unfolded = (page: string) => page.slice(0, page.indexOf("<details>"));
const planOf = (domain: string, hash: string = HASH): readonly OnboardEvent[] =>
  JSON.parse(
    JSON.stringify(PLAN).replaceAll("mail.example.test", name(domain)).replaceAll(HASH, hash),
  ) as OnboardEvent[];
const started = (more: object): readonly OnboardEvent[] =>
  PLAN.map((event) => (event.type === "run.started" ? { ...event, ...more } : event));
const together = (domains: readonly string[], more: object = {}): readonly OnboardEvent[] =>
  domains
    .flatMap((domain) => planOf(domain))
    .map((event) => (event.type === "run.started" ? { ...event, operands: domains, ...more } : event));
const THREE = together(DOMAINS);

describe("the page of somebody who has to approve a plan", () => {
  it("has unfolded what is irreversible, what follows, each value, each warning, command and hash", () => {
    const page = unfolded(markdownReport(PLAN));
    expect(page).toContain("> [!CAUTION]\n> **An identity to create:** `mail.example.test`");
    expect(page).toContain("that is irreversible");
    expect(page).toContain("`<label>._domainkey.mail.example.test`");
    expect(page).toContain("- v=spf1 include:_spf.google.com -all\n+ v=spf1 include:_spf.google.com ");
    expect(page).toContain("\n  google-site-verification=abc123\n");
    expect(page).toContain("> [!WARNING]\n> The SPF record of `mail.example.test`");
    expect(page).toContain("> [!NOTE]\n> `mail.example.test` receives mail at `5 mx.example.net`");
    expect(page).toContain(`\`\`\`sh\nses-onboard run --plan-hash ${HASH} mail.example.test\n\`\`\``);
  });

  it("says nothing of servers and of SES's view, which a plan has not asked", () => {
    const page = markdownReport(PLAN);
    expect(page).not.toContain("| servers |");
    expect(page).not.toContain("not asked");
  });

  it("tells the inputs of the step that carries it out, where a workflow shows it", () => {
    const given = [
      { option: "mx", values: ["add"], by: "flag" },
      { option: "tag", values: ["team=mail", "x=1"], by: "flag" },
    ];
    const page = markdownReport(started({ inAction: true, given, operands: ["mail.example.test"] }));
    expect(page).toContain(
      [
        "```yaml",
        "with:",
        "  command: run",
        "  domain: mail.example.test",
        "  mx: add",
        "  tag: team=mail x=1",
        `  plan-hash: ${HASH}`,
        "```",
      ].join("\n"),
    );
    expect(page).not.toContain("```sh");
  });

  it("creates nothing where the identity is there, and then says nothing of a key to follow", () => {
    const page = markdownReport(
      PLAN.map((event) => {
        return event.type === "plan.ready" ? { ...event, creates: false } : event;
      }),
    );
    expect(page).not.toContain("irreversible");
    expect(page).not.toContain("<label>");
  });

  it("begins with a table for several domains, and has each plan unfolded", () => {
    const page = markdownReport(THREE);
    const inputs = together(["a.example.test", "b.example.test"], { inAction: true });
    expect(markdownReport(inputs)).toContain("\n  domain: a.example.test b.example.test\n");
    expectGolden("evidence-plans.md", page);
    expect(unfolded(page).match(/^### · /gm)).toHaveLength(3);
    const joined = joinHashes(new Map(DOMAINS.map((domain) => [name(domain), HASH]))) ?? "";
    expect(unfolded(page)).toContain(`\n\nPlan hash: \`${joined}\`\n`);
    expect(unfolded(page)).toContain(`\nses-onboard run --plan-hash ${joined} ${DOMAINS.join(" ")}\n`);
    expect(page).toContain("3 identities to create and 3 record sets to write, DKIM apart.");
  });

  it("has a command for each that was planned, where others failed", () => {
    const failed = planOf("shop.example.test").map((event) =>
      event.type === "result" ? { ...event, state: "failed" as const, planHash: null } : event,
    );
    const page = markdownReport([...PLAN, ...planOf("news.example.test", OTHER_HASH), ...failed]);
    expect(page).toContain(
      `\nses-onboard run --plan-hash ${HASH} mail.example.test\nses-onboard run --plan-hash ${OTHER_HASH} news.example.test\n`,
    );
  });

  it("names no file of a runner that is gone, but one at a terminal", () => {
    const given = [{ option: "out", values: ["/tmp/a/plan.json"], by: "flag" }];
    const operands = ["mail.example.test"];
    const inputs = markdownReport(started({ given, operands, inAction: true }));
    expect(unfolded(inputs)).not.toContain("/tmp");
    expect(unfolded(inputs)).toContain(`  plan-hash: ${HASH}`);
    expect(markdownReport(started({ given, operands }))).toContain(
      "\nses-onboard run --plan /tmp/a/plan.json mail.example.test\n",
    );
  });
});

describe("where it would be too long", () => {
  const many = together(Array.from({ length: 60 }, (_, index) => `mail${index}.example.test`));
  const essential = (page: string) => unfolded(`${page}<details>`).replace(/\n_Shortened[^]*/, "");

  it("keeps all that is to be approved, and leaves out the rest", () => {
    const whole = markdownReport(THREE);
    const page = markdownReport(THREE, { mostBytes: bytes(unfolded(whole)) + 200 });
    expect(essential(page).trim()).toBe(unfolded(whole).trim());
    expect(page).toContain("Shortened");
    expect(page).not.toContain("<details>");
  });

  it.each([2_000, 10_000, 60_000])(
    "says at %i bytes which domains have no room, and names all in the table as far as it goes",
    (mostBytes) => {
      const page = markdownReport(many, { mostBytes });
      expect(bytes(page)).toBeLessThanOrEqual(mostBytes);
      expect(page).toMatch(/Shortened|the record sets and warnings of `mail\d+\.example\.test`/);
      expect(page.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0);
    },
  );

  it("keeps the command and every identity at 60,000 bytes", () => {
    const page = markdownReport(many, { mostBytes: 60_000 });
    expect(page).toContain("mail0.example.test mail1.example.test");
    expect(page).toContain("| `mail59.example.test` |");
    expect(page).toContain("irreversible");
  });

  it("counts the values that stay of a long set, and shows each that changes", () => {
    const values = Array.from({ length: 400 }, (_, index) => `verification-${index}=${"x".repeat(200)}`);
    const long = JSON.parse(
      JSON.stringify(PLAN).replaceAll(
        '"google-site-verification=abc123"',
        values.map((value) => JSON.stringify(value)).join(","),
      ),
    ) as OnboardEvent[];
    const page = markdownReport(long, { mostBytes: 60_000 });
    expect(page).toContain("… and 397 more values that stay as they are");
    expect(page).toContain("+ v=spf1 include:_spf.google.com include:qcloudmail.com -all");
    expect(page).toContain(HASH);
  });
});
