import { DNS_PORT, missingForLego, ownerForLego, withLego } from "./lego.mjs";
import { median } from "./measure.mjs";
import { uniform, withServers, zonesNamed } from "./name-servers.mjs";
import { seconds, series } from "./series.mjs";

export const title =
  "Debian's lego with pebble, on BIND and Knot, secondary 0–10 s behind, negative TTL 60 s";

const LONGEST_LAG_MS = 10_000;

export async function run(report, { runs = 12 } = {}) {
  const missing = missingForLego();
  if (missing.length > 0) return report(`left out, for want of ${missing.join(", ")}`);
  const zones = zonesNamed("real", runs, 60);
  await withServers(
    zones,
    (servers) =>
      withLego(
        servers,
        zones.map(({ name }) => name),
        async (way) => {
          const lagMs = () => uniform(0, LONGEST_LAG_MS);
          tell(
            report,
            await series({ servers, prefix: "real", runs, way, lagMs, apartMs: 0, ownerOf: ownerForLego }),
          );
        },
      ),
    { port: DNS_PORT },
  );
}

function tell(report, all) {
  const lags = all.map(({ lag }) => lag).filter((lag) => !Number.isNaN(lag));
  const failed = all.filter((one) => one.failed).length;
  report(
    `detected after the last server serves it: median ${seconds(median(lags))}, worst ${seconds(Math.max(...lags))}`,
  );
  report(`issuances that fail: ${failed} of ${all.length}`);
}
