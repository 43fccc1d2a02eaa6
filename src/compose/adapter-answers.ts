import { findDomainName, type DomainName } from "../dns/domain-name.ts";
import type { Receipt, Zone } from "../dns/provider.ts";
import type { RRset } from "../dns/rrset.ts";

// What an adapter answers, before it is believed: everything that a run relies on before Create, which can't be
// undone. Names are folded as ours are; more is not mended. What an adapter adds of its own stays.

/** The answer as a copy of our own, or what is wrong with it, as clauses. */
export type Judged<T> = { readonly answer: T } | { readonly faults: readonly string[] };

type Members = Readonly<Record<string, unknown>>;
/** What is wrong with a value, as the end of a clause; undefined: nothing. */
type Demand = (value: unknown) => string | undefined;

export function judgeZones(answer: unknown, apex: DomainName): Judged<readonly Zone[]> {
  return judgeList(answer, "zonesAt()", (zone, path) => ({
    faults: [
      ...faultsOf(zone, path, ZONE),
      ...(typeof zone["apex"] === "string" && nameOf(zone["apex"]) !== apex
        ? [`${path}.apex is ${zone["apex"]}, and ${apex} was asked for`]
        : []),
    ],
    copy: () => {
      const { apex: own, nameServers, ...others } = zone as unknown as Zone;
      const names = nameServers?.map(nameOf);
      return { ...others, apex: nameOf(own), nameServers: names?.length === 0 ? undefined : names };
    },
  }));
}

export function judgeRRsets(answer: unknown): Judged<readonly RRset[]> {
  return judgeList(answer, "readRRsets()", (rrset, path) => ({
    faults: faultsOf(rrset, path, RRSET),
    copy: () => {
      const own = rrset as unknown as RRset;
      return { ...own, owner: nameOf(own.owner), type: own.type.toUpperCase(), values: [...own.values] };
    },
  }));
}

export function judgeReceipt(answer: unknown): Judged<Receipt> {
  if (!isObject(answer)) return { faults: ["apply() must be an object"] };
  const faults = faultsOf(answer, "apply()", RECEIPT);
  return faults.length > 0 ? { faults } : { answer: { ...answer } as unknown as Receipt };
}

const text: Demand = (value) => (typeof value === "string" && value !== "" ? undefined : "must be text");
const seconds: Demand = (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0
    ? undefined
    : "must be a number from 0 on";
/** 31 bits (RFC 2181 section 8). */
const ttl: Demand = (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31
    ? undefined
    : "must be a whole number of seconds";
const texts: Demand = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === "string")
    ? sizeFault(value)
    : "must be a list of texts";

// A set of the most and longest values that DNS can serve has less: nothing is read for ever, or kept.
const MOST_MEMBERS = 1_000;
const MOST_VALUES = 10_000;
const LONGEST_VALUE = 65_535;
const MOST_FAULTS = 20;

function sizeFault(values: readonly string[]): string | undefined {
  if (values.length > MOST_VALUES) return `has ${values.length} members, and ${MOST_VALUES} are the most`;
  const longest = values.reduce((most, { length }) => Math.max(most, length), 0);
  return longest > LONGEST_VALUE
    ? `has a text of ${longest} characters, and ${LONGEST_VALUE} are the most`
    : undefined;
}

function maybe(demand: Demand): Demand {
  return (value) => (value === undefined ? undefined : demand(value));
}

const ZONE: Readonly<Record<keyof Required<Zone>, Demand>> = {
  apex: text,
  id: text,
  nameServers: maybe(texts),
  notServing: maybe(text),
  minTtl: maybe(seconds),
  readOnlyKey: maybe((value) => (typeof value === "boolean" ? undefined : "must be true or absent")),
};

const RRSET: Readonly<Record<keyof Required<RRset>, Demand>> = {
  owner: text,
  type: text,
  ttl,
  values: texts,
  locked: maybe(text),
  belongsTo: maybe(text),
  managedBy: maybe(text),
};

const RECEIPT: Readonly<Record<keyof Required<Receipt>, Demand>> = {
  changeId: maybe(text),
  written: seconds,
};

interface Looked<T> {
  readonly faults: readonly string[];
  readonly copy: () => T;
}

function judgeList<T>(
  answer: unknown,
  name: string,
  look: (member: Members, path: string) => Looked<T>,
): Judged<readonly T[]> {
  if (!Array.isArray(answer)) return { faults: [`${name} must be a list`] };
  if (answer.length > MOST_MEMBERS)
    return { faults: [`${name} has ${answer.length} members, and ${MOST_MEMBERS} are the most`] };
  const looked = answer.map((member: unknown, index): Looked<T> => {
    const path = `${name}[${index}]`;
    const none = (): never => {
      throw new TypeError(`${path} is no object`);
    };
    return isObject(member) ? look(member, path) : { faults: [`${path} must be an object`], copy: none };
  });
  const faults = looked.flatMap((one) => one.faults);
  return faults.length > 0
    ? { faults: faults.slice(0, MOST_FAULTS) }
    : { answer: looked.map(({ copy }) => copy()) };
}

function faultsOf(
  value: Members,
  path: string,
  demands: Readonly<Record<string, Demand>>,
): readonly string[] {
  return Object.entries(demands).flatMap(([key, demand]) => {
    const fault = demand(value[key]);
    return fault === undefined ? [] : [`${path}.${key} ${fault}`];
  });
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

/** As we write it; a strange name stays as it is, and is then none of those that are looked for. */
function nameOf(name: string): DomainName {
  return findDomainName(name) ?? (name as DomainName);
}
