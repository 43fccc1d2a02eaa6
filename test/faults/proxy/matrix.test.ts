import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitOf } from "../../../src/errors/codes.ts";
import { HOSTS_BY_WAY, type Way } from "../../support/world-behind-proxy.ts";
import { observe, type Observed } from "./cell.ts";
import { CONDITIONS, type Condition } from "./conditions.ts";
import { DNS_HOSTS, tableOf, WAYS, waysWith } from "./table.ts";

// What users run, each host where it really is: a proxy is the only way to it. Where the proxy works, one run for
// each DNS host takes every way out; where it fails, the one way passes it alone, and all else is on loopback.

/** Far above the longest, three tries of 2.5 s: it only has to end. */
const LONGEST_MS = 60_000;
const EACH_HOST = DNS_HOSTS.map(waysWith);

const cells = new Map<Condition, Map<Way, string>>(CONDITIONS.map((condition) => [condition, new Map()]));
const hints = new Map<Condition, Set<string>>(CONDITIONS.map((condition) => [condition, new Set()]));

describe.concurrent("behind a proxy", () => {
  describe.each(CONDITIONS.filter(({ fails }) => fails === undefined))("$title", (condition) => {
    it.each(condition.ways === undefined ? EACH_HOST : [condition.ways])(
      "%s and all else are reached",
      { timeout: LONGEST_MS },
      async (...ways) => {
        const seen = await observe(ways, condition);
        expect(seen.result, seen.outputs["stderr"]).toMatchObject({
          state: "verified",
          exit: 0,
          error: null,
        });
        expectWhole(seen);
        for (const way of ways) cells.get(condition)?.set(way, `${seen.exit}`);
        const asked = new Set(ways.flatMap(placesOf));
        expect(new Set(seen.asked)).toEqual(condition.direct === true ? new Set() : asked);
        const { asks } = condition;
        const authorization =
          asks === undefined ? undefined : `Basic ${Buffer.from(asks).toString("base64")}`;
        expect(seen.authorizations.filter((one) => one !== authorization)).toEqual([]);
      },
    );
  });

  describe.each(CONDITIONS.filter(({ fails }) => fails !== undefined))("$title", (condition) => {
    it.each(condition.ways ?? WAYS)("at %s it ends, and says how", { timeout: LONGEST_MS }, async (way) => {
      const { fails } = condition;
      const seen = await observe([way], condition);
      expect(seen.error, seen.outputs["stderr"]).toMatchObject({ code: fails?.code });
      expect(seen.error?.hint).toMatch(fails?.hint ?? /./);
      expect(seen.result).toMatchObject({ state: "failed", exit: exitOf(fails?.code ?? "UNEXPECTED") });
      expectWhole(seen);
      cells.get(condition)?.set(way, `${seen.exit} ${seen.error?.code}`);
      hints.get(condition)?.add(seen.error?.hint ?? "");
      // Two questions are put to each of two resolvers, NS and SOA.
      const most = (fails?.tries ?? 0) * (way === "doh" ? 4 : 1);
      expect(seen.asked.length).toBeLessThanOrEqual(most);
      expect(seen.asked.filter((one) => !placesOf(way).includes(one))).toEqual([]);
    });
  });
});

describe("the proxy matrix", () => {
  it("has one hint for each way in which a proxy fails, whoever was to be reached", () => {
    const several = [...hints]
      .filter(([, said]) => said.size > 1)
      .map(([{ title }, said]) => [title, ...said]);
    expect(several).toEqual([]);
  });

  it("stands in docs/reliability.md as it is (UPDATE=1 writes it)", () => {
    const page = join(import.meta.dirname, "../../../docs/reliability.md");
    const table = /(?<=<!-- proxy matrix -->\n\n)[^]*?(?=\n\n<!-- end of the proxy matrix -->)/;
    const text = readFileSync(page, "utf8");
    const fresh = tableOf([...cells]);
    if (process.env["UPDATE"] === "1")
      writeFileSync(
        page,
        text.replace(table, () => fresh),
      );
    expect(table.exec(readFileSync(page, "utf8"))?.[0]).toBe(fresh);
  });
});

function placesOf(way: Way): readonly string[] {
  return HOSTS_BY_WAY[way].map((host) => `${host}:443`);
}

/** Whatever happened: one result, the same in the log; reports; no secret; in bounded time. */
function expectWhole({ exit, result, logged, outputs, leaks, tookMs, error }: Observed): void {
  expect(result?.exit).toBe(exit);
  expect(logged).toMatchObject({ type: "result", exit });
  expect(outputs["stdout"]).toContain('"type":"result"');
  for (const file of ["report.html", "report.md", "report.json"])
    expect(outputs[file], file).toContain(error?.code ?? "verified");
  expect(leaks).toEqual([]);
  expect(tookMs).toBeLessThan(LONGEST_MS);
}
