import { describe, expect, it } from "vitest";
import { wholeList } from "../../../providers/kit/whole-list.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";

const surprise = (what: string, facts: Readonly<Record<string, unknown>>) =>
  new OnboardError("API_SURPRISE", what, { hint: "Look.", facts });

/** Pages of two out of what stands there when each is asked for. */
function read(standing: (asked: number) => readonly number[]): Promise<readonly number[]> {
  let asked = 0;
  return wholeList<number>({
    readPage: async ({ read: from }) => {
      const all = standing((asked += 1));
      return { entries: all.slice(from, from + 2), total: all.length };
    },
    idOf: (entry) => entry,
    surprise,
  });
}

describe("a list of several pages", () => {
  it("has every entry", async () => {
    expect(await read(() => [1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 5]);
    expect(await read(() => [])).toEqual([]);
  });

  it("misses nobody's record where one of a page before is removed meanwhile", async () => {
    expect(await read((asked) => (asked === 1 ? [1, 2, 3, 4, 5] : [1, 3, 4, 5]))).toEqual([1, 3, 4, 5]);
  });

  it("has what is added in front meanwhile, as in a list with the newest first", async () => {
    expect(await read((asked) => (asked === 1 ? [1, 2, 3] : [0, 1, 2, 3]))).toEqual([0, 1, 2, 3]);
  });

  it("is none where it never stands still", async () => {
    const growing = (asked: number) => Array.from({ length: 3 + asked }, (_, n) => n);
    await expect(read(growing)).rejects.toMatchObject({ code: "API_SURPRISE" });
  });
});
