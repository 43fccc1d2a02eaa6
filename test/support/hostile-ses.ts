import { isAtOrBelow } from "../../src/dns/domain-name.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

/** A record that SES asks for, whatever its type. */
export interface Demand {
  readonly type: string;
  readonly owner: string;
  readonly value: string;
}

/**
 * From Create on SES asks for these as well, of the identities at or above them; for its own record of that type and
 * owner, in its place.
 */
export function demand({ ses: { account } }: Sandbox, demands: readonly Demand[]): void {
  type Identity = ReturnType<typeof account.get>;
  const attributes = demands.map(({ type, owner, value }) => ({
    Type: type,
    SendDomain: owner,
    ExpectedValue: value,
    CurrentValue: "",
    Status: false,
  })) as unknown as Identity["attributes"];
  const isDemanded = ({ Type, SendDomain, ExpectedValue }: Identity["attributes"][number]): boolean =>
    attributes.some(
      (one) =>
        one.SendDomain === SendDomain &&
        one.Type === Type &&
        (one.ExpectedValue === ExpectedValue || !ExpectedValue.startsWith("v=DKIM1")),
    );
  const withDemands = (identity: Identity): Identity => {
    const own = identity.attributes.filter((one) => !isDemanded(one));
    const theirs = attributes.filter(({ SendDomain }) => isAtOrBelow(SendDomain, identity.domain));
    const known = (one: Identity["attributes"][number]) =>
      identity.attributes.find(
        ({ SendDomain, ExpectedValue }) =>
          SendDomain === one.SendDomain && ExpectedValue === one.ExpectedValue,
      ) ?? one;
    return { ...identity, attributes: [...own, ...theirs.map(known)] };
  };
  const [create, get] = [account.create.bind(account), account.get.bind(account)];
  account.create = (...given) => withDemands(create(...given));
  account.get = (text) => withDemands(get(text));
}
