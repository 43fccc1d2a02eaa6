import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { casesWithout } from "../../providers/conformance.ts";
import { KEY } from "../providers/powerdns/fake.ts";
import { startFront } from "../providers/powerdns/front.ts";
import { apex, subjectAt } from "../providers/powerdns/subject.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startPowerDns, type PowerDnsServer } from "../support/servers/powerdns.ts";

// Real server: the cases of the contract on a host that nobody of us wrote, by way of a front that edits and
// breaks requests as the cases want.

describeServers("a real PowerDNS keeps every promise that its adapter's traits make", () => {
  let server: PowerDnsServer;
  beforeAll(async () => {
    server = await startPowerDns(KEY);
  });
  afterAll(async () => {
    await server?.close();
  });

  for (const { name, run } of casesWithout("locks", "keys", "probes", "settled", "lag", "others")) {
    it(name, async () => {
      const { url, side, close } = await startFront(await server.openZone(apex));
      onTestFinished(close);
      const window = name.startsWith("of 20 foreign values") ? { lost: 20, rounds: 20 } : undefined;
      expect(await run(subjectAt({ url, host: side }))).toEqual(window);
    });
  }
});
