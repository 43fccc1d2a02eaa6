import { describe, expect, it } from "vitest";
import { listRecords } from "../../../providers/cloudflare/listing.ts";
import type { CloudflareClient } from "../../../providers/cloudflare/api.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";

// Grade: a scripted client. A gateway that mixes answers up must not make a zone look empty: what stands there would
// get a second SPF record.

const apex = parseDomainName("example.test");
const mail = parseDomainName("mail.example.test");
const dmarc = parseDomainName("_dmarc.mail.example.test");
const zone = { apex, id: "z1", nameServers: [] };
const SPF = { id: "r1", name: "mail.example.test", type: "TXT", content: '"v=spf1 -all"', ttl: 1 };
const OF_ANOTHER = { id: "r2", name: "www.example.test", type: "A", content: "192.0.2.1", ttl: 1 };
const A_ZONE = { id: "z1", name: "example.test", type: "full", status: "active" };

describe("a listing of records", () => {
  it("has the records at the names asked for", async () => {
    expect(await listed([SPF], [mail])).toMatchObject([{ owner: mail, type: "TXT", value: "v=spf1 -all" }]);
    const shouted = { ...SPF, name: "MAIL.example.test" };
    expect(await listed([shouted, OF_ANOTHER], [apex, mail])).toMatchObject([{ owner: mail }]);
  });

  it.each([
    ["a list of zones", A_ZONE, [apex, mail]],
    ["a list of zones, of which none is at these names", A_ZONE, [mail, dmarc]],
    ["the listing of another name", OF_ANOTHER, [mail]],
    ["the listing of names elsewhere", OF_ANOTHER, [mail, dmarc]],
  ])("is refused when %s comes in its place", async (_what, item, owners) => {
    await expect(listed([item], owners)).rejects.toMatchObject({ code: "API_SURPRISE" });
  });
});

function listed(result: readonly unknown[], owners: Parameters<typeof listRecords>[2]) {
  const page = { result, result_info: { total_pages: 1, total_count: result.length } };
  const list = () => Promise.resolve(page);
  const client = { dns: { records: { list } } } as unknown as CloudflareClient;
  return listRecords(client, zone, owners, {});
}
