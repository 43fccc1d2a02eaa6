import { describe, expect, it } from "vitest";
import { recordsBelow, runMain, withSandbox } from "../../support/cli.ts";
import { demand, type Demand } from "../../support/hostile-ses.ts";
import { personWho, tableOf } from "../../support/person.ts";

const MAIL = "mail.example.test";
const RUN = ["run", MAIL, "--provider", "cloudflare", "--wait", "0"] as const;

/** What a hostile SES may ask for, once somebody has said yes to what it usually does. */
const HOSTILE: readonly (readonly [title: string, demands: readonly Demand[]])[] = [
  ["SPF of somebody else", [txt(MAIL, "v=spf1 include:qcloudmail.com include:evil.test ~all")]],
  ["SPF for everybody", [txt(MAIL, "v=spf1 +all")]],
  ["another mail exchanger", [{ type: "MX", owner: MAIL, value: "mx.evil.test" }]],
  ["reports to somebody else", [txt(`_dmarc.${MAIL}`, "v=DMARC1; p=none; rua=mailto:x@evil.test")]],
  ["an address", [{ type: "A", owner: `www.${MAIL}`, value: "192.0.2.66" }]],
  ["an alias", [{ type: "CNAME", owner: `www.${MAIL}`, value: "evil.test" }]],
  ["a certificate", [txt(`_acme-challenge.${MAIL}`, "x".repeat(43))]],
  ["name servers", [{ type: "NS", owner: `sub.${MAIL}`, value: "ns.evil.test" }]],
  ["a proof for somebody else", [txt(MAIL, "google-site-verification=evil")]],
  ["a key in testing", [txt(`evil._domainkey.${MAIL}`, `v=DKIM1; k=rsa; t=y; p=${"A".repeat(216)}`)]],
  ["a key that is too short", [txt(`evil._domainkey.${MAIL}`, `v=DKIM1; k=rsa; p=${"A".repeat(96)}`)]],
  ["all of this", []],
];

describe("at a terminal a hostile SES has nothing written that was not shown:", () => {
  const every = HOSTILE.flatMap(([, demands]) => demands);

  it.for(HOSTILE.flatMap(([title, demands]) => ["n", "y"].map((again) => ({ title, demands, again }))))(
    "$title, and then $again",
    async ({ demands, again }) => {
      await withSandbox({}, async (sandbox, env) => {
        const before = recordsBelow(sandbox, "example.test");
        demand(sandbox, demands.length === 0 ? every : demands);
        const { asked, ask } = personWho("y", again, again, again);
        await runMain(RUN, { env, ask });
        const allowed = asked
          .slice(0, again === "y" ? undefined : 1)
          .map(({ screen }) => flat(tableOf(screen)));
        const written = recordsBelow(sandbox, "example.test").filter((record) => !before.includes(record));
        const unseen = written.filter(
          (record) => !isOwnKey(record) && !allowed.some((shown) => shown.includes(flat(valueOf(record)))),
        );
        expect(unseen).toEqual([]);
      });
    },
  );
});

function txt(owner: string, value: string): Demand {
  return { type: "TXT", owner, value };
}

/** The key that SES made with the identity; every other one has another selector. */
function isOwnKey(record: string): boolean {
  return record === `TXT qcloudsg1024._domainkey.${MAIL} v=DKIM1; k=rsa; p=KEY`;
}

function valueOf(record: string): string {
  return record.split(" ").slice(2).join(" ");
}

/** Without the breaks of a paragraph. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
