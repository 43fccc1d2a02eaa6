import type { Environment } from "../../src/net/proxy.ts";
import { configFileOf, profileSections, textOf } from "./profile.ts";

/** Where AWS's tools would send requests by its files alone. */
export interface ConfiguredEndpoints {
  readonly route53: string | undefined;
  /** Of services that give keys. */
  readonly sts: string | undefined;
}

const NONE: ConfiguredEndpoints = { route53: undefined, sts: undefined };

/**
 * What an open chain follows: the profile's services section by the service, else its `endpoint_url` for all ("Service-
 * specific endpoints" of AWS's SDKs and Tools Reference Guide, November 2026). A file that can't be read holds none:
 * the SDK sees it so, too.
 */
export function configuredEndpoints(env: Environment): ConfiguredEndpoints {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true") return NONE;
  try {
    const sections = [...profileSections(env["AWS_PROFILE"] || "default", env)];
    const find = (setting: string) =>
      sections.map((one) => one?.get(setting)).find((url) => url !== undefined);
    if (find("ignore_configured_endpoint_urls")?.toLowerCase() === "true") return NONE;
    const services = endpointsIn(textOf(configFileOf(env)) ?? "", find("services"));
    const general = find("endpoint_url");
    return { route53: services.get("route_53") ?? general, sts: services.get("sts") ?? general };
  } catch {
    return NONE;
  }
}

/** Below `[services NAME]` the settings of a service stand indented below its name: the one place where that counts. */
function endpointsIn(text: string, services: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let isInside = false;
  let service = "";
  for (const line of services === undefined ? [] : text.split(/\r?\n/)) {
    const title = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1];
    if (title !== undefined) isInside = title.replace(/\s+/g, " ") === `services ${services}`;
    if (!isInside) continue;
    const [, indent = "", name = "", value = ""] = /^(\s*)([^=;#[\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (indent === "") service = name === "" ? service : name.toLowerCase();
    else if (name.toLowerCase() === "endpoint_url" && value !== "") found.set(service, value);
  }
  return found;
}
