import { record, replyTo } from "../../support/dns-reply.ts";
import {
  edited,
  isBelow,
  oldCopyOf,
  says,
  saysNothing,
  silent,
  soaInAnswer,
  soaOfEachNo,
  when,
  withoutAa,
  type Asked,
} from "./manners.ts";
import {
  APEX,
  D,
  nameOf,
  nsAndGlue,
  serves,
  soaLine,
  type AddressOf,
  type Manners,
  type Plan,
} from "./world.ts";

// Untidy zones that resolvers get through. The line is run on them here; test/servers asks Unbound and BIND.

/** Both of two servers do the same. */
export function both(manners: Manners): Plan {
  return { servers: { ns1: manners, ns2: manners } };
}

/** A question for the SOA of a name below the apex. */
export function failsForSoaBelow(how: Manners): Manners {
  return when((asked) => asked.type === "SOA" && isBelow(APEX)(asked), how);
}

/** A question for any SOA, the zone's own as well. */
export function failsForSoa(how: Manners): Manners {
  return when(({ type }) => type === "SOA", how);
}

export const SOA_EVERYWHERE = both(soaInAnswer(({ name }) => name));
export const SOA_OF_EACH_NO = both(soaOfEachNo);
export const SOA_OF_ZONE = both(soaInAnswer(() => APEX));
export const NOTHING_AT_APEX = both(when(({ name }) => name === APEX, saysNothing));
export const WITHOUT_AA = both(withoutAa);

export const NO_SOA = both(
  edited((reply, { name, type }) => {
    if (name === APEX && type === "SOA") reply.answers.length = 0;
    reply.authorities.length = 0;
  }),
);

export function aliasAtApex(isAliasFor: (asked: Asked) => boolean): Plan {
  const alias: Manners =
    () =>
    ({ query }) =>
      replyTo(query, { answers: [record(APEX, "CNAME", "elsewhere.test")] });
  return both(when((asked) => asked.name === APEX && isAliasFor(asked), alias));
}

/** Served by the servers of the zone above, and not delegated. */
export const NO_OWN_DELEGATION: Plan = {
  servers: { ns1: serves, ns2: serves },
  zoneAt: D,
  assigned: ["ns1.example.test"],
};

/** The same with other manners of the second one. */
export function around(ns2: Manners): Plan {
  return {
    servers: { ns1: serves, ns2 },
    zoneAt: D,
    assigned: ["ns1.example.test", "ns2.example.test"],
  };
}

/** It holds the zone around the sender domain's, and delegates that one to a server with a copy from before. */
export function givesAway(label: string): NonNullable<Plan["others"]> {
  const ns = `${D} 300 NS ns9.example.test`;
  return (of) => ({
    [of(label)]: [
      {
        apex: APEX,
        records: [
          soaLine(APEX),
          ...["ns1", "ns2"].flatMap((one) => [
            `${APEX} 300 NS ${nameOf(one)}`,
            `${nameOf(one)} 300 A ${of(one)}`,
          ]),
          ns,
          `ns9.example.test 300 A ${of("ns9")}`,
        ],
      },
    ],
    [of("ns9")]: [{ apex: D, records: [soaLine(D, 0), ns] }],
  });
}

/** A copy from before, on a server that was not set up as one of the zone. */
export const oldWithoutAa: Manners = (live, above) => withoutAa(oldCopyOf("ns1", "ns2")(live, above), above);

/** The name of a name server is an alias. */
export function aliased(of: AddressOf): readonly string[] {
  return [
    `${APEX} 300 NS alias.test`,
    "alias.test 300 CNAME ns1.example.test",
    `ns1.example.test 300 A ${of("ns1")}`,
  ];
}

export const ALIAS_BESIDE: Plan = {
  servers: { ns1: serves },
  assigned: ["ns1.example.test", "alias.test"],
  delegation: (of) => [...nsAndGlue("ns1", of("ns1")), ...aliased(of)],
  ownNames: (of) => [...nsAndGlue("ns1", of("ns1")), `${APEX} 300 NS alias.test`],
};

export const CYCLE_BESIDE: Plan = {
  servers: { ns1: serves },
  assigned: ["ns1.example.test", "ns.other.test"],
  delegation: (of) => [
    ...nsAndGlue("ns1", of("ns1")),
    "other.test 300 NS ns.third.test",
    "third.test 300 NS ns.other.test",
    `${APEX} 300 NS ns.other.test`,
  ],
  ownNames: (of) => [...nsAndGlue("ns1", of("ns1")), `${APEX} 300 NS ns.other.test`],
};

export const GLUE_FOR_ONE: Plan = {
  servers: { ns1: serves, ns2: serves },
  delegation: (of) => [...nsAndGlue("ns1"), ...nsAndGlue("ns2", of("ns2"))],
};

/** The registry holds an old address of the host's server; the host's own zone has the right one. */
export function staleGlue(stale: (of: AddressOf) => string): Plan {
  const delegation = (of: AddressOf) => [
    `${APEX} 300 NS ns.host.test`,
    `ns.host.test 300 ${stale(of).includes(":") ? "AAAA" : "A"} ${stale(of)}`,
    "host.test 300 NS a.host.test",
    `a.host.test 300 A ${of("host")}`,
  ];
  const hostZone = (of: AddressOf) => ({
    apex: "host.test",
    records: [
      soaLine("host.test"),
      "host.test 300 NS a.host.test",
      `a.host.test 300 A ${of("host")}`,
      `ns.host.test 300 A ${of("ns1")}`,
    ],
  });
  const nothing = () => undefined;
  return {
    servers: { ns1: serves },
    assigned: ["ns.host.test"],
    delegation,
    ownNames: () => [`${APEX} 300 NS ns.host.test`],
    others: (of) => ({
      [of("host")]: [hostZone(of)],
      [of("refusing")]: says("REFUSED")(nothing, nothing),
      [of("silent")]: silent(nothing, nothing),
    }),
  };
}

/** One address of the first server is silent. */
export const BLACK_HOLE: Plan = {
  servers: { ns1: serves, ns2: serves },
  delegation: beside,
  ownNames: beside,
  others: (of) => ({ [of("hole")]: () => undefined }),
};

function beside(of: AddressOf): readonly string[] {
  return [...nsAndGlue("ns1", of("ns1"), of("hole")), ...nsAndGlue("ns2", of("ns2"))];
}
