import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { eventsIn, resultsIn, runMain, withSandbox } from "../../support/cli.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const zoneWith = (...records: readonly object[]) => ({
  zones: [{ apex: name("example.test"), records: records as [] }],
});
const txt = (owner: string, value: string, more: object = {}) => ({
  owner: name(owner),
  type: "TXT",
  values: [value],
  ...more,
});

it.for([
  ["cloudflare", txt(MAIL, "heritage=external-dns,external-dns/owner=a"), "external-dns", "DNSEndpoint"],
  [
    "route53",
    txt(`txt-${MAIL}`, "heritage=external-dns,external-dns/owner=a"),
    "external-dns",
    "DNSEndpoint",
  ],
  ["route53", txt(`_owner.txt.${MAIL}`, "*octodns*"), "octoDNS", '"mail":'],
  ["cloudflare", txt("octodns-meta.example.test", "time=now"), "octoDNS", '"mail":'],
  [
    "cloudflare",
    txt(MAIL, "verification=1", { managedBy: "Managed by Terraform" }),
    "Terraform",
    "cloudflare_dns_record",
  ],
] as const)(
  "at %s a mark of another owner is a warning with what he has to take over: %j",
  async ([host, mark, program, form]) => {
    await withSandbox(zoneWith(mark), async (_sandbox, env) => {
      const argv = (command: string, format: string) => [
        command,
        MAIL,
        "--provider",
        host,
        "--format",
        format,
        ...(command === "run" ? ["--yes"] : []),
      ];
      const [plan] = resultsIn((await runMain(argv("plan", "json"), { env })).stdout);
      expect(plan?.warnings).toMatchObject([{ warning: "kept-by-program", program, owner: mark.owner }]);
      expect(JSON.stringify(plan?.warnings)).toContain(JSON.stringify(form).slice(1, -1));
      expect((await runMain(argv("plan", "plain"), { env })).stdout).toMatch(
        new RegExp(`${program} keeps records of this zone[^]*\\n {8}.*${form}`),
      );
      const [run] = resultsIn((await runMain(argv("run", "json"), { env })).stdout);
      expect(run?.state).toBe("verified");
      expect(JSON.stringify(run?.warnings)).toContain("v=DKIM1");
      const again = (await runMain(argv("run", "json"), { env })).stdout;
      expect(eventsIn(again).some(({ type }) => type === "warning.raised")).toBe(true);
      expect(resultsIn(again)[0]?.warnings).toEqual([]);
    });
  },
);
