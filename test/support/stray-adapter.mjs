// An adapter for the host of inhouse-host.ts in few lines, with a fault beside its calls: STRAY_FAULT says what happens,
// STRAY_AT behind which call. Its own calls are right.
import { EventEmitter } from "node:events";
import { exit } from "node:process";

const SECRET = { name: "key", summary: "Key.", secret: true, required: true, env: "STRAY_KEY" };

export const meta = {
  id: "stray",
  title: "Stray DNS",
  settings: [{ name: "url", summary: "Address.", secret: false, required: true, env: "STRAY_URL" }, SECRET],
  traits: { swap: "atomic", writes: "value", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
};

const FAULTS = {
  rejection: (text) => void Promise.reject(new Error(text)),
  "rejection without an error": (text) => void Promise.reject(text),
  emitter: (text) => void setImmediate(() => new EventEmitter().emit("error", new Error(text))),
  timer: (text) =>
    void setTimeout(() => {
      throw new Error(text);
    }, 1),
  "timer again and again": (text) =>
    void setInterval(() => {
      throw new Error(text);
    }, 20),
  exit: () => process.exit(0),
  "exit with the status of a wrong config": () => process.exit(2),
  "exit by import": () => exit(0),
  nothing: () => undefined,
};

export const createProvider = async ({ settings: { url, key }, env }) => {
  const request = async (apex, init = {}) => {
    const headers = { authorization: `Bearer ${key}`, ...init.headers };
    const response = await fetch(`${url}/zones/${apex}`, { ...init, headers });
    if (response.status === 412) throw new Error("a lost race");
    return response.status === 200 ? response.json() : undefined;
  };
  /** The call itself is done; with `-stuck` it never comes back. */
  const call = async (name, work) => {
    const answer = await work();
    const [at, isStuck] = [env.STRAY_AT?.replace("-stuck", ""), env.STRAY_AT?.endsWith("-stuck")];
    if (at !== name) return answer;
    FAULTS[env.STRAY_FAULT](`stray, by the key ${key}`);
    return isStuck ? new Promise(() => undefined) : answer;
  };
  return {
    name: "stray",
    traits: meta.traits,
    zonesAt: (apex) =>
      call("zonesAt", async () => {
        const zone = await request(apex);
        return zone === undefined ? [] : [{ apex, id: apex, nameServers: zone.nameServers }];
      }),
    readRRsets: ({ apex }, owners) =>
      call("readRRsets", async () =>
        (await request(apex)).rrsets.filter(({ owner }) => owners.includes(owner)),
      ),
    apply: ({ apex }, swaps) =>
      call("apply", async () => {
        const { version, rrsets } = await request(apex);
        const isSwapped = ({ owner, type }) =>
          swaps.some(({ before, after }) =>
            [before, after].some((one) => one?.owner === owner && one.type === type),
          );
        const next = [
          ...rrsets.filter((one) => !isSwapped(one)),
          ...swaps.flatMap(({ after }) => after ?? []),
        ];
        await request(apex, {
          method: "PUT",
          headers: { "if-match": version },
          body: JSON.stringify({ rrsets: next }),
        });
        return { written: swaps.length };
      }),
  };
};
