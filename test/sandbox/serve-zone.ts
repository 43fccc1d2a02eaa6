import { onTestFinished, vi } from "vitest";
import { parseDomainName, prefixed } from "../../src/dns/domain-name.ts";
import { ApiJournal, serveApi, type Api } from "../../src/sandbox/api-server.ts";
import { ZoneStore, type StoredRecord, type ZoneSettings } from "../../src/sandbox/zone-store.ts";

// A zone, and one host's API over it by HTTP.

export const apex = parseDomainName("example.test");
export const mail = prefixed("mail", apex);
/** A day in November 2026. */
const NOON = Date.UTC(2026, 10, 26, 12);

/** The zone example.test and its API; the clock of both stands still until it is moved. */
export async function serveZone<Served extends Api>(
  settings: Omit<ZoneSettings, "apex">,
  createApi: (store: ZoneStore, now: () => number) => Served,
) {
  vi.useFakeTimers({ toFake: ["Date"], now: NOON });
  const now = () => Date.now();
  const store = new ZoneStore(now);
  const zone = store.add({ apex, ...settings });
  const api = createApi(store, now);
  const journal = new ApiJournal();
  const server = await serveApi(api, journal);
  onTestFinished(async () => {
    await server.close();
    vi.useRealTimers();
  });
  return {
    api,
    store,
    zone,
    journal,
    url: server.url,
    pass: (ms: number) => vi.setSystemTime(Date.now() + ms),
    stored: (): readonly StoredRecord[] => zone.current.records,
  };
}
