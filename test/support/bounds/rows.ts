import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { sendBomb, sendJson, sendLong, sendXml, type Answer, type Asked } from "./hostile-http.ts";
import { DOMAIN, inWorld, manyRecords, textSet, type Place, type World } from "./places.ts";

/** One thing of an unusual size, and how a command with it ends. */
export interface Row {
  readonly name: string;
  readonly exit: number;
  /** Of the error; undefined: there is none. */
  readonly code?: string;
  readonly start: () => Promise<Place>;
}

function row(name: string, [exit, code]: readonly [number, string?], world: World | (() => World)): Row {
  return {
    name,
    exit,
    ...(code === undefined ? {} : { code }),
    start: () => inWorld(typeof world === "function" ? world() : world),
  };
}

const surprise = [5, "API_SURPRISE"] as const;
const wrong = [2, "CONFIG_INVALID"] as const;
const SES_TEXT = ['{"Response":{"RequestId":"', '"}}'] as const;
const ENVELOPE = ['{"success":true,"result":[],"padding":"', '"}'] as const;
const SETS = [
  "<ListResourceRecordSetsResponse><Padding>",
  "</Padding></ListResourceRecordSetsResponse>",
] as const;
const XML = { "content-type": "text/xml" } as const;

const isSes =
  (action: string, send: (response: Parameters<Answer>[1]) => boolean | Promise<boolean>): Answer =>
  (asked, response) =>
    asked.action === action ? send(response) : false;

const isRecords = ({ path }: Asked): boolean => /dns_records\?|\/rrset\?/.test(path);

const ofRecords =
  (send: (response: Parameters<Answer>[1], asked: Asked) => boolean | Promise<boolean>): Answer =>
  (asked, response) =>
    isRecords(asked) ? send(response, asked) : false;

const company = { apex: parseDomainName("example.test") };

function attributes(count: number, change: (index: number) => object): unknown {
  const Attributes = Array.from({ length: count }, (_, index) => ({
    Type: "TXT",
    SendDomain: `s${index}._domainkey.${DOMAIN}`,
    ExpectedValue: "v=DKIM1; k=rsa; p=AAAA",
    CurrentValue: "",
    Status: false,
    ...change(index),
  }));
  const Response = {
    IdentityType: "DOMAIN",
    VerifiedForSendingStatus: false,
    Attributes,
    RequestId: "bounds-1",
  };
  return { Response };
}

const SPF = "v=spf1 include:qcloudmail.com ~all";
const FIVE_MB = "x".repeat(5_000_000);

const listed = (total: unknown, names: number) => ({
  Response: {
    EmailIdentities: Array.from({ length: names }, (_, index) => ({ IdentityName: `d${index}.example` })),
    Total: total,
    RequestId: "bounds-2",
  },
});

const page = (index: number) => ({
  id: `${index}`.padStart(32, "0"),
  name: `x${index}.${DOMAIN}`,
  type: "A",
  ttl: 300,
  content: "192.0.2.1",
});

const endless = {
  success: true,
  errors: [],
  messages: [],
  result: Array.from({ length: 100 }, (_, index) => page(index)),
  result_info: { page: 1, per_page: 100, count: 100, total_count: 1e11, total_pages: 1e9 },
};

const ENDLESS_SETS = `<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet><Name>a.${DOMAIN}.</Name><Type>A</Type><TTL>300</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></ResourceRecordSets><IsTruncated>true</IsTruncated><NextRecordName>_dmarc.${DOMAIN}.</NextRecordName><NextRecordType>A</NextRecordType><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`;

