import type { CallOptions } from "../../src/dns/provider.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import { withinTime } from "../../src/async/deadline.ts";
import type { RetryPolicy } from "../../src/async/retry.ts";
import type { AdapterContext } from "../describe.ts";
import { createWriteOutcome, inDoubt, mayHaveArrived, type WriteOutcome } from "../kit/write-outcome.ts";
import { createPersist } from "../kit/persist.ts";
import type {
  Operation,
  SendOptions,
  ChangeOutput,
  GetZoneOutput,
  ListSetsInput,
  ListSetsOutput,
  ListZonesInput,
  ListZonesOutput,
  RawChange,
  RawHostedZone,
  RawRecordSet,
  Route53Api,
} from "./api.ts";
import { surprise, toRoute53Error } from "./errors.ts";

export type ZonePage = ListZonesOutput & { readonly HostedZones: readonly RawHostedZone[] };
export type FoundZone = GetZoneOutput & { readonly HostedZone: RawHostedZone };
export type SetPage = ListSetsOutput & { readonly ResourceRecordSets: readonly RawRecordSet[] };

export type CallsContext = Pick<AdapterContext, "clock" | "admit" | "holdBack" | "onRetry" | "availability">;

/**
 * Route 53's operations with a deadline, repetition and abort; each throws OnboardErrors only, or the
 * signal's reason.
 */
export interface Route53Calls {
  listZones(input: ListZonesInput, options: CallOptions): Promise<ZonePage>;
  getZone(id: string, options: CallOptions): Promise<FoundZone>;
  listSets(input: ListSetsInput, options: CallOptions): Promise<SetPage>;
  /**
   * A batch of DELETEs and CREATEs is safe to repeat: when it arrived the first time, the second is refused
   * and changes nothing. Resolves to the change's id: only an answer that has one says that the batch was taken.
   */
  change(zoneId: string, changes: readonly RawChange[], options: CallOptions): Promise<string>;
  /** A batch that must not succeed, in one request, whatever becomes of it. */
  probe(zoneId: string, changes: readonly RawChange[], options: CallOptions): Promise<void>;
  getChange(id: string, options: CallOptions): Promise<ChangeOutput>;
}

/** How long a failure is repeated by itself, in milliseconds. */
export const OWN_PATIENCE_MS = 8_000;

/**
 * Ten requests a second an account, shared with others: patient enough to outlast a burst, quick enough to
 * say within 10 s that nobody answers.
 */
const POLICY: RetryPolicy = {
  attempts: 5,
  firstPauseMs: 400,
  longestPauseMs: 4_000,
  deadlineMs: OWN_PATIENCE_MS,
};

export function createCalls(api: Route53Api, context: CallsContext, requestMs: number): Route53Calls {
  const persist = createPersist(context, POLICY);
  const once = createPersist(context, { ...POLICY, attempts: 1 });
  const call = async <T>(
    operation: Operation,
    send: (context: SendOptions) => Promise<T>,
    options: CallOptions,
  ): Promise<T> => {
    // Before the time begins in which Route 53 has to answer.
    await api.findKeys(options.signal);
    const outcome = createWriteOutcome();
    try {
      return await persist(options, (own) => attempt({ context, operation, requestMs, outcome }, send, own));
    } catch (error) {
      throw outcome.report(error);
    }
  };
  return {
    listZones: (input, options) =>
      call(
        "ListHostedZonesByName",
        async (context) => withZones(await api.listHostedZonesByName(input, context)),
        options,
      ),
    getZone: (id, options) =>
      call(
        "GetHostedZone",
        async (context) => withZone(await api.getHostedZone({ Id: id }, context)),
        options,
      ),
    listSets: (input, options) =>
      call(
        "ListResourceRecordSets",
        async (context) => withSets(await api.listResourceRecordSets(input, context)),
        options,
      ),
    change: (zoneId, changes, options) =>
      call(
        "ChangeResourceRecordSets",
        async (context) => {
          const input = batchOf(zoneId, changes, "ses-onboard");
          return changeIdOf(await api.changeResourceRecordSets(input, context));
        },
        options,
      ),
    probe: async (zoneId, changes, options) => {
      await api.findKeys(options.signal);
      const input = batchOf(zoneId, changes, "ses-onboard asks for its rights: nothing matches this");
      const asked = {
        context,
        operation: "ChangeResourceRecordSets",
        requestMs,
        outcome: createWriteOutcome(),
      } as const;
      const send = async (given: SendOptions) => void (await api.changeResourceRecordSets(input, given));
      return once(options, (own) => attempt(asked, send, own));
    },
    getChange: (id, options) => call("GetChange", (context) => api.getChange({ Id: id }, context), options),
  };
}

/**
 * A proxy's page with status 200 reads as an answer without anything in it. Told as the failure of the one request, it
 * is no empty list, and it is waited out as an outage is.
 */
function withZones(answer: ListZonesOutput): ZonePage {
  const { HostedZones } = answer;
  if (HostedZones === undefined) throw surprise("ListHostedZonesByName", "it is no list of zones");
  return { ...answer, HostedZones };
}

function withZone(answer: GetZoneOutput): FoundZone {
  const { HostedZone } = answer;
  if (HostedZone === undefined) throw surprise("GetHostedZone", "it holds no zone");
  return { ...answer, HostedZone };
}

function withSets(answer: ListSetsOutput): SetPage {
  const { ResourceRecordSets } = answer;
  if (ResourceRecordSets === undefined)
    throw surprise("ListResourceRecordSets", "it is no list of record sets");
  return { ...answer, ResourceRecordSets };
}

function batchOf(HostedZoneId: string, Changes: readonly RawChange[], Comment: string) {
  return { HostedZoneId, ChangeBatch: { Comment, Changes } };
}

/** A proxy's page, an empty answer and an error document with status 200 all read as an answer without a change. */
function changeIdOf({ ChangeInfo }: ChangeOutput): string {
  const id = ChangeInfo?.Id?.replace(/^\/change\//, "") ?? "";
  if (id === "") throw inDoubt(surprise("ChangeResourceRecordSets", "it names no change"));
  return id;
}

interface RepeatedCall {
  readonly context: CallsContext;
  readonly operation: Operation;
  readonly requestMs: number;
  readonly outcome: WriteOutcome;
}

async function attempt<T>(
  { context, operation, requestMs, outcome }: RepeatedCall,
  send: (context: SendOptions) => Promise<T>,
  { signal }: CallOptions,
): Promise<T> {
  await context.admit(signal);
  try {
    // The SDK listens to the signal only until the headers have come: a body that stalls is given up here.
    return await withinTime(requestMs, signal, (abortSignal) => send({ abortSignal }));
  } catch (error) {
    signal?.throwIfAborted();
    // What the server says of moments is held against the machine's clock, by which the SDK signs.
    const failure = isOnboardError(error) ? error : toRoute53Error(operation, error, Date.now());
    if (mayHaveArrived(failure)) outcome.sent();
    throw failure;
  }
}
