import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";

const name = parseDomainName;

/** Zones of others that the cases lead to; no host of ours holds them. */
export const VENDOR_ZONES: readonly ZoneSettings[] = [
  {
    apex: name("vendor.test"),
    hosts: [],
    records: [
      { owner: name("_spf.vendor.test"), type: "TXT", values: ["v=spf1 ip4:203.0.113.0/24 -all"] },
      { owner: name("*._spf.vendor.test"), type: "TXT", values: ["v=spf1 ip4:203.0.113.0/24 -all"] },
      { owner: name("reject.vendor.test"), type: "TXT", values: ["v=DMARC1; p=reject"] },
      { owner: name("proof.vendor.test"), type: "TXT", values: ["proof=1"] },
    ],
  },
  {
    apex: name("bank"),
    hosts: [],
    records: [
      {
        owner: name("_dmarc.bank"),
        type: "TXT",
        values: ["v=DMARC1; p=reject; psd=y; rua=mailto:reports@nic.bank"],
      },
    ],
  },
];
