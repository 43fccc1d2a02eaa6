// The library: the same straight line as the command, with ports that you may fill yourself. docs/library.md
// shows a complete program.
export { checkDomain, onboardDomain, planDomain, type ResultOfDomain } from "./program/steps.ts";
export type { FindProvider, Run } from "./onboard/run.ts";
export type { Authority } from "./dns/authority.ts";
export type { DnssecView, PublicResolvers, ResolverAnswer } from "./dns/resolvers.ts";
export type { Clock } from "./async/clock.ts";
export { startClock, systemClock } from "./async/clock.ts";
export { parseDomainName, parseSenderDomain, type DomainName } from "./dns/domain-name.ts";
export type { CallOptions, DnsProvider, ProviderTraits, Receipt, Zone } from "./dns/provider.ts";
export type { RRset, RRType, Swap } from "./dns/rrset.ts";
export type { Delegation, Lookup, Observation, Question, ServerAddress } from "./dns/observation.ts";
export type { EventBody, OnboardEvent, Reporter } from "./events/event.ts";
export type { Abort, DomainResult, DomainState } from "./events/result.ts";
export { isOnboardError, OnboardError, type ErrorReport } from "./errors/onboard-error.ts";
export { exitOf, type ErrorCode, type ErrorKind } from "./errors/codes.ts";
export { Interruption } from "./errors/interruption.ts";
export type { Identity, IdentityRecord, Identities } from "./plan/identity.ts";
export { DEFAULT_POLICY, type Policy, type Requirement, type Surroundings } from "./plan/requirement.ts";
export type { Verdict } from "./plan/verdict.ts";
export { satisfy, isMet } from "./plan/satisfy.ts";
export { createRun, type LibraryOptions } from "./library.ts";
export { createOnboarder, type DomainOptions, type Onboarder, type OnboarderOptions } from "./onboarder.ts";
export type { ConfigFile, SecretSource } from "./config/sources/config-file.ts";
export type { RunOptions } from "./config/sources/library-options.ts";
export { neutralise } from "./errors/neutralise.ts";
