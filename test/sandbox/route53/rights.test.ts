import { expect, test } from "vitest";
import { openFixture, D, type BenchSettings } from "../../providers/route53/bench.ts";

// The words are those of recorded refusals: cert-manager and external-dns threads, 2025; an AWS SCP, 2024.

const context = { abortSignal: new AbortController().signal };

async function refusal(rights: BenchSettings["rights"], Name: string = D, Type = "TXT"): Promise<string> {
  const fixture = await openFixture({ rights });
  const api = await fixture.client();
  const set = { Name: `${Name}.`, Type, TTL: 60, ResourceRecords: [{ Value: '"x"' }] };
  const input = {
    HostedZoneId: fixture.zone.id,
    ChangeBatch: { Comment: "", Changes: [{ Action: "CREATE" as const, ResourceRecordSet: set }] },
  };
  const text = await api.changeResourceRecordSets(input, context).then(
    () => "accepted",
    (error: unknown) => String(error).replaceAll(fixture.zone.id, "ZONE"),
  );
  await fixture.close();
  return text;
}

const NOT_AUTHORIZED =
  "AccessDenied: User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: route53:ChangeResourceRecordSets on resource: arn:aws:route53:::hostedzone/ZONE";
const BY_POLICY = `${NOT_AUTHORIZED} because no identity-based policy allows the route53:ChangeResourceRecordSets action`;

test("a key without a list may do everything, one with a list what stands on it", async () => {
  expect(await refusal(undefined)).toBe("accepted");
  expect(await refusal({ actions: ["route53:ChangeResourceRecordSets"] })).toBe("accepted");
  expect(await refusal({ actions: ["route53:GetHostedZone"] })).toBe(BY_POLICY);
});

test.each([
  ["service control policy", "with an explicit deny in a service control policy"],
  [
    "permissions boundary",
    "because no permissions boundary allows the route53:ChangeResourceRecordSets action",
  ],
] as const)("a %s is named as what withholds it", async (withheldBy, words) => {
  expect(await refusal({ actions: [], withheldBy })).toBe(`${NOT_AUTHORIZED} ${words}`);
});

test.each([
  ["another name", { names: ["other.example.test"] }, BY_POLICY],
  ["another type", { types: ["MX"] }, BY_POLICY],
  ["another action", { actions: ["DELETE"] }, BY_POLICY],
  ["names below another", { names: [`*.${D}`] }, BY_POLICY],
  ["names like this one", { names: ["other.test", `*${D.slice(1)}`] }, "accepted"],
  ["this name, type and action", { names: [D], types: ["TXT"], actions: ["CREATE"] }, "accepted"],
] as const)("a condition for %s is told as a missing right", async (_what, changes, text) => {
  expect(await refusal({ changes })).toBe(text);
});
