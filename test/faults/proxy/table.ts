import { HOSTS_BY_WAY, type Way } from "../../support/world-behind-proxy.ts";
import type { Condition } from "./conditions.ts";

export const WAYS = Object.keys(HOSTS_BY_WAY) as readonly Way[];

/** A run takes one of them. */
export const DNS_HOSTS: readonly Way[] = ["cloudflare", "route53", "dnspod", "alidns"];

/** Every way out of a run at this DNS host. */
export function waysWith(host: Way): readonly Way[] {
  return WAYS.filter((way) => way === host || !DNS_HOSTS.includes(way));
}

const TITLES: Readonly<Record<Way, string>> = {
  ses: "SES",
  cloudflare: "Cloudflare",
  route53: "Route 53",
  dnspod: "DNSPod",
  alidns: "Alibaba Cloud DNS",
  doh: "DNS by HTTPS",
  github: "GitHub's tokens",
  sts: "Tencent's STS",
};

const TRIES = { 0: "none", 1: "one", 5: "up to 5" } as const;

/** How each cell ended, row by row, as docs/reliability.md has it; those that are not tried are "–". */
export function tableOf(rows: readonly (readonly [Condition, ReadonlyMap<Way, string>])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["the proxy", ...WAYS.map((way) => TITLES[way]), "CONNECTs a connection"]),
    `|${"---|".repeat(WAYS.length + 2)}`,
    ...rows.map(([{ title, fails, direct }, cells]) =>
      line([
        title,
        ...WAYS.map((way) => cells.get(way) ?? "–"),
        direct === true ? TRIES[0] : TRIES[fails?.tries ?? 1],
      ]),
    ),
  ].join("\n");
}
