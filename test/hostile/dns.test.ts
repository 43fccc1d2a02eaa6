import { Packet } from "dns2";
import { describe, it } from "vitest";
import { withSandbox } from "../support/cli.ts";
import { startDnsFront, type Spoil } from "./dns-front.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { DNS_ROWS, type DnsRow } from "./rows/dns.ts";

// In this process, over real sockets: our own name servers behind a front that changes their answers. SES's own
// resolver asks them directly.

describe("a hostile answer of a name server", PATIENCE, () => {
  it.concurrent.for(DNS_ROWS)("$what: $end", async (row) => {
    await withSandbox({}, async (sandbox, env) => {
      const front = await startDnsFront(
        sandbox.dns,
        spoilOf(row, [sandbox.dns.addresses.ns1, sandbox.dns.addresses.ns2]),
      );
      try {
        const argv = ["run", MAIL, "--provider", "cloudflare", "--wait", "3s"];
        const seen = await seenBy(argv, { env: { ...env, SES_ONBOARD_DNS_PORT: String(front.port) } });
        expectEnd(row, seen, { sandbox });
      } finally {
        await front.close();
      }
    });
  });
});

function spoilOf({ to = "TXT", answered, packet, octets }: DnsRow, servers: readonly string[]): Spoil {
  return (answer, address) => {
    const parsed = Packet.parse(answer);
    const [question] = parsed.questions;
    const isMeant = to === "all" || (servers.includes(address) && question?.type === Packet.TYPE[to]);
    if (!isMeant || (answered === true && parsed.answers.length === 0)) return answer;
    packet?.(parsed);
    const told = packet === undefined ? answer : parsed.toBuffer();
    return octets?.(told) ?? told;
  };
}
