/** What strict consumers write, in each way to import this package. */
export const CONSUMER = `
import { createRun, isOnboardError, onboardDomain, OnboardError, satisfy, DEFAULT_POLICY } from "ses-onboard";
import { createWriteOutcome, createPersist, openSwaps, parseDomainName, quoteTxt, splitCharacterStrings } from "ses-onboard/adapter";
import type { AdapterContext, AdapterModule, Persist } from "ses-onboard/adapter";
import type { DnsProvider, DomainResult, EventBody, LibraryOptions, RRset, RunOptions, Swap, Verdict } from "ses-onboard";
import { conformanceCases, type ConformanceSubject, type HostSide } from "ses-onboard/conformance";

const owner = parseDomainName("mail.example.com");
const swap: Swap = { before: undefined, after: { owner, type: "TXT", ttl: 300, values: ["a"] } };
const options: LibraryOptions = { env: {}, options: { mx: "add", tag: ["team=mail"] }, emit: (event: EventBody) => void event.type };
// @ts-expect-error a choice that there is not
const misspelt: RunOptions = { mx: "ad" };
const result: DomainResult = await onboardDomain(await createRun("mail.example.com", options));
const first: RRset | null | undefined = result.records[0]?.before;
const verdict: Verdict = satisfy({ purpose: "spf", owner, type: "TXT", expected: "v=spf1 ~all" }, [], DEFAULT_POLICY, {});
declare const host: HostSide;
declare const adapter: AdapterModule;
declare const context: AdapterContext;
const persist: Persist = createPersist(context, { attempts: 2, firstPauseMs: 1, longestPauseMs: 2, deadlineMs: 3 });
const open: readonly Swap[] = openSwaps([swap], []);
createWriteOutcome().sent(open);
const octets: number | undefined = splitCharacterStrings(quoteTxt("a"))[0]?.length;
declare const thrown: unknown;
const exit: number | undefined = isOnboardError(thrown) ? thrown.exit : undefined;
declare const provider: DnsProvider;
const subject: ConformanceSubject = { apex: owner, host, createProvider: () => provider };
await conformanceCases[0]?.run(subject);
// @ts-expect-error a result's state is no longer any text
const wrong: "done" = result.state;
// @ts-expect-error a name must be parsed before it is one
const unparsed: RRset = { owner: "mail.example.com", type: "TXT", ttl: 300, values: [] };
export { adapter, exit, first, misspelt, octets, OnboardError, persist, swap, unparsed, verdict, wrong };
`;