const ENTITIES = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 12 }, (_, index) => `<!ENTITY ${"bcdefghijklm"[index]} "${`&${"abcdefghijkl"[index]};`.repeat(10)}">`).join("")}]><ListResourceRecordSetsResponse><Padding>&m;</Padding></ListResourceRecordSetsResponse>`;

const ANSWER_ROWS: readonly Row[] = [
  row("SES: answer of 50 MB", surprise, {
    ses: isSes("GetEmailIdentity", (to) => sendLong(to, 50, SES_TEXT)),
  }),
  row("SES: answer of 1.5 GB", surprise, {
    ses: isSes("GetEmailIdentity", (to) => sendLong(to, 1_500, SES_TEXT)),
  }),
  row("SES: 500 MB packed into 2 MB", surprise, {
    ses: isSes("GetEmailIdentity", (to) => sendBomb(to, 500, SES_TEXT)),
  }),
  row("SES: 10,000 records asked for", surprise, {
    ses: isSes("GetEmailIdentity", (to) =>
      sendJson(
        to,
        attributes(10_000, () => ({})),
      ),
    ),
  }),
  row("SES: a value of 5 MB", surprise, {
    ses: isSes("GetEmailIdentity", (to) =>
      sendJson(
        to,
        attributes(1, () => ({ ExpectedValue: FIVE_MB })),
      ),
    ),
  }),
  row("SES: sees a value of 3 MB", [0], {
    ses: isSes("GetEmailIdentity", (to) =>
      sendJson(
        to,
        attributes(1, () => ({
          SendDomain: DOMAIN,
          ExpectedValue: SPF,
          CurrentValue: "x".repeat(3_000_000),
        })),
      ),
    ),
  }),
  row("SES: a value of 3 MB", surprise, {
    ses: isSes("GetEmailIdentity", (to) =>
      sendJson(
        to,
        attributes(1, () => ({ ExpectedValue: "x".repeat(3_000_000) })),
      ),
    ),
  }),
  row("SES: a type of 5 MB", surprise, {
    ses: isSes("GetEmailIdentity", (to) =>
      sendJson(
        to,
        attributes(1, () => ({ Type: FIVE_MB.toUpperCase() })),
      ),
    ),
  }),
  row("SES: a refusal of 3 MB", surprise, {
    ses: isSes("GetEmailIdentity", (to) =>
      sendJson(to, {
        Response: { Error: { Code: "Strange", Message: "x".repeat(3_000_000) }, RequestId: "bounds-3" },
      }),
    ),
  }),
  row("SES: a list of 100,000 identities of 10^12", [0], {
    ses: isSes("ListEmailIdentities", (to) => sendJson(to, listed(1e12, 100_000))),
  }),
  row("SES: 1 MB of headers", [5, "API_UNAVAILABLE"], {
    ses: isSes("GetEmailIdentity", (to) => {
      to.writeHead(200, { "x-long": "y".repeat(1_000_000) });
      to.end("{}");
      return true;
    }),
  }),
  ...(["cloudflare", "route53"] as const).flatMap((provider): readonly Row[] => {
    const title = provider === "cloudflare" ? "Cloudflare" : "Route 53";
    const text = provider === "cloudflare" ? ENVELOPE : SETS;
    const headers = provider === "cloudflare" ? undefined : XML;
    return [
      row(`${title}: answer of 50 MB`, surprise, {
        provider,
        host: ofRecords((to) => sendLong(to, 50, text, headers)),
      }),
      row(`${title}: answer of 1.5 GB`, surprise, {
        provider,
        host: ofRecords((to) => sendLong(to, 1_500, text, headers)),
      }),
      row(`${title}: 500 MB packed into 2 MB`, surprise, {
        provider,
        host: ofRecords((to) => sendBomb(to, 500, text)),
      }),
      row(`${title}: a list that never ends`, surprise, {
        provider,
        host: ofRecords((to) =>
          provider === "cloudflare" ? sendJson(to, endless) : sendXml(to, ENDLESS_SETS),
        ),
      }),
      row(`${title}: 10,000 records in the zone`, [0], () => ({
        provider,
        sandbox: { zones: [{ ...company, records: manyRecords(10_000) }] },
      })),
      row(`${title}: 10,000 records below the domain`, [0], () => ({
        provider,
        args: ["plan", "example.test"],
        sandbox: { zones: [{ ...company, records: manyRecords(10_000) }] },
      })),
      // Route 53 takes 400 values in a set, which is known before anything is created.
      row(`${title}: a TXT set of 500 values`, provider === "route53" ? [4, "VALUE_REJECTED"] : [0], () => ({
        provider,
        args: ["run", "example.test"],
        sandbox: { zones: [{ ...company, records: [textSet("example.test", 500)] }] },
      })),
    ];
  }),
  row("Route 53: entities that multiply to 10^13 characters", surprise, {
    provider: "route53",
    host: ofRecords((to) => sendXml(to, ENTITIES)),
  }),
];

const ALIASES = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
  .split("")
  .map((letter, index) => `${letter}: &${letter} [${`*${"abcdefghi"[index]},`.repeat(9)}]`)
  .join("\n")}\n`;

