import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { heldAt } from "../../src/dns/held.ts";
import type { RRset } from "../../src/dns/rrset.ts";

const mail = parseDomainName("mail.example.com");
const www = parseDomainName("www.example.com");
const other = parseDomainName("other.example.com");
const txt: RRset = { owner: mail, type: "TXT", ttl: 300, values: ["v=spf1 -all"] };
const alias: RRset = { owner: www, type: "CNAME", ttl: 300, values: ["Mail.Example.com."] };

describe("what the DNS host's listing says without asking DNS", () => {
  const held = heldAt([mail, www], [txt, alias]);

  it("is the record set that stands there", () => {
    expect(held({ owner: mail, type: "TXT" })).toEqual({ kind: "answer", rrset: txt, canonicalName: mail });
  });

  it("is that nothing of this type stands there", () => {
    expect(held({ owner: mail, type: "MX" })).toEqual({ kind: "nodata" });
  });

  it("is where an alias leads to, and the alias itself where that is asked for", () => {
    expect(held({ owner: www, type: "TXT" })).toEqual({ kind: "alias", target: mail });
    expect(held({ owner: www, type: "CNAME" })).toEqual({ kind: "answer", rrset: alias, canonicalName: www });
  });

  it("is nothing of names that were not listed: DNS may be asked", () => {
    expect(held({ owner: other, type: "TXT" })).toBeUndefined();
    expect(heldAt([], [txt])({ owner: mail, type: "TXT" })).toBeUndefined();
  });
});
