import type { DnsProvider, Receipt } from "../../src/dns/provider.ts";
import { sameValues } from "../../src/dns/rrset.ts";
import {
  ALWAYS,
  demand,
  demandCode,
  DENIED,
  openFixture,
  rejectionOf,
  txt,
  UPSTREAM,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** What a host says of its zones and of its changes, and that a failure is never taken for a "no". */
export const findingCases: readonly ConformanceCase[] = [
  ...(["unavailable", "rate-limited"] as const).map((kind): ConformanceCase => ({
    name: `a search for zones that met "${kind}" throws, and never says that there is none`,
    async run(subject) {
      subject.host.inject({ on: "zones", kind, times: ALWAYS });
      const provider = await subject.createProvider();
      await demandCode(provider.zonesAt(subject.apex, {}), UPSTREAM, "an unanswered search should fail");
    },
  })),
  ...(["unauthorized", "forbidden"] as const).map((kind): ConformanceCase => ({
    name: `credentials that are ${kind} are told as such, and never as "no zone" or "nothing there"`,
    async run(subject) {
      const { provider, zone, at } = await openFixture(subject);
      subject.host.inject({ on: "read", kind, times: ALWAYS });
      const read = provider.readRRsets(zone, [at("mail")], {});
      await demandCode(read, DENIED, "a refused listing is no empty one");
      subject.host.inject({ on: "zones", kind, times: ALWAYS });
      await demandCode(provider.zonesAt(subject.apex, {}), DENIED, "a refused search is no empty list");
    },
  })),
  {
    name: "names the servers that the host assigned to the zone, or that it does not tell",
    async run(subject) {
      const { zone } = await openFixture(subject);
      const assigned = subject.nameServers;
      const isTold =
        assigned === undefined || zone.nameServers === undefined
          ? assigned === zone.nameServers
          : sameValues(zone.nameServers, assigned);
      demand(isTold, `the zone's servers should be ${assigned?.join(", ")}`, zone.nameServers);
    },
  },
  {
    name: "the host's word that a change is everywhere: one for its own change, none for a write that left no id",
    needs: "settled",
    async run(subject) {
      const { settled, receipt } = await written(await openFixture(subject));
      const word = await settled(receipt);
      demand(typeof word === "boolean", "the host has a word on its own change", word);
      await settled({ written: 1 });
    },
  },
  ...(["unavailable", "rate-limited", "unauthorized", "forbidden", "refused"] as const).map(
    (kind): ConformanceCase => ({
      name: `a host that answers "${kind}" when it is asked whether a change is everywhere: unknown, and no error`,
      needs: "settled",
      async run(subject) {
        const { settled, receipt } = await written(await openFixture(subject));
        subject.host.inject({ on: "settle", kind, times: ALWAYS });
        const [outcome] = await Promise.allSettled([settled(receipt)]);
        demand(outcome.status === "fulfilled", "it can't be learned, which is no end", outcome);
        demand(outcome.value === undefined, "nobody knows, so it is undefined", outcome.value);
      },
    }),
  ),
  {
    name: "an abort while the host is asked whether a change is everywhere rejects with the signal's reason",
    needs: "settled",
    async run(subject) {
      const { settled, receipt } = await written(await openFixture(subject));
      const reason = new Error("the user changed their mind");
      const thrown = await rejectionOf(settled(receipt, AbortSignal.abort(reason)), "it should reject");
      demand(thrown === reason, "an abort should reject with the signal's reason", String(thrown));
    },
  },
];

interface Written {
  readonly settled: (receipt: Receipt, signal?: AbortSignal) => Promise<boolean | undefined>;
  readonly receipt: Receipt;
}

async function written({ provider, zone, at }: Fixture): Promise<Written> {
  const after = txt(at("mail"), "v=spf1 include:qcloudmail.com ~all");
  const receipt = await provider.apply(zone, [{ before: undefined, after }], {});
  demand(provider.settled !== undefined, "the adapter has no settled: leave this case out (needs)");
  const settled: NonNullable<DnsProvider["settled"]> = provider.settled.bind(provider);
  return { receipt, settled: (of, signal) => settled(of, signal === undefined ? {} : { signal }) };
}
