import { parseDomainName, type DomainName } from "../../../../src/dns/domain-name.ts";
import type { RRType } from "../../../../src/dns/rrset.ts";
import type { Random } from "../random.ts";

// A zone as strangers left it: what stands at and around the sender domains before the program comes.

export interface DrawnRecord {
  readonly owner: DomainName;
  readonly type: RRType;
  readonly ttl: number;
  readonly value: string;
  readonly comment?: string;
  readonly tags?: readonly string[];
}

/** A record set with a routing policy, which no program but the host's own may rewrite value by value. */
export interface DrawnRouting {
  readonly apex: DomainName;
  readonly owner: DomainName;
  readonly type: RRType;
  readonly value: string;
}

export interface DrawnZones {
  readonly apexes: readonly DomainName[];
  readonly domains: readonly DomainName[];
  readonly records: readonly DrawnRecord[];
  readonly routing: readonly DrawnRouting[];
}

const name = parseDomainName;
const APEXES = ["example.test", "example.org"].map(name);
const TTLS = [60, 120, 300, 600, 3_600, 86_400];

const SPF = [
  "v=spf1 mx -all",
  "v=spf1 a mx ~all",
  "V=SPF1 include:_spf.google.com ~all",
  "v=spf1  ip4:192.0.2.0/24   ip6:2001:db8::/32 -all",
  "v=spf1 include:_spf.google.com ip4:203.0.113.7 ?all",
  "v=spf1 +mx +ip4:192.0.2.1 -ALL",
  "v=spf1 -all",
  "v=spf1",
  "v=spf1 include:qcloudmail.com ~all",
  "v=spf1 mx include:qcloudmail.com -all",
  "v=spf1 redirect=_spf.google.com",
  "v=spf1 exists:%{i}._x.example.test mx ~all",
  "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip4:203.0.113.0/24 ip4:192.0.2.128/25 mx a include:_spf.google.com -all",
];
const DMARC = [
  "v=DMARC1; p=reject; rua=mailto:dmarc@example.test",
  "v=DMARC1;p=quarantine;pct=50",
  "v=DMARC1; p=none",
  "v=DMARC1; p=reject; sp=none; adkim=s; aspf=s;;",
  "v=DMARC1 ; p = quarantine ; ruf=mailto:a@example.test,mailto:b@example.test",
];
/** What a person may take for an SPF record, and receivers don't. */
const LOOKALIKES = ["v=spf2.0/pra mx -all", "spf1 is not here"];
const MX = [["10 mx1.example.test"], ["10 mx1.example.test", "20 mx2.example.test"], ["0 mxbiz1.qq.com"]];
const TEXTS = [
  "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ",
  "MS=ms12345678",
  'say "hi" \\ there; now',
  "grüße aus köln",
  `long=${"0123456789abcdef".repeat(37)}`,
  "a=1;b=2 ::set-output name=x::y",
  "apple-domain-verification=Zz0",
];

/** What strangers may have at one name and type, with how likely it is. */
export function drawZones(
  random: Random,
  count: number,
  keeps: "comments" | "routing" | "nothing",
): DrawnZones {
  const domains = drawDomains(random, count);
  const apexes = APEXES.filter((apex) =>
    domains.some((domain) => domain === apex || domain.endsWith(`.${apex}`)),
  );
  const records: DrawnRecord[] = [];
  const put = (owner: string, type: RRType, values: readonly string[]): void => {
    if (records.some((one) => one.owner === owner && (one.type === type || one.type === "CNAME"))) return;
    const ttl = random.pick(TTLS);
    for (const value of new Set(values))
      records.push({ owner: name(owner), type, ttl, value, ...marks(random, keeps) });
  };
  for (const apex of apexes) putAround(random, apex, put);
  for (const domain of domains) putAt(random, domain, apexes.includes(domain), put);
  const hasRouting = keeps === "routing" && random.chance(0.15);
  const routing = hasRouting ? drawRouting(random, domains[0] as DomainName, apexes[0] as DomainName) : [];
  return { apexes, domains, records, routing };
}

type Put = (owner: string, type: RRType, values: readonly string[]) => void;

