import type { Parameters, Taken } from "../tencent/api3.ts";
import { TencentFault } from "../tencent/faults.ts";
import type { SesAccount, SesIdentity } from "./account.ts";
import type { DkimOption, SesTag } from "./attributes.ts";

/** One action of the API: what it takes, and what it does. */
export interface ServedAction extends Taken {
  readonly run: (account: SesAccount, parameters: Parameters) => object | Promise<object>;
}

export const ACTIONS: ReadonlyMap<string, ServedAction> = new Map<string, ServedAction>([
  [
    "CreateEmailIdentity",
    {
      required: ["EmailIdentity"],
      optional: ["DKIMOption", "TagList"],
      run: (account, given) =>
        describe(
          account.create(identityOf(given), {
            dkimOption: dkimOptionOf(given, [0, 1]) ?? 0,
            tags: tagsOf(given),
          }),
        ),
    },
  ],
  [
    "UpdateEmailIdentity",
    {
      required: ["EmailIdentity"],
      optional: ["DKIMOption", "NewAPI"],
      run: async (account, given) => {
        dkimOptionOf(given, [0, 1, 2]);
        return describe(await account.update(identityOf(given)));
      },
    },
  ],
  [
    "GetEmailIdentity",
    {
      required: ["EmailIdentity"],
      optional: [],
      run: (account, given) => {
        const identity = account.get(identityOf(given));
        return { ...describe(identity), TagList: identity.tags };
      },
    },
  ],
  ["ListEmailIdentities", { required: [], optional: ["TagList", "Limit", "Offset"], run: listIdentities }],
  ["DeleteEmailIdentity", { required: ["EmailIdentity"], optional: [], run: refuseToDelete }],
]);

function identityOf(given: Parameters): string {
  const identity = given["EmailIdentity"];
  if (typeof identity === "string") return identity;
  throw new TencentFault("InvalidParameter", "The parameter `EmailIdentity` is not a string.");
}

function dkimOptionOf(given: Parameters, allowed: readonly DkimOption[]): DkimOption | undefined {
  const option = given["DKIMOption"];
  if (option === undefined) return undefined;
  const known = allowed.find((one) => one === option);
  if (known !== undefined) return known;
  throw new TencentFault("InvalidParameterValue", "The value of the parameter `DKIMOption` is invalid.");
}

function tagsOf(given: Parameters): readonly SesTag[] {
  const tags = given["TagList"] ?? [];
  if (Array.isArray(tags) && tags.every(isTag)) return tags;
  throw new TencentFault("InvalidParameter", "The parameter `TagList` is not a list of TagKey and TagValue.");
}

function isTag(value: unknown): value is SesTag {
  if (typeof value !== "object" || value === null) return false;
  const names = Object.keys(value).toSorted();
  return names.join() === "TagKey,TagValue" && Object.values(value).every((one) => typeof one === "string");
}

function describe({ verified, attributes, dkimOption }: SesIdentity): object {
  return {
    IdentityType: "DOMAIN",
    VerifiedForSendingStatus: verified,
    Attributes: attributes,
    DKIMOption: dkimOption,
  };
}

const LONGEST_PAGE = 100;

/** Level and daily quota are of each domain; the account's are the highest that one of its domains may reach. */
function listIdentities(account: SesAccount, given: Parameters): object {
  const [limit, offset] = [numberOf(given, "Limit") ?? LONGEST_PAGE, numberOf(given, "Offset") ?? 0];
  if (limit > LONGEST_PAGE)
    throw new TencentFault("InvalidParameterValue", "The value of the parameter `Limit` exceeds 100.");
  const wanted = tagsOf(given);
  const listed = account.identities.filter(({ tags }) => wanted.every((tag) => tags.some(sameTag(tag))));
  const { current, dailyQuota, max, maxDailyQuota } = account.levels;
  return {
    EmailIdentities: listed.slice(offset, offset + limit).map(({ domain, verified, tags }) => ({
      IdentityName: domain,
      IdentityType: "DOMAIN",
      SendingEnabled: verified,
      CurrentReputationLevel: current,
      DailyQuota: dailyQuota,
      SendIp: [],
      TagList: tags,
    })),
    MaxReputationLevel: max,
    MaxDailyQuota: maxDailyQuota,
    Total: listed.length,
  };
}

const sameTag = (wanted: SesTag) => (tag: SesTag) =>
  tag.TagKey === wanted.TagKey && tag.TagValue === wanted.TagValue;

function numberOf(given: Parameters, name: string): number | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= 0) return Number(value);
  throw new TencentFault("InvalidParameter", `The parameter \`${name}\` is not a number.`);
}

/** Only enterprise accounts may. */
function refuseToDelete(account: SesAccount, given: Parameters): never {
  account.get(identityOf(given));
  throw new TencentFault("OperationDenied.NotAllowDelete", "You are not allowed to delete the domain name.");
}
