// The two ways of waiting that are compared, each on a zone of its own: ours, whole, and lego's (v4.9.1,
// providers' pre-check), step by step.
import { generateKeyPairSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  askRecursor,
  askServer,
  createRfc2136Provider,
  createServerRun,
  nowMs,
  onboardDomain,
  parseDomainName,
} from "./name-servers.mjs";

/** What a measurement may take from another checkout. */
const HERE = { createServerRun, onboardDomain };

const LEGO_INTERVAL_MS = 2_000;
const SPF = "v=spf1 include:qcloudmail.com ~all";
const DKIM_KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "der" },
}).publicKey.toString("base64");

/**
 * A run of ours: when it wrote, when it called the records published, how many questions a server got. `code` is
 * of this checkout unless said otherwise.
 */
export async function ours(tree, zone, { onWritten, resolvers = [], code = HERE }) {
  const questions = new Map();
  let [writtenAt, doneAt] = [NaN, NaN];
  const emit = ({ type }) => {
    if (type === "rrset.written" && Number.isNaN(writtenAt)) onWritten((writtenAt = nowMs()));
    if (type === "propagation.done") doneAt = nowMs();
  };
  const name = parseDomainName(`mail.${zone}`);
  const onQuery = ({ address }) => questions.set(address, (questions.get(address) ?? 0) + 1);
  const run = code.createServerRun(tree, name, {
    identities: satisfiedSes(name),
    emit,
    onQuery,
    resolvers,
    waitMs: 120_000,
  });
  const { state, error } = await code.onboardDomain(run);
  if (state !== "verified") throw new Error(`${zone}: ${JSON.stringify(error)}`);
  return { writtenAt, doneAt, mostQuestions: Math.max(...questions.values()) };
}

/**
 * lego's way: two seconds of sleep, then the resolver, then the name servers one after the other, and again
 * after two seconds.
 */
export async function legosWay(tree, zone, { onWritten, resolver }) {
  const owner = parseDomainName(`mail.${zone}`);
  await writeSpf(tree, parseDomainName(zone), owner);
  const writtenAt = nowMs();
  onWritten(writtenAt);
  const servers = [tree.addressOf("primary"), tree.addressOf("secondary")];
  for (let questions = 0; ;) {
    await sleep(LEGO_INTERVAL_MS);
    await askRecursor(resolver, owner, "TXT");
    questions += 1;
    if (await everyServerHas(servers, tree.port, owner))
      return { writtenAt, doneAt: nowMs(), mostQuestions: questions };
  }
}

async function everyServerHas(servers, port, owner) {
  for (const address of servers) {
    const observation = await askServer({ address, port }, owner, "TXT");
    if (observation.kind !== "answer") return false;
  }
  return true;
}

/** One dynamic update: an SPF record at the name. */
async function writeSpf(tree, apex, owner) {
  const provider = createRfc2136Provider({
    primary: { address: tree.addressOf("primary"), port: tree.port },
    apexes: [apex],
  });
  const after = { owner, type: "TXT", ttl: 300, values: [SPF] };
  await provider.apply({ apex, id: apex, nameServers: undefined }, [{ before: undefined, after }], {});
}

/**
 * An SES that asks for the usual four records and says yes when it is asked: what is measured comes before.
 */
function satisfiedSes(domain) {
  const wanted = [
    { purpose: "spf", owner: domain, type: "TXT", expected: SPF },
    {
      purpose: "dkim",
      owner: `qcloud._domainkey.${domain}`,
      type: "TXT",
      expected: `v=DKIM1; k=rsa; p=${DKIM_KEY}`,
    },
    { purpose: "dmarc", owner: `_dmarc.${domain}`, type: "TXT", expected: "v=DMARC1; p=none" },
    { purpose: "mx", owner: domain, type: "MX", expected: "mxbiz1.qq.com" },
  ];
  const identity = (verified) => ({
    domain,
    verified,
    requestId: "bench",
    records: wanted.map((requirement) => ({ requirement, currentValue: "", status: verified })),
  });
  return {
    site: "international",
    region: "ap-singapore",
    get: () => Promise.resolve(identity(false)),
    ensure: () => Promise.resolve({ ...identity(false), created: true }),
    verify: () => Promise.resolve(identity(true)),
  };
}
