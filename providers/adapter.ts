// The entry `ses-onboard/adapter`: all that an adapter for a DNS host is made with, wherever it is written.
// docs/how-to/add-a-dns-host.md tells how, examples/third-party-adapter is one; `ses-onboard/conformance`
// holds it to the contract.

// The contract, and what an adapter says about itself.
export type { CallOptions, DnsProvider, ProviderTraits, Receipt, Zone } from "../src/dns/provider.ts";
export type { RRset, RRsetKey, RRType, Swap } from "../src/dns/rrset.ts";
export type {
  AdapterContext,
  AdapterModule,
  CredentialChain,
  CredentialVariable,
  Grade,
  ProviderMeta,
  Setting,
} from "./describe.ts";

// Names, RRsets, and the text of their values.
export { findDomainName, isAtOrBelow, parseDomainName, type DomainName } from "../src/dns/domain-name.ts";
export { findRRset, keyOfSwap, sameRRset, sameValues } from "../src/dns/rrset.ts";
export { canonicalTarget, canonicalValue, formatMx, parseMx, type Mx } from "../src/dns/rdata.ts";
export { keeperIn } from "../src/dns/keeper.ts";
export { quoteTxt, unquoteTxt, type EscapeRadix } from "../src/dns/presentation.ts";
export { joinCharacterStrings, splitCharacterStrings } from "../src/dns/rdata.ts";

// Errors and retries.
export { isOnboardError, OnboardError, type OnboardErrorOptions } from "../src/errors/onboard-error.ts";
export type { ErrorCode } from "../src/errors/codes.ts";
export { unlessAborted } from "../src/async/together.ts";
export { admitAll, type Admit } from "../src/async/rate-limit.ts";
export type { RetryAdvice, RetryPolicy } from "../src/async/retry.ts";

// The rules that every host needs.
export { createWriteOutcome, inDoubt, mayHaveArrived, type WriteOutcome } from "./kit/write-outcome.ts";
export { adviseRetry, createPersist, type Persist } from "./kit/persist.ts";
export {
  compareSwap,
  findAtSwap,
  openSwaps,
  refuseLocked,
  refuseOutside,
  rrsetChanged,
  type Compare,
  type SwapState,
} from "./kit/swaps.ts";
export { checkedSwap, type CheckedSwap, type Listed } from "./kit/checked-swap.ts";
export { alreadyIn, takePlaces } from "./kit/places.ts";
export { createReadLag, type ReadLag } from "./kit/read-lag.ts";
export { groupRRsets, valueOfPresentation } from "./kit/values.ts";
