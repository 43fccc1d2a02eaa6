import type { RRset } from "../../../dns/rrset.ts";
import type { DelegationWarning } from "../../../plan/delegation/warning.ts";
import { APEX, DOMAIN, named, NS1, NS2, SERVERS } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const owner = DOMAIN;
const [at] = SERVERS;
const SOA: RRset = {
  owner,
  type: "SOA",
  ttl: 3600,
  values: ["ns1.example.net hostmaster.example.net 1 7200 900 1209600 300"],
};

export const DELEGATION_WARNING_SAMPLES: SamplesOf<DelegationWarning> = {
  "delegation-differs": [
    { warning: "delegation-differs", owner, onlyParent: [NS1], onlyZone: [NS2] },
    { warning: "delegation-differs", owner, onlyParent: [NS1, NS2], onlyZone: [] },
    { warning: "delegation-differs", owner, onlyParent: [], onlyZone: [NS2] },
  ],
  "half-moved": [
    { warning: "half-moved", owner, notAtHost: [NS1], notDelegated: [NS2], otherCopy: [] },
    { warning: "half-moved", owner, notAtHost: [NS1], notDelegated: [], otherCopy: [NS1] },
    { warning: "half-moved", owner, notAtHost: [], notDelegated: [NS1, NS2], otherCopy: [] },
  ],
  "server-without-address": [
    { warning: "server-without-address", owner, servers: [NS1] },
    { warning: "server-without-address", owner, servers: [NS1, NS2] },
    { warning: "server-without-address", owner, servers: [NS1], because: "no-glue" },
    { warning: "server-without-address", owner, servers: [NS1, NS2], because: "circular" },
  ],
  "not-all-asked": [
    { warning: "not-all-asked", owner, asked: 8, servers: 0, addresses: 292 },
    { warning: "not-all-asked", owner, asked: 32, servers: 1, addresses: 0 },
    { warning: "not-all-asked", owner, asked: 64, servers: 4, addresses: 12 },
  ],
  "server-lame": [
    { warning: "server-lame", owner, at, said: { kind: "lame", because: "refused" } },
    { warning: "server-lame", owner, at, said: { kind: "servfail", extendedErrors: [] } },
    {
      warning: "server-lame",
      owner,
      at,
      said: { kind: "servfail", extendedErrors: [{ code: 14, text: "not ready" }] },
    },
    { warning: "server-lame", owner, at, said: { kind: "nodata", soa: undefined } },
    { warning: "server-lame", owner, at, said: { kind: "nodata", soa: undefined, zone: APEX } },
    { warning: "server-lame", owner, at, said: { kind: "nxdomain", soa: undefined } },
    { warning: "server-lame", owner, at, said: { kind: "referral", to: owner, nameServers: [NS2] } },
    { warning: "server-lame", owner, at, said: { kind: "malformed", because: "the answer is cut short" } },
    { warning: "server-lame", owner, at, said: { kind: "answer", rrset: SOA, withoutAuthority: true } },
  ],
  "undelegated-server": [
    {
      warning: "undelegated-server",
      owner,
      at,
      said: { kind: "unreachable", because: "timeout", family: 4 },
    },
    { warning: "undelegated-server", owner, at, said: { kind: "lame", because: "refused" } },
  ],
  "server-silent": [
    { warning: "server-silent", owner, servers: [SERVERS[0]], whole: true },
    { warning: "server-silent", owner, servers: SERVERS, whole: true },
    { warning: "server-silent", owner, servers: [SERVERS[0]], whole: false },
    { warning: "server-silent", owner, servers: SERVERS, whole: false },
  ],
  "record-unanswered": [
    { warning: "record-unanswered", owner, servers: [SERVERS[0]], rrset: { owner, type: "TXT" } },
    { warning: "record-unanswered", owner, servers: SERVERS, rrset: { owner, type: "TXT" } },
  ],
  "without-authority": [
    { warning: "without-authority", owner, servers: [SERVERS[0]] },
    { warning: "without-authority", owner, servers: SERVERS },
  ],
  "zone-not-cut": [{ warning: "zone-not-cut", owner, enclosing: APEX, nameServers: [NS1, NS2] }],
  "parents-disagree": [
    { warning: "parents-disagree", owner, without: [SERVERS[0]] },
    { warning: "parents-disagree", owner, without: SERVERS },
  ],
  "alias-at-apex": [{ warning: "alias-at-apex", owner, target: named("www.example.org") }],
  "family-missing": [
    { warning: "family-missing", owner, family: 6 },
    { warning: "family-missing", owner, family: 4 },
  ],
  "dnssec-unknown": [{ warning: "dnssec-unknown", owner }],
  "fails-validation": [
    {
      warning: "fails-validation",
      owner,
      type: "TXT",
      resolvers: ["1.1.1.1"],
      extendedErrors: [{ code: 6, text: "" }],
    },
    {
      warning: "fails-validation",
      owner,
      type: "TXT",
      resolvers: ["1.1.1.1", "9.9.9.9"],
      extendedErrors: [],
    },
  ],
};
