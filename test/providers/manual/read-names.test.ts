import { describe, expect, it } from "vitest";
import { readNames } from "../../../providers/manual/read-names.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { createFakes, D, DMARC_NAME, rrset, type Fakes } from "../../onboard/fakes.ts";

// By hand nobody but the name servers tells what stands. test/servers/by-hand.test.ts asks real ones.

const SPF = rrset("TXT", D, ["v=spf1 mx -all"]);
const WILDCARD = rrset("TXT", `*.${D}`, ["from the wildcard"]);

async function read(fakes: Fakes): Promise<readonly RRset[]> {
  const { authority, clock } = fakes;
  const delegation = await authority.delegation(D, {});
  const { signal } = new AbortController();
  return clock.drive(readNames({ authority, clock, delegation, signal }, [D, DMARC_NAME]));
}

describe("what stands at a name, by its name servers", () => {
  it("is what all of them serve there", async () => {
    const alias = rrset("CNAME", DMARC_NAME, ["elsewhere.example.net"]);
    expect(await read(createFakes([SPF, alias]))).toEqual([SPF, alias]);
  });

  it("is not what a wildcard answers, which stands at the wildcard's own name", async () => {
    expect(await read(createFakes([SPF, WILDCARD]))).toEqual([SPF]);
  });

  it.each([
    ["is silent", { mood: "silent" }],
    ["refuses", { mood: "lame" }],
    ["still serves another value a second later", { lagMs: 3_600_000 }],
  ] as const)("can't be told where one of them %s", async (_what, given) => {
    const fakes = createFakes([]);
    Object.assign(fakes.authority.servers[0], given);
    fakes.host.seed(SPF);
    await expect(read(fakes)).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
  });
});
