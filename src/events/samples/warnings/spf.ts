import type { SpfWarning } from "../../../plan/spf/warning.ts";
import { APEX, DOMAIN, named } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const [owner, term] = [DOMAIN, "include:spf.example.org"] as const;
const at = owner;
const vendor = named("spf.example.org");

export const SPF_WARNING_SAMPLES: SamplesOf<SpfWarning> = {
  "spf-lookups": [
    { warning: "spf-lookups", owner, count: 11, without: 10 },
    { warning: "spf-lookups", owner, count: 13, without: 12 },
  ],
  "spf-void-lookups": [
    { warning: "spf-void-lookups", owner, count: 3, upTo: 3, without: 3 },
    { warning: "spf-void-lookups", owner, count: 3, upTo: 4, without: 2 },
    { warning: "spf-void-lookups", owner, count: 0, upTo: 3, without: 3 },
  ],
  "spf-decides-nothing": [
    { warning: "spf-decides-nothing", owner },
    { warning: "spf-decides-nothing", owner, term: "?all" },
  ],
  "spf-never-counts": [
    { warning: "spf-never-counts", owner, terms: [term], all: "-all" },
    { warning: "spf-never-counts", owner, terms: [term, "redirect=spf.example.org"], all: "~all" },
  ],
  "spf-term-broken": [
    { warning: "spf-term-broken", owner, at, term, because: "no-record" },
    { warning: "spf-term-broken", owner, at, term, because: "two-records" },
    { warning: "spf-term-broken", owner, at, term, because: "syntax" },
    { warning: "spf-term-broken", owner, at, term, because: "loop" },
    { warning: "spf-term-broken", owner, at, term: "mx:mail.example.org", because: "too-many-mx" },
    {
      warning: "spf-term-broken",
      owner,
      at: vendor,
      term: "include:a.exampleinclude:b.example",
      because: "target",
      detail: 'a space is missing in front of "include:b.example"',
    },
    {
      warning: "spf-term-broken",
      owner,
      at: vendor,
      term: "include:b.example",
      because: "syntax",
      detail: '"ipv4:192.0.2.1": it is no mechanism of SPF',
    },
  ],
  "spf-not-counted": [
    { warning: "spf-not-counted", owner, term, because: "no server of example.org answers" },
  ],
  "spf-senders-fail": [
    { warning: "spf-senders-fail", owner, because: "lookups", at: "12", without: 11 },
    { warning: "spf-senders-fail", owner, because: "void-lookups", at: "3", without: 2 },
    { warning: "spf-senders-fail", owner, because: "term", at: term },
    { warning: "spf-senders-fail", owner, because: "match", at: "-ip4:203.0.113.0/24" },
  ],
  "spf-not-proved": [
    { warning: "spf-not-proved", owner, term: "include:qcloudmail.com", because: "no server answers" },
  ],
  "spf-sender-lost": [
    {
      warning: "spf-sender-lost",
      owner,
      name: APEX,
      term: `a:${owner}`,
      addresses: ["192.0.2.1"],
      result: "fail",
    },
  ],
  "spf-passes-all": [
    { warning: "spf-passes-all", owner, at, term: "+all" },
    { warning: "spf-passes-all", owner, at: vendor, term: "all" },
  ],
  "spf-lookalike": [{ warning: "spf-lookalike", owner, value: "v=spf10 -all" }],
  "spf-first-record": [
    { warning: "spf-first-record", owner, leftOut: ["mx.example.org", "192.0.2.25"] },
    { warning: "spf-first-record", owner, leftOut: [] },
  ],
  "spf-follows-mx": [{ warning: "spf-follows-mx", owner, term: "mx", lost: ["mx.example.org"] }],
};
