import { describe, expect, it } from "vitest";
import { createTurns } from "../../src/compose/create-turns.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";

const [A, B, C] = ["a.test.example", "b.test.example", "c.test.example"].map(parseDomainName) as [
  ReturnType<typeof parseDomainName>,
  ReturnType<typeof parseDomainName>,
  ReturnType<typeof parseDomainName>,
];
const { signal } = new AbortController();
const refusal = (code: "QUOTA_EXCEEDED" | "RIGHTS_MISSING") =>
  new OnboardError(code, "SES refuses.", { hint: "Ask for more." });

describe("createTurns", () => {
  it("creates in the order of the places, one by one, whoever comes first", async () => {
    const next = createTurns();
    const [first, second, third] = [next(), next(), next()];
    const told: string[] = [];
    const create = (name: string) => async () => {
      told.push(`${name} begins`);
      await Promise.resolve();
      told.push(`${name} ends`);
    };
    const late = third.take(C, create("c"), signal);
    const middle = second.take(B, create("b"), signal);
    await Promise.resolve();
    expect(told).toEqual([]);
    await first.take(A, create("a"), signal);
    await Promise.all([late, middle]);
    expect(told).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("does not wait for one that has left, and goes on after any other failure", async () => {
    const next = createTurns();
    const [first, second, third] = [next(), next(), next()];
    first.leave();
    await expect(
      second.take(B, () => Promise.reject(refusal("RIGHTS_MISSING")), signal),
    ).rejects.toMatchObject({
      code: "RIGHTS_MISSING",
    });
    expect(await third.take(C, () => Promise.resolve("created"), signal)).toBe("created");
  });

  it("waits for all before it also where the one just before has left", async () => {
    const next = createTurns();
    const [first, second, third] = [next(), next(), next()];
    const created: string[] = [];
    const create = (name: string) => () => Promise.resolve(created.push(name));
    second.leave();
    const late = third.take(C, create("c"), signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(created).toEqual([]);
    await first.take(A, create("a"), signal);
    await late;
    expect(created).toEqual(["a", "c"]);
  });

  it("asks for none after the first that is refused for the quota, and says so", async () => {
    const next = createTurns();
    const [first, second, third] = [next(), next(), next()];
    const asked: string[] = [];
    const create = (name: string) => () => {
      asked.push(name);
      return Promise.reject(refusal("QUOTA_EXCEEDED"));
    };
    const ends = await Promise.allSettled([
      first.take(A, create("a"), signal),
      second.take(B, create("b"), signal),
      third.take(C, create("c"), signal),
    ]);
    expect(asked).toEqual(["a"]);
    expect(ends.map((end) => end.status === "rejected" && (end.reason as OnboardError).code)).toEqual([
      "QUOTA_EXCEEDED",
      "QUOTA_EXCEEDED",
      "QUOTA_EXCEEDED",
    ]);
    expect(ends[2]).toMatchObject({ reason: { facts: { domain: C, refused: A }, hint: "Ask for more." } });
  });

  it("stops waiting when it is aborted, and holds nobody up", async () => {
    const next = createTurns();
    const [first, second, third] = [next(), next(), next()];
    const controller = new AbortController();
    const waiting = second.take(B, () => Promise.resolve(), controller.signal);
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    first.leave();
    expect(await third.take(C, () => Promise.resolve("created"), signal)).toBe("created");
  });
});
