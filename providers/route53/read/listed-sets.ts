import type { DomainName } from "../../../src/dns/domain-name.ts";
import type { RRType } from "../../../src/dns/rrset.ts";
import type { RawRecordSet } from "../api.ts";
import { findOwner } from "../convert.ts";

/**
 * What was last listed at each owner name, to the letter. DELETE must repeat a set as it is listed, and an
 * RRset has lost its spelling; remembering it saves a second reading. Memory alone decides nothing: the batch
 * itself is refused where the zone has moved on.
 */
export class ListedSets {
  readonly #byOwner = new Map<string, readonly RawRecordSet[]>();

  /** Everything that was listed at these owners, also where that is nothing. */
  remember(zoneId: string, owners: readonly DomainName[], listed: readonly RawRecordSet[]): void {
    for (const owner of owners) {
      this.#byOwner.set(
        key(zoneId, owner),
        listed.filter((set) => findOwner(set.Name) === owner),
      );
    }
  }

  /** Undefined: this owner was not listed yet. */
  at(zoneId: string, owner: DomainName): readonly RawRecordSet[] | undefined {
    return this.#byOwner.get(key(zoneId, owner));
  }

  /** The one plain set of this type, when it has been seen. */
  plainSet(zoneId: string, owner: DomainName, type: RRType): RawRecordSet | undefined {
    return this.at(zoneId, owner)?.find((set) => set.Type === type);
  }

  /** After a write that succeeded; where nobody had looked, the rest of the name stays unknown. */
  replace(
    zoneId: string,
    rrset: { readonly owner: DomainName; readonly type: RRType },
    set: RawRecordSet | undefined,
  ): void {
    const seen = this.at(zoneId, rrset.owner);
    if (seen === undefined) return;
    const others = seen.filter((other) => other.Type !== rrset.type);
    this.#byOwner.set(key(zoneId, rrset.owner), set === undefined ? others : [...others, set]);
  }
}

function key(zoneId: string, owner: DomainName): string {
  return `${zoneId} ${owner}`;
}
