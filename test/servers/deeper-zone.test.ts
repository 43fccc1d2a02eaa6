import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakeIdentities } from "../onboard/fake-identities.ts";
import { createTrace } from "../onboard/trace.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startOnboarding } from "../support/servers/server-run.ts";
import { startServers, type Programs, type Tree } from "../support/servers/tree.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

// What real servers say where another zone begins at the DKIM keys: one beside the zone above, with no NS records in
// that one, answers out of the deepest zone that it has; one that was given away sends on.

const PAIRS: readonly Programs[] = [
  { primary: "bind", secondary: "knot" },
  { primary: "powerdns", secondary: "nsd" },
];
const ROLES = ["primary", "secondary"] as const;

describeServers("a zone of its own at the DKIM keys", () => {
  describe.each(PAIRS)("on $primary and $secondary", (programs) => {
    let tree: Tree;
    beforeAll(async () => {
      tree = await startServers({
        programs,
        zones: [
          { name: "beside.lab", roles: ROLES },
          { name: "_domainkey.mail.beside.lab", roles: ROLES, beside: "beside.lab" },
          { name: "given.lab", roles: ROLES, records: ["_domainkey.mail IN NS ns.vendor.lab."] },
        ],
      });
    });
    afterAll(async () => {
      await tree?.close();
    });

    it.each([
      [
        "beside.lab",
        "on the same servers, and nobody delegates it",
        ["primary.beside.lab", "secondary.beside.lab"],
      ],
      ["given.lab", "where it is delegated on", ["ns.vendor.lab"]],
    ])("stops before Create in %s: %s", async (apex, _title, nameServers) => {
      const trace = createTrace(createVirtualClock());
      const identities = createFakeIdentities(trace, () => []);
      const { result, events } = startOnboarding(tree, `mail.${apex}`, { identities });
      expect(await result).toMatchObject({
        exit: 3,
        error: {
          code: "ZONE_NOT_DELEGATED",
          facts: { apex, cut: `_domainkey.mail.${apex}`, nameServers },
        },
      });
      expect(trace.of("ses.create")).toEqual([]);
      expect(events.map(({ type }) => type)).not.toContain("rrset.written");
    });
  });
});
