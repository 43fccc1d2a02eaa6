import { expect, it } from "vitest";
import { createReadLag } from "../../../providers/kit/read-lag.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const key = { owner: parseDomainName("mail.example.test"), type: "TXT" };
const other = { ...key, type: "MX" };
const LAG_MS = 30_000;

it("waits until the listing shows what was last written there", async () => {
  const clock = createVirtualClock(0);
  const lag = createReadLag(clock, LAG_MS);
  lag.wrote([key]);
  await clock.drive(clock.sleep(10_000));
  await clock.drive(lag.passed([other, key], {}));
  expect(clock.now()).toBe(LAG_MS);
});

it("counts from the last write, and each RRset for itself", async () => {
  const clock = createVirtualClock(0);
  const lag = createReadLag(clock, LAG_MS);
  lag.wrote([key]);
  await clock.drive(clock.sleep(20_000));
  lag.wrote([key]);
  await clock.drive(lag.passed([other], {}));
  expect(clock.now()).toBe(20_000);
  await clock.drive(lag.passed([key], {}));
  expect(clock.now()).toBe(20_000 + LAG_MS);
});

it("waits for nothing where nothing was written, where the lag is over, and without a lag", async () => {
  const clock = createVirtualClock(0);
  const lag = createReadLag(clock, LAG_MS);
  await clock.drive(lag.passed([key], {}));
  await clock.drive(lag.passed([], {}));
  lag.wrote([key]);
  await clock.drive(clock.sleep(LAG_MS));
  await clock.drive(lag.passed([key], {}));
  expect(clock.now()).toBe(LAG_MS);
  const none = createReadLag(clock);
  none.wrote([key]);
  await clock.drive(none.passed([key], {}));
  expect(clock.now()).toBe(LAG_MS);
});

it("ends at once when the signal aborts, with its reason", async () => {
  const clock = createVirtualClock(0);
  const lag = createReadLag(clock, LAG_MS);
  lag.wrote([key]);
  const controller = new AbortController();
  const reason = new Error("the user changed their mind");
  clock.at(1_000, () => controller.abort(reason));
  await expect(clock.drive(lag.passed([key], controller))).rejects.toBe(reason);
  expect(clock.now()).toBe(1_000);
});
