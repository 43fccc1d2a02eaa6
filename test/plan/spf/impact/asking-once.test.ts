import { expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { askingLimited } from "../../../../src/plan/spf/impact/asking-once.ts";

it("asks 250 questions and no more, and goes on to ask those that it has asked", async () => {
  let asked = 0;
  const lookup = askingLimited(async () => {
    asked += 1;
    return { kind: "nxdomain" };
  });
  const ask = (index: number) => lookup({ owner: parseDomainName(`h${index}.example`), type: "A" });
  for (let index = 0; index < 250; index += 1) expect(await ask(index)).toEqual({ kind: "nxdomain" });
  expect(await ask(250)).toEqual({ kind: "failed", because: "more than 250 lookups would be needed" });
  expect(await ask(0)).toEqual({ kind: "nxdomain" });
  expect(asked).toBe(251);
});
