import type { DomainName } from "../../dns/domain-name.ts";
import type { IdentityList } from "../../plan/identity.ts";

/** What was found, with the facts that its sentence is made of. */
export type Finding =
  /** Names that say something here; `borrows`: whose keys count where it has none of its own. */
  | {
      readonly finding: "variables";
      readonly accounts: readonly {
        readonly of: string;
        readonly names: readonly string[];
        readonly borrows?: string;
      }[];
    }
  /** SES is asked through it. */
  | { readonly finding: "proxy"; readonly variable: string; readonly url: string }
  | { readonly finding: "no-proxy" }
  /** This machine's clock against that of SES, by an unsigned request; null: it did not tell. */
  | { readonly finding: "clock"; readonly aheadSeconds: number | null }
  | { readonly finding: "port-open"; readonly ports: readonly number[] }
  /** No name server can be asked, and public resolvers by HTTPS can. */
  | { readonly finding: "port-shut"; readonly ports: readonly number[] }
  | {
      readonly finding: "zone";
      readonly apex: DomainName;
      readonly nameServers: readonly DomainName[];
      readonly addresses: number;
      /** Nobody refers to the zone: the world comes to it by the servers of this one. */
      readonly enclosing?: DomainName;
    }
  | {
      readonly finding: "zone-by-resolvers";
      readonly apex: DomainName;
      readonly nameServers: readonly DomainName[];
    }
  | {
      readonly finding: "servers";
      readonly apex: DomainName;
      readonly agreeing: number;
      readonly asked: number;
      /** Those that serve it with authority, by name. */
      readonly serving: readonly DomainName[];
    }
  /** `passes`: no public resolver that validates refuses it; `untold`: none told in time. */
  | {
      readonly finding: "dnssec";
      readonly apex: DomainName;
      readonly view: "unsigned" | "passes" | "untold";
    }
  /** SES takes the keys; null: it was asked for no domain of ours. */
  | {
      readonly finding: "ses";
      readonly domain: DomainName | null;
      readonly identity: "none" | "unverified" | "verified" | null;
    }
  | ({ readonly finding: "listed" } & IdentityList)
  | { readonly finding: "unlisted"; readonly code: string; readonly reason: string }
  /** A DNS host takes the keys; its zones are not ours to name yet. */
  | { readonly finding: "keys"; readonly provider: string }
  | { readonly finding: "no-keys" }
  | { readonly finding: "by-hand"; readonly apex: DomainName }
  | {
      readonly finding: "host";
      readonly provider: string;
      readonly apex: DomainName;
      readonly id: string;
      /** How many it has for the zone; null: it does not tell. */
      readonly nameServers: number | null;
      readonly delegated: number;
      /** Seen to serve it; null: none can be seen from here. */
      readonly serving: number | null;
    }
  /** What stands at the name itself, and how many changes are known so far, with nothing in their way. */
  | {
      readonly finding: "records";
      readonly domain: DomainName;
      readonly types: readonly string[];
      readonly changes: number;
    }
  /** `untellable`: the host has no way to tell; `untold`: it did not; `nothing-to-write`: it was not asked. */
  | {
      readonly finding: "rights";
      readonly apex: DomainName;
      readonly provider: string;
      readonly rights: "held" | "by-hand" | "nothing-to-write" | "untellable" | "untold";
    };
