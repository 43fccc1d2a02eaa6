import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn, setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import { firstDecides, together, unlessAborted } from "../../src/async/together.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const never = new AbortController().signal;
const run = { name: "a", signal: never };

interface Own {
  readonly signal: AbortSignal;
}

/**
 * Branches that take a moment to end once they are told to, as whoever closes a socket; and those that did.
 */
function createSlowEnds() {
  const ended: string[] = [];
  const branch =
    (name: string) =>
    async ({ signal }: Own) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      await turn();
      ended.push(name);
      signal.throwIfAborted();
    };
  return { ended, branch };
}

describe("together", () => {
  it("gives every result in its place", async () => {
    const clock = createVirtualClock();
    const slow = ({ signal }: Own) => clock.sleep(100, { signal }).then(() => "slow");
    expect(await clock.drive(together(run, [slow, () => Promise.resolve(2)]))).toEqual(["slow", 2]);
  });

  it("hands each branch what was given, with a signal of its own in place of the common one", async () => {
    const owns = await together(run, [async (own) => own, async (own) => own]);
    expect(owns.map(({ name }) => name)).toEqual(["a", "a"]);
    expect(new Set([run.signal, ...owns.map(({ signal }) => signal)]).size).toBe(3);
    expect(run.signal).toBe(never);
  });

  it("throws what the first one to fail threw, when the others have ended", async () => {
    const clock = createVirtualClock();
    const began = clock.now();
    const fails =
      (ms: number) =>
      async ({ signal }: Own) => {
        await clock.sleep(ms, { signal });
        throw new Error(`after ${ms}`);
      };
    await expect(clock.drive(together(run, [fails(500), fails(100), fails(900)]))).rejects.toThrow(
      "after 100",
    );
    expect(clock.now() - began).toBe(100);
    expect(clock.sleepers()).toBe(0);
  });

  it("throws once the others have ended, so that nothing goes on behind it", async () => {
    const { ended, branch } = createSlowEnds();
    const fails = () => turn().then(() => Promise.reject(new Error("one")));
    await expect(together(run, [branch("before"), fails, branch("after")])).rejects.toThrow("one");
    expect(ended).toEqual(["before", "after"]);
  });

  it("ends on an abort from outside with its reason", async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    clock.at(10, () => controller.abort("enough"));
    const waiting = together({ signal: controller.signal }, [
      ({ signal }) => clock.sleep(100, { signal }),
      ({ signal }) => clock.sleep(200, { signal }),
    ]);
    await expect(clock.drive(waiting)).rejects.toBe("enough");
    expect(clock.sleepers()).toBe(0);
  });
});

describe("firstDecides", () => {
  it("gives both results, whichever comes last", async () => {
    const clock = createVirtualClock();
    const after =
      (ms: number) =>
      ({ signal }: Own) =>
        clock.sleep(ms, { signal }).then(() => ms);
    expect(await clock.drive(firstDecides(run, after(10), after(500)))).toEqual([10, 500]);
    expect(await clock.drive(firstDecides(run, after(500), after(10)))).toEqual([500, 10]);
  });

  it("tells the first one's error once the second has ended, so that nothing goes on behind it", async () => {
    const { ended, branch } = createSlowEnds();
    const fails = () => turn().then(() => Promise.reject(new Error("first")));
    await expect(firstDecides(run, fails, branch("second"))).rejects.toThrow("first");
    expect(ended).toEqual(["second"]);
  });

  it("hands both what was given, the second with a signal that the first one's failure aborts", async () => {
    const [first, second] = await firstDecides(
      run,
      async (own) => own,
      async (own) => own,
    );
    expect([first, second.name]).toEqual([run, "a"]);
    const reasons: unknown[] = [];
    const failure = new Error("first");
    const failing = firstDecides(
      run,
      () => Promise.reject(failure),
      ({ signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => {
            reasons.push(signal.reason);
            resolve();
          });
        }),
    );
    await expect(failing).rejects.toBe(failure);
    expect([reasons, run.signal.aborted]).toEqual([[failure], false]);
  });

  it("tells the second one's error only when the first succeeded", async () => {
    const clock = createVirtualClock();
    const fails =
      (text: string, ms: number) =>
      ({ signal }: Own) =>
        clock.sleep(ms, { signal }).then(() => Promise.reject(new Error(text)));
    const succeeds = ({ signal }: Own) => clock.sleep(50, { signal });
    await expect(clock.drive(firstDecides(run, succeeds, fails("second", 10)))).rejects.toThrow("second");
    await expect(clock.drive(firstDecides(run, fails("first", 50), fails("second", 10)))).rejects.toThrow(
      "first",
    );
    await expect(clock.drive(firstDecides(run, fails("first", 50), fails("second", 900)))).rejects.toThrow(
      "first",
    );
    expect(clock.sleepers()).toBe(0);
  });
});

describe("unlessAborted", () => {
  it("passes a result and a failure on, and gives up at once on abort", async () => {
    expect(await unlessAborted(never, Promise.resolve(1))).toBe(1);
    await expect(unlessAborted(never, Promise.reject(new Error("no")))).rejects.toThrow("no");
    const controller = new AbortController();
    const hanging = unlessAborted(controller.signal, new Promise(() => undefined));
    controller.abort("enough");
    await expect(hanging).rejects.toBe("enough");
    await expect(unlessAborted(controller.signal, Promise.resolve(1))).rejects.toBe("enough");
  });
});

it("gives a body up that stalls, although fetch forgets its signal when garbage is collected (Node 20)", async () => {
  const server = createServer((_request, response) => void response.writeHead(200).write("{"));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (): Promise<string> => {
    const signal = AbortSignal.timeout(200);
    const response = await fetch(`http://127.0.0.1:${port}`, { redirect: "error", signal });
    return unlessAborted(signal, response.text());
  };
  const course = { isOver: false };
  const ended = ask()
    .catch((error: unknown) => error)
    .finally(() => (course.isOver = true));
  for (let left = 150; left > 0 && !course.isOver; left -= 1) {
    collectGarbage();
    await Promise.race([ended, setTimeout(10)]);
  }
  expect(course.isOver).toBe(true);
  expect(await ended).toMatchObject({ name: "TimeoutError" });
});

/** Node gives this away only under a flag, which can be set late. */
function collectGarbage(): void {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
}
