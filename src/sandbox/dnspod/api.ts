import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import {
  badGateway,
  noSuchAction,
  notAllowed,
  parametersOf,
  RequestCounter,
  respond,
  respondFault,
  signedAction,
  tooMany,
  type Parameters,
} from "../tencent/api3.ts";
import { FaultQueue, TencentFault } from "../tencent/faults.ts";
import { findSigner, type Tc3Key } from "../tencent/tc3.ts";
import type { StoredZone, ZoneStore } from "../zone-store.ts";
import { ACTIONS, type ServedAction, type World } from "./actions.ts";
import { DOCUMENTED_CODES, refusal, type DnspodAction } from "./faults.ts";
import type { Site } from "./grades.ts";
import { numberOf, textOf } from "./parameters.ts";
import { domainIdOf } from "./records.ts";
import { LEFT_OUT, MX_RANGE, type MxRange } from "./sites.ts";

// DNSPod's API, version 2021-03-23, over the sandbox's zones. No recording of the real one is public (November 2026):
// it answers as Tencent's pages, SDKs and other programs say, and what is assumed is said to be. Groups, tags and the
// like are left out: a parameter that it does not know is refused. Read in this order:
// api.ts (who may ask), actions.ts (what is asked), listings.ts, changes.ts, values.ts; sites.ts, grades.ts and
// faults.ts are tables.

const VERSION = "2021-03-23";
/** As the page of DescribeRecordList says. */
const LISTING_LAG_MS = 30_000;

/** A key of the account, and what its CAM policies allow it. */
export interface DnspodKey extends Tc3Key {
  /** Like `DescribeRecordList`; absent: every action. */
  readonly actions?: readonly string[] | undefined;
  /** The domains that its policies name; absent: all. Lists are of the account, and show the others, too. */
  readonly domains?: readonly DomainName[] | undefined;
}

export interface DnspodSettings {
  readonly keys: readonly DnspodKey[];
  /** The account system: it names the lines, and lists no domain of the other one. By default China's. */
  readonly site?: Site | undefined;
  /** The server's clock, milliseconds since 1970; versions of zones have that of their store. */
  readonly now?: (() => number) | undefined;
  /** How old a listing of records is, in milliseconds: 30 s by default. */
  readonly listLagMs?: number | undefined;
  /** Actions that this API does not have: ModifyRecordFields is a late one. */
  readonly lacks?: readonly DnspodAction[] | undefined;
  /**
   * What the site's own documentation leaves out (sites.ts) is taken all the same, or refused: actions, parameters,
   * preferences. How it really is, nobody outside knows. By default it is taken.
   */
  readonly undocumented?: "taken" | "refused" | undefined;
  /** The preferences of MX that it takes; by default 1 to 65535. */
  readonly mx?: MxRange | undefined;
  /** How a right that lacks is told; both codes are documented. */
  readonly notAllowed?: "UnauthorizedOperation" | "AuthFailure.UnauthorizedOperation" | undefined;
}

export interface SandboxDnspod extends Api {
  /** Documented refusals on request. */
  readonly faults: FaultQueue<DnspodAction>;
}

export function createDnspodApi(store: ZoneStore, settings: DnspodSettings): SandboxDnspod {
  const { now = Date.now } = settings;
  const faults = new FaultQueue<DnspodAction>(DOCUMENTED_CODES);
  const requests = new RequestCounter();
  const answer = (request: ApiRequest): ApiResponse => {
    try {
      const name = admit(request, settings, now());
      const action = ACTIONS[name];
      requests.count(name, now(), action.perSecond);
      faults.throwDue(name);
      const given = parametersOf(request, takenBy(action, name, settings));
      return respond(now(), run(action, given, { request, name, settings, world: worldOf(store, settings) }));
    } catch (error) {
      if (error instanceof TencentFault) return respondFault(now(), error);
      throw error;
    }
  };
  return {
    name: "dnspod",
    faults,
    operationOf: (request) => request.headers["x-tc-action"] ?? `${request.method} ${request.path}`,
    answer,
    rateLimited: ({ headers }) => respondFault(now(), tooMany(limitOf(headers["x-tc-action"]))),
    serverError: badGateway,
  };
}

/** Which action this is, once the request may have it. */
function admit(request: ApiRequest, settings: DnspodSettings, nowMs: number): DnspodAction {
  const { "x-tc-version": version } = request.headers;
  const name = signedAction(request, settings.keys, { nowMs, service: "dnspod" });
  const isLeftOut = (action: DnspodAction) =>
    settings.lacks?.includes(action) === true || leftOut(settings)?.actions.includes(action) === true;
  if (!isAction(name) || isLeftOut(name) || version !== VERSION) throw noSuchAction(name, version);
  if (findSigner(request, settings.keys)?.actions?.includes(name) === false)
    throw notAllowed(settings.notAllowed ?? "UnauthorizedOperation", `dnspod:${name}`);
  return name;
}

interface Call {
  readonly request: ApiRequest;
  readonly name: DnspodAction;
  readonly settings: DnspodSettings;
  readonly world: World;
}

function run(action: ServedAction, given: Parameters, { request, name, settings, world }: Call): object {
  if ("run" in action) return action.run(world, given);
  const zone = domainOf(world.zones, given);
  const key = findSigner(request, settings.keys);
  if (key?.domains?.includes(zone.apex) === false) {
    const resource = `qcs::dnspod:::domain/${domainIdOf(zone)}`;
    throw notAllowed(settings.notAllowed ?? "UnauthorizedOperation", `dnspod:${name}`, resource);
  }
  return action.runOn(zone, given, world);
}

/** @throws TencentFault DomainIdInvalid, DomainInvalid, DomainNotExists (measured by others for a domain of nobody's) */
function domainOf(zones: readonly StoredZone[], given: Parameters): StoredZone {
  const id = numberOf(given, "DomainId");
  if (id !== undefined) {
    const known = zones.find((zone) => domainIdOf(zone) === id);
    if (known === undefined) throw refusal("InvalidParameter.DomainIdInvalid");
    return known;
  }
  const apex = findDomainName(textOf(given, "Domain") ?? "");
  if (apex === undefined) throw refusal("InvalidParameter.DomainInvalid");
  const zone = zones.find((candidate) => candidate.apex === apex);
  if (zone === undefined) throw refusal("InvalidParameterValue.DomainNotExists");
  return zone;
}

function worldOf(store: ZoneStore, settings: DnspodSettings): World {
  const { site = "china", listLagMs = LISTING_LAG_MS } = settings;
  const isOurs = ({ settings: { isPrivate, type, dnspod } }: StoredZone) =>
    !isPrivate && type === "full" && (dnspod.site ?? site) === site;
  return {
    site,
    zones: store.zonesOf("dnspod").filter(isOurs),
    listLagMs,
    mx: settings.mx ?? leftOut(settings)?.mx ?? MX_RANGE,
  };
}

function takenBy(action: ServedAction, name: DnspodAction, settings: DnspodSettings) {
  const refused = leftOut(settings)?.parameters[name] ?? [];
  return { required: action.required, optional: action.optional.filter((one) => !refused.includes(one)) };
}

function leftOut({ site = "china", undocumented }: DnspodSettings) {
  return undocumented === "refused" ? LEFT_OUT[site] : undefined;
}

function isAction(name: string): name is DnspodAction {
  return Object.hasOwn(ACTIONS, name);
}

function limitOf(name = ""): number {
  return isAction(name) ? ACTIONS[name].perSecond : 20;
}