const FILE_ROWS: readonly Row[] = [
  row("config file of 100 MB", wrong, () => ({
    args: ["plan", DOMAIN, "--config", "c.yaml"],
    files: { "c.yaml": `# ${"x".repeat(100_000_000)}\n` },
  })),
  row("config file without end", wrong, { args: ["plan", DOMAIN, "--config", "/dev/zero"] }),
  row("config file with aliases that multiply", wrong, {
    args: ["plan", DOMAIN, "--config", "c.yaml"],
    files: { "c.yaml": ALIASES },
  }),
  row("config file nested 100,000 deep", wrong, {
    args: ["plan", DOMAIN, "--config", "c.yaml"],
    files: { "c.yaml": `a: ${"[".repeat(100_000)}` },
  }),
  row("list of 1,000,000 domains", wrong, () => ({
    args: ["plan", "--file", "d.yaml"],
    files: {
      "d.yaml": Array.from({ length: 1_000_000 }, (_, index) => `- m${index}.example.com\n`).join(""),
    },
  })),
  row("list of 30,000 domains", wrong, () => ({
    args: ["plan", "--file", "d.yaml"],
    files: { "d.yaml": Array.from({ length: 30_000 }, (_, index) => `- m${index}.example.com\n`).join("") },
  })),
  row("list of domains in a line of 100 MB", wrong, () => ({
    args: ["plan", "--file", "d.yaml"],
    files: { "d.yaml": `- ${"x".repeat(100_000_000)}\n` },
  })),
  row("plan file of 1 GB", wrong, {
    args: ["run", "--plan", "p.json"],
    files: { "p.json": { megabytes: 1_000, begin: '{"kind":"ses-onboard plan"' } },
  }),
  row("plan file without end", wrong, { args: ["run", "--plan", "/dev/zero"] }),
  row("event log with a line of 1 GB", wrong, {
    args: ["undo", "e.ndjson"],
    files: { "e.ndjson": { megabytes: 1_000, begin: '{"type":"run.started"' } },
  }),
  row("event log without end", wrong, { args: ["undo", "/dev/zero"] }),
  row("secret file without end", wrong, {
    args: ["plan", DOMAIN, "--config", "c.yaml"],
    env: { TENCENTCLOUD_SECRET_KEY: "" },
    files: { "c.yaml": "ses:\n  secretKey: { file: /dev/zero }\n" },
  }),
  row("credentials file of 1 GB", wrong, {
    env: { TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "" },
    files: { ".tencentcloud/credentials": { megabytes: 1_000, begin: "[default]\n" } },
  }),
];

const TOKEN: Answer = (_asked, to) => sendJson(to, { count: 1, value: "header.payload.signature" });

const IDENTITY_ROWS: readonly Row[] = [
  row("GitHub's token service: answer of 1.5 GB", surprise, {
    token: (_asked, to) => sendLong(to, 1_500, ['{"value":"', '"}']),
    sts: () => false,
  }),
  row("STS: answer of 1.5 GB", surprise, {
    token: TOKEN,
    sts: (_asked, to) => sendLong(to, 1_500, SES_TEXT),
  }),
];

/** An adapter of somebody else's whose listing has so many record sets. */
const OWN_ADAPTER = (count: number) => `
export const meta = {
  id: "own",
  settings: [],
  traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
};
const values = ["192.0.2.1"];
export const createProvider = async () => ({
  name: "own",
  traits: meta.traits,
  zonesAt: async (apex) => (apex === "example.test" ? [{ apex, id: apex, nameServers: undefined }] : []),
  readRRsets: async () =>
    Array.from({ length: ${count} }, () => ({ owner: "${DOMAIN}", type: "A", ttl: 300, values })),
  apply: async () => ({ written: 0 }),
});
`;

const OTHER_ROWS: readonly Row[] = [
  row("another's adapter: 1,000,000 record sets", surprise, {
    args: ["plan", DOMAIN, "--provider", "./own.mjs"],
    files: { "own.mjs": OWN_ADAPTER(1_000_000) },
  }),
  row("event log of 1 GB in lines of 200 characters", wrong, {
    args: ["undo", "e.ndjson"],
    files: {
      "e.ndjson": {
        megabytes: 1_000,
        line: `{"type":"propagation.observed","domain":"${DOMAIN}","more":"${"x".repeat(120)}"}`,
      },
    },
  }),
];

export const ROWS: readonly Row[] = [...ANSWER_ROWS, ...IDENTITY_ROWS, ...FILE_ROWS, ...OTHER_ROWS];
