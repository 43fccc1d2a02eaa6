// What the world does to delegations, each seen in public (issues of these projects, read in November 2026) or on
// real servers, and what has to come of it. Unbound and BIND get through most of it, so a program that only looks must,
// too; where nobody gets through, it says what it saw. Each row is a test on sockets: see row() in world.ts.

export interface Row {
  /** What the servers do. */
  readonly world: string;
  /** project#number, or the real servers that do it. */
  readonly seenIn: string;
  readonly must: string;
}

export const ROWS = {
  "soa-below-fails": {
    world: "SERVFAIL, REFUSED, NOTIMP or silence for the SOA of a name below the apex, all else right",
    seenIn: "lego#768 (Alibaba Cloud DNS), lego#707, lego#2633, pgeodns#5",
    must: "find the apex by the referral and other evidence; one question that fails is no absence and no end",
  },
  "soa-everywhere": {
    world: "an SOA record at every name",
    seenIn: "lego#2374 (bunny.net)",
    must: "go up where no NS stands",
  },
  "soa-behind-every-no": {
    world: "an SOA record of the very name that was asked for behind every no",
    seenIn: "lego#2374, whose host has one at every name; Unbound 1.17 and BIND 9.18 take it",
    must: "not take the name for a deeper zone",
  },
  "no-soa-at-apex": {
    world: "no SOA at the apex (load balancers)",
    seenIn: "backname#20",
    must: "take the parent's cut for the apex",
  },
  "soa-fails-at-apex": {
    world:
      "SERVFAIL, REFUSED, NOTIMP, NXDOMAIN or silence for every SOA, also the zone's own, and NS answered there",
    seenIn: "lego#768 (Alibaba Cloud DNS) for names below; Unbound 1.17 and BIND 9.18 take it at the apex",
    must: "take an answer to NS at the apex, with authority, for the zone",
  },
  "soa-of-zone-in-answer": {
    world: "the zone's own SOA in the answer section for a name below it",
    seenIn: "lego#2374",
    must: "have the owner of the SOA decide",
  },
  "without-aa": {
    world: "right answers without AA",
    seenIn: "Unbound 1.17 and BIND 9.18 take them",
    must: "count them from a delegated address without RA, never as an absence, and tell it",
  },
  "stale-glue": {
    world: "glue that is stale or of no use from here, while the host's own zone has the right address",
    seenIn: "zonemaster#843, unbound#1348",
    must: "look the same names up in the world when the glue is used up",
  },
  "deeper-zone": {
    world: "a deeper zone on the same servers that the zone above does not delegate",
    seenIn: "pdns#4278, lego#116, lego#361, cert-manager#3055",
    must: "see it by the owner of the SOA that comes with a no, and say so before Create",
  },
  "cut-at-domainkey": {
    world: "_domainkey below the sender domain is delegated away",
    seenIn: "cert-manager#3055",
    must: "ask for NS there before Create",
  },
  "no-own-delegation": {
    world: "a zone is served, but its parent zone does not delegate it",
    seenIn: "pdns#4278",
    must: "watch the servers of the zone above, too: the world comes by them",
  },
  redelegated: {
    world: "the zone is delegated to other servers during the wait",
    seenIn: "desec-stack#577",
    must: "walk again when the gate is late and before it gives up",
  },
  "cut-during-wait": {
    world: "a referral or a deeper SOA at one of our names shows during the wait",
    seenIn: "pdns#4278",
    must: "end at once and say what was seen",
  },
  "refused-by-all": {
    world: "every server refuses: the zone is suspended, deleted, or not created yet",
    seenIn: "zonemaster-engine#881, zonemaster-engine#459",
    must: "say who refuses and what that means, and nothing of port 53",
  },
  "servfail-by-all": {
    world: "every server fails on the zone",
    seenIn: "BIND 9.18 with a zone file that it could not load",
    must: "say that they fail, not that they are silent",
  },
  "notimp-by-all": {
    world: "every server says NOTIMP",
    seenIn: "pgeodns#5",
    must: "say so",
  },
  "nodata-by-all": {
    world: "every server says that there is nothing at the apex, of any type",
    seenIn: "backname#20",
    must: "take the parent's cut for the apex, and not call the servers silent",
  },
  "silent-by-all": {
    world: "no server of the zone answers",
    seenIn: "zonemaster-engine#459",
    must: "be NOT_OBSERVABLE, each server named",
  },
  "one-refuses": {
    world: "one of two servers refuses",
    seenIn: "zonemaster-engine#881",
    must: "go on by the other one and name it",
  },
  "one-nxdomain": {
    world: "one of two servers says that the zone's own name does not exist",
    seenIn:
      "NSD 4.6, where the zone above was served in place of the zone; Unbound 1.17 and BIND 9.18 go by it",
    must: "not take that for the zone's end, and wait for that server: a part of the world asks it",
  },
  "no-without-aa": {
    world: "one of two servers says without AA that there is nothing",
    seenIn: "Unbound 1.17 and BIND 9.18 go by it, beside a server in order as well",
    must: "take it for no absence, and wait for that server: a part of the world asks it",
  },
  "given-away": {
    world: "one of two servers sends on to others for the very zone",
    seenIn: "Unbound 1.17 and BIND 9.18 follow it, where the zone above is on the same servers",
    must: "say where it sends, and open no gate beside it",
  },
  "cname-at-apex": {
    world: "an alias at the zone's own name",
    seenIn: "lego#2374",
    must: "find the zone and name the alias",
  },
  slow: {
    world: "a server takes its time for every answer",
    seenIn: "dnsdist 1.7 with a delay",
    must: "wait for it, and call it neither dead nor silent",
  },
  "ns-is-alias": {
    world: "the name of a name server is an alias",
    seenIn: "acme-dns#179",
    must: "name it as that",
  },
  "ns-cycle": {
    world: "the names of two zones' servers need each other",
    seenIn: "unbound#682",
    must: "name it as that, within ten questions",
  },
  "ns-without-glue": {
    world: "a name server in the zone that it serves, without glue",
    seenIn: "zonemaster#468",
    must: "name it as that",
  },
  "zone-only-server": {
    world: "a server that the zone names and its parent does not",
    seenIn: "zonemaster-engine#1522, zonemaster#790",
    must: "wait for it while it answers for the zone, and else tell it and wait for nothing",
  },
  "zone-beside": {
    world: "a zone that every server of the zone around it holds, too, so that none of them refers to it",
    seenIn: "pdns#4278",
    must: "say that it is not delegated only where the zone around it denies the name",
  },
  "parents-disagree": {
    world: "one of the parent's servers knows of the delegation, the other does not",
    seenIn: "zonemaster#611, zonemaster#813",
    must: "find the zone and say which one does not",
  },
  "private-roots": {
    world: "the configured roots offer recursion (RA=1), as in companies",
    seenIn: "Unbound 1.17 and BIND 9.18 as internal roots",
    must: "say what they are, not that something on the way answers in their place",
  },
  "two-hosts": {
    world: "two DNS hosts serve the zone, each its own copy",
    seenIn: "zonemaster#813",
    must: "stop before Create, unless that was consented to",
  },
  "large-rrset": {
    world: "TXT record sets over 16 kB",
    seenIn: "weave#1332",
    must: "take answers up to 64 kB by TCP",
  },
  "tcp-cut-at-edns-size": {
    world: "answers by TCP are cut at the size that EDNS tells",
    seenIn: "erldns#77",
    must: "tell 65535 there, or ask without EDNS",
  },
  "edns-dropped": {
    world: "questions with EDNS get no answer at all",
    seenIn: "weave#1332",
    must: "ask without it",
  },
  "one-servfail": {
    world: "one SERVFAIL among many answers",
    seenIn: "dnsdist 1.7 in front of two servers, one of them failing",
    must: "ask that question again, and not begin anew",
  },
  "record-dropped": {
    world: "a server answers for its zone and drops the question for one of our names",
    seenIn: "set up by hand, as filters of names with an underscore and closed TCP behind long answers do",
    must: "say which question gets no answer, and nothing of port 53",
  },
  "back-with-old-records": {
    world: "a server fails for a moment and is left out, and then serves a copy from before",
    seenIn:
      "BIND 9.18 as a secondary that was restarted: its file has the old zone until it has asked the primary",
    must: "ask everyone who was left out once more before the gate opens",
  },
  "black-holed-address": {
    world: "one address of a server is silent beside one that answers",
    seenIn: "chatmail/relay#870",
    must: "remember the silence, hold nothing up, and name it",
  },
} as const satisfies Readonly<Record<string, Row>>;

export type RowId = keyof typeof ROWS;
