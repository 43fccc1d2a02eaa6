// Who asks the validator's resolver before every name server has the records makes it remember their absence.
// Ours and lego's order on equal zones, with the secondary some seconds behind and Unbound as the resolver
// that the validator shares.
import { legosWay, ours } from "./detect.mjs";
import {
  askRecursor,
  nowMs,
  parseDomainName,
  serveAfter,
  uniform,
  withServers,
  zonesNamed,
} from "./name-servers.mjs";

export const title =
  "what a resolver answers right after the gate, asked by us never before and by lego's order all along";

const RUNS = 24;
const LONGEST_LAG_MS = 10_000;
const LONG_NEGATIVE_TTL_SECONDS = 300;

export async function run(report, { runs = RUNS } = {}) {
  // Behind a hidden primary it is no matter of luck which of the servers the resolver asks.
  const slow = zonesNamed("slow", 2, LONG_NEGATIVE_TTL_SECONDS).map((zone) => ({
    ...zone,
    roles: ["secondary"],
  }));
  const zones = [...["ours", "lego"].flatMap((prefix) => zonesNamed(prefix, runs, 60)), ...slow];
  await withServers(zones, async (servers) => {
    const [own, lego, ownSlow, legoSlow] = await Promise.all([
      validations(servers, "ours", runs, ourWay),
      validations(servers, "lego", runs, legoWay),
      validate(servers, "slow0.lab", ourWay, LONGEST_LAG_MS / 2),
      validate(servers, "slow1.lab", legoWay, LONGEST_LAG_MS / 2),
    ]);
    report(`negative TTL 60 s, secondary 0–10 s behind: validations that fail`);
    report(`  ours          ${failures(own)} of ${runs}`);
    report(`  lego's order  ${failures(lego)} of ${runs}`);
    report(
      `SOA minimum ${LONG_NEGATIVE_TTL_SECONDS} s, secondary 5 s behind: the resolver, asked after all name servers serve the record`,
    );
    report(`  ours          ${verdict(ownSlow)}`);
    report(`  lego's order  ${verdict(legoSlow)}`);
    if (failures(own) > 0 || ownSlow.blindSeconds > 0) throw new Error("a resolver was blind after our gate");
  });
}

const ourWay = (tree, zone, options) => ours(tree, zone, options);
const legoWay = (tree, zone, options) => legosWay(tree, zone, { ...options, resolver: resolverOf(tree) });

function validations(servers, prefix, runs, way) {
  return Promise.all(
    Array.from({ length: runs }, (_, index) =>
      validate(servers, `${prefix}${index}.lab`, way, uniform(0, LONGEST_LAG_MS)),
    ),
  );
}

/** One wait by one way, then the validator's question to the resolver. */
async function validate(servers, zone, way, lagMs) {
  await way(servers.tree, zone, {
    onWritten: (at) => void serveAfter(servers, zone, { writtenAt: at, lagMs, owner: `mail.${zone}` }),
  });
  const askedAt = nowMs();
  const observation = await askRecursor(resolverOf(servers.tree), parseDomainName(`mail.${zone}`), "TXT");
  const tookMs = nowMs() - askedAt;
  if (observation.kind === "answer") return { blindSeconds: 0, tookMs };
  // What is left of the negative TTL stands in the answer's SOA (RFC 2308 section 5).
  return { blindSeconds: observation.soa.negativeTtl, tookMs };
}

function resolverOf({ unbound, port }) {
  return { address: unbound.address, port };
}

function failures(results) {
  return results.filter(({ blindSeconds }) => blindSeconds > 0).length;
}

function verdict({ blindSeconds, tookMs }) {
  return blindSeconds === 0
    ? `serves it at the first question, after ${tookMs.toFixed(0)} ms`
    : `denies it, and will for ${blindSeconds} s more`;
}
