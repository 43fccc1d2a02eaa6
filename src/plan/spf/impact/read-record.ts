import { findSpf, isSpf, type SpfRecord } from "../parse.ts";
import type { SpfDirective } from "../term.ts";
import { findAddress, networkOf, type Network } from "./address.ts";

type ReadRecord = SpfRecord | "none" | "permerror";

// A thousand addresses are judged by the same few answers, which may be long.
const READ = new WeakMap<readonly string[], ReadRecord>();
const NETWORKS = new WeakMap<SpfDirective, Network>();

/** The SPF record among the TXT values of a name. */
export function readRecord(values: readonly string[]): ReadRecord {
  const known = READ.get(values);
  if (known !== undefined) return known;
  const [text, ...more] = values.filter(isSpf);
  const parsed = text === undefined || more.length > 0 ? undefined : findSpf(text);
  const record = parsed ?? (text === undefined ? "none" : "permerror");
  READ.set(values, record);
  return record;
}

/** What `ip4` or `ip6` names; undefined: its address is none. */
export function networkIn(directive: SpfDirective): Network | undefined {
  const known = NETWORKS.get(directive);
  if (known !== undefined) return known;
  const { mechanism, target, prefix4, prefix6 } = directive;
  const base = findAddress(target ?? "");
  const network = base && networkOf(base, mechanism === "ip4" ? prefix4 : prefix6);
  if (network !== undefined) NETWORKS.set(directive, network);
  return network;
}
