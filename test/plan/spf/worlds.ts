import * as fc from "fast-check";

// Little worlds of DNS in which SPF records refer to each other: nested includes, redirects, macros, names with and
// without addresses. References lead onward only, so that there is no loop.

/** `TYPE name` → values; what is not in it does not exist. */
export type SpfWorld = Readonly<Record<string, readonly string[]>>;

export const DOMAIN = "mail.example.com";
export const SES_RECORD = "v=spf1 include:qcloudmail.com ~all";

const HOSTS = ["h0.example", "h1.example", "h2.example", "gone.example"];
const RECORDS = ["r0.example", "r1.example", "r2.example", "r3.example", `${DOMAIN}.r.example`];

const ip4 = fc
  .tuple(fc.constantFrom("192.0.2", "198.51.100", "203.0.113", "100.64.9"), fc.nat({ max: 255 }))
  .map(([net, last]) => `${net}.${last}`);
const ip6 = fc.nat({ max: 0xffff }).map((group) => `2001:db8:${group.toString(16)}::1`);
const prefix4 = fc.constantFrom("", "", "/32", "/31", "/28", "/24", "/16", "/1", "/0");
const prefix6 = fc.constantFrom("", "", "//128", "//64", "//33", "//0");
/** mailauth 4.13.3 reads `ip6:…/0` as if it had no prefix (November 2026). */
const prefixOfIp6 = fc.constantFrom("", "/128", "/64", "/33", "/1");
const qualifier = fc.constantFrom("", "", "", "", "+", "-", "~", "?");
const host = fc.constantFrom(...HOSTS);

/** @param from the first of the records that may be referred to */
function directives(from: number): fc.Arbitrary<string> {
  const address = fc.oneof(
    fc.tuple(ip4, prefix4).map(([text, length]) => `ip4:${text}${length}`),
    fc.tuple(ip6, prefixOfIp6).map(([text, length]) => `ip6:${text}${length}`),
    fc
      .tuple(fc.constantFrom("a:", "mx:"), host, prefix4, prefix6)
      .map(([kind, name, ...lengths]) => `${kind}${name}${lengths.join("")}`),
    host.map((name) => `exists:${name}`),
  );
  const targets = RECORDS.slice(from);
  const mechanism =
    targets.length === 0
      ? address
      : fc.oneof(
          { weight: 2, arbitrary: address },
          { weight: 1, arbitrary: fc.constantFrom(...targets.map(named)).map((name) => `include:${name}`) },
        );
  return fc.tuple(qualifier, mechanism).map((parts) => parts.join(""));
}

/** The name of the last record as a macro spells it: below an include `%{d}` is another one, `%{o}` is not. */
function named(name: string): string {
  return name.startsWith(DOMAIN) ? "%{o}.r.example" : name;
}

function records(from: number): fc.Arbitrary<string> {
  const targets = RECORDS.slice(from);
  const redirect =
    targets.length === 0
      ? fc.constant([])
      : fc.constantFrom(...targets.map(named)).map((name) => [`redirect=${name}`]);
  const end = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(["-all"], ["~all"], ["?all"], []) },
    { weight: 1, arbitrary: redirect },
  );
  return fc
    .tuple(fc.array(directives(from), { maxLength: 3 }), end)
    .map(([terms, last]) => ["v=spf1", ...terms, ...last].join(" "));
}

const addresses = fc.record({ A: fc.array(ip4, { maxLength: 2 }), AAAA: fc.array(ip6, { maxLength: 1 }) });

/** A world, and the record of the domain in it: `%{d}` is the domain there. */
export function spfWorlds(): fc.Arbitrary<{ readonly record: string; readonly world: SpfWorld }> {
  const own = records(0).map((record) => record.replaceAll("%{o}", "%{d}"));
  const others = fc.tuple(...RECORDS.map((_name, index) => records(index + 1)));
  const hosts = fc.tuple(...HOSTS.slice(0, -1).map(() => addresses));
  return fc.tuple(own, others, hosts, fc.boolean()).map(([record, texts, found, isDeep]) => ({
    record,
    world: Object.fromEntries(
      [
        ...texts.map((text, index) => [`TXT ${RECORDS[index] ?? ""}`, [text]] as const),
        ...found.flatMap(({ A, AAAA }, index) => [
          [`A ${HOSTS[index] ?? ""}`, A] as const,
          [`AAAA ${HOSTS[index] ?? ""}`, AAAA] as const,
          [`MX ${HOSTS[index] ?? ""}`, exchangersOf(found.slice(0, index))] as const,
        ]),
        ...sesRecords(isDeep),
      ].filter(([, values]) => values.length > 0),
    ),
  }));
}

/** Of the hosts before it, those that have addresses: mailauth counts what is void behind an MX apart. */
function exchangersOf(
  hosts: readonly Readonly<Record<"A" | "AAAA", readonly string[]>>[],
): readonly string[] {
  return hosts.flatMap(({ A, AAAA }, index) =>
    A.length + AAAA.length === 0 ? [] : [`10 ${HOSTS[index] ?? ""}`],
  );
}

function sesRecords(isDeep: boolean): readonly (readonly [string, readonly string[]])[] {
  const senders = ["v=spf1 ip4:203.0.113.0/26 ip6:2001:db8:5e5::/48 ~all"];
  return isDeep
    ? [
        ["TXT qcloudmail.com", ["v=spf1 include:spf.qcloudmail.com ~all"]],
        ["TXT spf.qcloudmail.com", senders],
      ]
    : [["TXT qcloudmail.com", senders]];
}
