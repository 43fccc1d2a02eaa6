import { describe, expect, it } from "vitest";
import { createAttribution, overlay } from "../../src/compose/attribution.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";
import { createMemory } from "../../src/async/memory.ts";

/** As an adapter written elsewhere may look: an instance with private fields. */
class Host {
  readonly name = "host";
  #asked = 0;

  ask(): number {
    this.#asked += 1;
    return this.#asked;
  }

  tell(): string {
    return `${this.name} ${this.ask()}`;
  }
}

describe("attribution", () => {
  it("knows whose call it is through every wait, also where calls of several owners wait in one line", async () => {
    const clock = createVirtualClock();
    const { owner, bind } = createAttribution<string>();
    const log: string[] = [];
    let line: Promise<void> = Promise.resolve();
    const port = {
      ask: async () => {
        line = line.then(() => clock.sleep(100));
        await line;
        log.push(owner() ?? "nobody's");
      },
    };
    const [a, b] = [bind(port, "a"), bind(port, "b")];
    await clock.drive(Promise.all([a.ask(), b.ask(), port.ask(), a.ask()]));
    expect(log).toEqual(["a", "b", "nobody's", "a"]);
    expect(owner()).toBeUndefined();
  });

  it.for([new Host(), Object.freeze({ name: "host", ask: () => 1 })])(
    "leaves a port as it is, whatever it is made of",
    (port) => {
      const { bind } = createAttribution<string>();
      const bound = bind(port, "a");
      expect([bound.name, bound.ask(), "settled" in bound]).toEqual(["host", 1, false]);
    },
  );
});

describe("overlay", () => {
  it("replaces a member for those who call from outside, and nothing inside", () => {
    const port = new Host();
    const replaced = overlay(port, { ask: () => 42 });
    expect([replaced.ask(), replaced.tell(), port.ask()]).toEqual([42, "host 1", 2]);
  });
});

describe("a memory", () => {
  it("asks once, also when the same is asked again before the answer", async () => {
    const remember = createMemory<number>();
    let asked = 0;
    const ask = async () => (asked += 1);
    expect(await Promise.all([remember("a", ask), remember("a", ask), remember("b", ask)])).toEqual([
      1, 1, 2,
    ]);
    expect(await remember("a", ask)).toBe(1);
  });

  it("tells a failure to all who wait for it, and asks again afterwards", async () => {
    const remember = createMemory<string>();
    const fail = () => Promise.reject(new Error("down"));
    const outcomes = await Promise.allSettled([remember("a", fail), remember("a", fail)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await remember("a", async () => "up")).toBe("up");
  });
});
