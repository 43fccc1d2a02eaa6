import type { DomainName } from "../../dns/domain-name.ts";

/** Why receivers give up on an SPF term. */
export type SpfTermFault = "no-record" | "two-records" | "syntax" | "loop" | "too-many-mx" | "target";

/** What keeps a receiver from coming to SES's senders, in the worst case. */
export type SpfObstacle = "lookups" | "void-lookups" | "term" | "match";

/** What to know about an SPF record. */
export type SpfWarning =
  /** More lookups than receivers make. `without`: so many would be left without what lets SES's senders pass. */
  | {
      readonly warning: "spf-lookups";
      readonly owner: DomainName;
      readonly count: number;
      readonly without: number;
    }
  /** More lookups that find nothing than receivers bear. `upTo`: with those that depend on the mail. */
  | {
      readonly warning: "spf-void-lookups";
      readonly owner: DomainName;
      readonly count: number;
      readonly upTo: number;
      readonly without: number;
    }
  /** `term`: the `?all` by which it says so itself; absent: it ends without a word. */
  | { readonly warning: "spf-decides-nothing"; readonly owner: DomainName; readonly term?: string }
  /** Mechanisms behind `all`, and a redirect beside it (RFC 7208 sections 5.1 and 6.1). */
  | {
      readonly warning: "spf-never-counts";
      readonly owner: DomainName;
      readonly terms: readonly string[];
      /** The `all` by which they don't. */
      readonly all: string;
    }
  /**
   * A term on which receivers give up (permerror): an include without an SPF record, a loop, too many MX, a target
   * that can be no name.
   */
  | {
      readonly warning: "spf-term-broken";
      readonly owner: DomainName;
      /** The name whose record holds the term: the owner, or one that it includes. */
      readonly at: DomainName;
      readonly term: string;
      readonly because: SpfTermFault;
      /** What exactly is wrong, where the text itself shows it. */
      readonly detail?: string;
    }
  /** What could not be looked up: the count is then a lower bound. */
  | {
      readonly warning: "spf-not-counted";
      readonly owner: DomainName;
      readonly term: string;
      readonly because: string;
    }
  /**
   * In the worst case receivers give up before they come to the end of SES's senders, or another term matches first
   * (`match`). `at`: the term, or the count.
   */
  | {
      readonly warning: "spf-senders-fail";
      readonly owner: DomainName;
      readonly because: SpfObstacle;
      readonly at: string;
      /** Of a limit: so many would be left without what lets SES's senders pass. */
      readonly without?: number;
    }
  /** Whether SES's senders pass could not be learned: a lookup failed that decides about it. */
  | {
      readonly warning: "spf-not-proved";
      readonly owner: DomainName;
      readonly term: string;
      readonly because: string;
    }
  /** Mail of others that passes no more, since the plan changes what their record refers to. */
  | {
      readonly warning: "spf-sender-lost";
      readonly owner: DomainName;
      /** Whose record lists them. */
      readonly name: DomainName;
      readonly term: string;
      readonly addresses: readonly string[];
      /** As which it is judged then (RFC 7208 section 2.6). */
      readonly result: string;
    }
  /** Everybody may send: `+all`, in the record or in one that it includes. */
  | {
      readonly warning: "spf-passes-all";
      readonly owner: DomainName;
      readonly at: DomainName;
      readonly term: string;
    }
  /** Receivers don't take it for SPF, and it stands beside a record that they do take. */
  | { readonly warning: "spf-lookalike"; readonly owner: DomainName; readonly value: string }
  /** The first SPF record of a name that sends or receives mail already. */
  | {
      readonly warning: "spf-first-record";
      readonly owner: DomainName;
      /** Mail exchangers and addresses of the name, and terms of what was only meant as SPF, that the record does not list. */
      readonly leftOut: readonly string[];
    }
  /** `mx` follows the MX: the servers that are replaced lose their right to send. */
  | {
      readonly warning: "spf-follows-mx";
      readonly owner: DomainName;
      readonly term: string;
      readonly lost: readonly string[];
    };

/** Whether a warning tells of a fault of the record: what `check --strict` does not let pass. */
const IS_SPF_FAULT = {
  "spf-lookups": true,
  "spf-void-lookups": true,
  "spf-decides-nothing": true,
  "spf-never-counts": true,
  "spf-term-broken": true,
  "spf-not-counted": false,
  "spf-senders-fail": true,
  "spf-not-proved": false,
  "spf-sender-lost": false,
  "spf-passes-all": true,
  "spf-lookalike": true,
  "spf-first-record": false,
  "spf-follows-mx": false,
} as const satisfies Readonly<Record<SpfWarning["warning"], boolean>>;

export type SpfFault = {
  [W in SpfWarning["warning"]]: (typeof IS_SPF_FAULT)[W] extends true ? W : never;
}[SpfWarning["warning"]];