function drawDomains(random: Random, count: number): readonly DomainName[] {
  const [first = name("example.test"), second = first] = APEXES;
  if (count > 1)
    return ["m0", "m1", "x.m2", "m3"]
      .slice(0, count)
      .map((label, index) => name(`${label}.${index % 2 === 0 ? first : second}`));
  return [name(random.pick(["mail.example.test", "mail.example.test", "a.b.example.test", "example.test"]))];
}

function marks(random: Random, keeps: string): Pick<DrawnRecord, "comment" | "tags"> {
  if (keeps !== "comments" || random.chance(0.5)) return {};
  return {
    comment: random.pick(["of marketing", "do not touch", "ticket 4711"]),
    ...(random.chance(0.5) ? { tags: ["team:web"] } : {}),
  };
}

/** The company's other names: none of them is ours to touch. */
function putAround(random: Random, apex: DomainName, put: Put): void {
  put(`mx1.${apex}`, "A", ["192.0.2.25"]);
  put(`mx2.${apex}`, "A", ["192.0.2.26"]);
  put(`www.${apex}`, "A", ["192.0.2.80"]);
  put(`policy.${apex}`, "TXT", [random.pick(DMARC)]);
  if (random.chance(0.5)) put(`blog.${apex}`, "CNAME", [`www.${apex}`]);
  if (random.chance(0.5)) put(`notmail.${apex}`, "TXT", ["v=spf1 -all", random.pick(TEXTS)]);
  if (random.chance(0.4)) put(`google._domainkey.${apex}`, "TXT", ["v=DKIM1; k=rsa; p=MIGfMA0"]);
  if (random.chance(0.4)) put(`_dmarc.${apex}`, "TXT", [random.pick(DMARC)]);
  if (random.chance(0.4)) put(apex, "MX", random.pick(MX));
  if (random.chance(0.4)) put(apex, "TXT", [random.pick(SPF), random.pick(TEXTS)]);
  if (random.chance(0.12)) put(`*.${apex}`, "TXT", [random.pick([...SPF, ...TEXTS])]);
  if (random.chance(0.12)) put(`*.${apex}`, "MX", random.pick(MX));
  if (random.chance(0.12)) put(`*.${apex}`, "A", ["192.0.2.99"]);
}

/** Strangers' values at the very names that the program writes. */
function putAt(random: Random, domain: DomainName, isApex: boolean, put: Put): void {
  if (!isApex && random.chance(0.04)) return put(domain, "CNAME", ["www.example.test"]);
  const texts = [
    ...(random.chance(0.5) ? [random.pick(SPF)] : []),
    ...(random.chance(0.04) ? [random.pick(SPF)] : []),
    ...(random.chance(0.03) ? [random.pick(LOOKALIKES)] : []),
    ...random.shuffled(TEXTS).slice(0, random.pick([0, 0, 1, 2, 5])),
  ];
  if (texts.length > 0) put(domain, "TXT", texts);
  if (random.chance(0.4)) put(domain, "MX", random.chance(0.08) ? ["0 ."] : random.pick(MX));
  if (random.chance(0.25)) put(domain, "A", ["192.0.2.10", "192.0.2.11"]);
  if (random.chance(0.03)) put(`_dmarc.${domain}`, "CNAME", ["policy.example.test"]);
  if (random.chance(0.3))
    put(`_dmarc.${domain}`, "TXT", [
      random.pick(DMARC),
      ...(random.chance(0.06) ? ["v=DMARC1; p=none; pct=1"] : []),
    ]);
  if (random.chance(0.3)) put(`google._domainkey.${domain}`, "TXT", ["v=DKIM1; p=MFwwDQ"]);
  if (random.chance(0.3)) put(`in.${domain}`, "MX", ["5 mx1.example.test"]);
  if (random.chance(0.1)) put(`*.${domain}`, "TXT", [random.pick(TEXTS)]);
}

function drawRouting(random: Random, domain: DomainName, apex: DomainName): readonly DrawnRouting[] {
  // TXT would stand where ours goes and has to be refused; the others do not concern it.
  return [
    random.chance(0.3)
      ? { apex, owner: domain, type: "TXT", value: '"weighted=1"' }
      : { apex, owner: name(`app.${domain}`), type: "A", value: "192.0.2.77" },
  ];
}
