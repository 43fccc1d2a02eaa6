import { expect, test } from "vitest";
import { verifySigV4 } from "../../../src/sandbox/route53/sigv4.ts";
import { D, openFixture, type Fixture } from "../../providers/route53/bench.ts";

const KEY = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "sandbox/secret+key" };

/** A request as the official SDK signs it. */
async function signedRequest(env: Readonly<Record<string, string>> = {}) {
  const fixture: Fixture = await openFixture();
  const api = await fixture.client(env);
  const input = {
    HostedZoneId: fixture.zone.id,
    StartRecordName: "\\052.mail.example.test.",
    StartRecordType: "TXT",
  };
  await api.listResourceRecordSets(input, { abortSignal: new AbortController().signal }).catch(() => {});
  await fixture.close();
  const entry = fixture.journal.entries[0];
  if (entry === undefined) throw new Error(`nothing was sent for ${D}`);
  return { request: entry.request, at: entry.at };
}

function codeOf(verify: () => void): string {
  try {
    verify();
    return "verified";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("what the official SDK signs is verified, until five minutes after and from five minutes before", async () => {
  const { request, at } = await signedRequest();
  expect(codeOf(() => verifySigV4(request, KEY, { now: at }))).toBe("verified");
  for (const minutes of [-6, 6])
    expect(codeOf(() => verifySigV4(request, KEY, { now: at + minutes * 60_000 }))).toBe(
      "SignatureDoesNotMatch",
    );
  for (const minutes of [-4, 4])
    expect(codeOf(() => verifySigV4(request, KEY, { now: at + minutes * 60_000 }))).toBe("verified");
});

test("any change of what was signed breaks the signature", async () => {
  const { request, at } = await signedRequest();
  const forged = [
    { ...request, method: "POST" },
    { ...request, path: request.path.replace("/rrset", "/rrsets") },
    { ...request, query: new URLSearchParams({ name: "other.example.test." }) },
    { ...request, body: "<x/>" },
    { ...request, headers: { ...request.headers, host: "elsewhere" } },
    {
      ...request,
      headers: {
        ...request.headers,
        "x-amz-date": request.headers["x-amz-date"]?.replace(/\d\dZ$/, "00Z") ?? "",
      },
    },
  ];
  for (const [index, tampered] of forged.entries()) {
    const isSame = JSON.stringify(tampered) === JSON.stringify(request);
    if (!isSame)
      expect([index, codeOf(() => verifySigV4(tampered, KEY, { now: at }))]).toEqual([
        index,
        "SignatureDoesNotMatch",
      ]);
  }
});

test("a missing or malformed signature, another key and another token have codes of their own", async () => {
  const { request, at } = await signedRequest();
  const { authorization: _signature, ...bare } = request.headers;
  expect(codeOf(() => verifySigV4({ ...request, headers: bare }, KEY, { now: at }))).toBe(
    "MissingAuthenticationToken",
  );
  const basic = { ...request, headers: { ...request.headers, authorization: "Basic abc" } };
  expect(codeOf(() => verifySigV4(basic, KEY, { now: at }))).toBe("IncompleteSignature");
  expect(codeOf(() => verifySigV4(request, { ...KEY, accessKeyId: "AKIDOTHER" }, { now: at }))).toBe(
    "InvalidClientTokenId",
  );
  expect(codeOf(() => verifySigV4(request, { ...KEY, sessionToken: "demanded" }, { now: at }))).toBe(
    "InvalidClientTokenId",
  );
  const withToken = await signedRequest({ AWS_SESSION_TOKEN: "issued" });
  expect(
    codeOf(() => verifySigV4(withToken.request, { ...KEY, sessionToken: "issued" }, { now: withToken.at })),
  ).toBe("verified");
});
