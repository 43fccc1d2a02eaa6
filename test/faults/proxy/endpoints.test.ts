import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runChild } from "../../support/child.ts";
import { eventsIn } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { startWorld } from "../../support/world-behind-proxy.ts";

// Credentials cross no network readable, wherever the address comes from: a variable, or a file of AWS's own tools.
// The guard of child.ts would tell of a connection that was begun.

/** Of a network that is reserved for documentation. */
const AWAY = "http://203.0.113.7:8080";

type Env = Readonly<Record<string, string>>;
const variable = (name: string, url = AWAY) => ({ what: name, env: { [name]: url } });
const awsFile = (what: string, text: string) => ({ what, text });
const services = (service: string, url: string) =>
  `[default]\nservices = corp\n[services other]\nroute_53 =\n  endpoint_url = https://route53.amazonaws.com\n` +
  `[services corp]\ns3 =\n  endpoint_url = https://s3.amazonaws.com\n${service} =\n  endpoint_url = ${url}\n`;

async function plan({ env = {}, text = "" }: { readonly env?: Env; readonly text?: string }, of: "aws" | "") {
  const world = await startWorld();
  try {
    const own = { ...world.env([]), ...env };
    const file = join(scratchFolder(), "config");
    writeFileSync(file, text.replaceAll("SANDBOX", world.sandbox.description.route53.endpoint));
    const { AWS_ENDPOINT_URL_ROUTE_53: _own, ...others } = own;
    const given = of === "" || env["AWS_ENDPOINT_URL_ROUTE_53"] !== undefined ? own : others;
    const provider = of === "" ? "cloudflare" : "route53";
    const args = ["plan", "mail.example.test", "--provider", provider, "--format", "json"];
    const ended = await runChild(args, { ...given, AWS_CONFIG_FILE: file });
    const last = eventsIn(ended.stdout).at(-1);
    return {
      exit: ended.exit,
      code: last?.error?.code,
      state: last?.["state"],
      said: ended.stdout + ended.stderr,
    };
  } finally {
    await world.close();
  }
}

describe.concurrent("an endpoint by plain http is refused before any credential leaves", () => {
  it.each([
    variable("CLOUDFLARE_BASE_URL"),
    variable("SES_ONBOARD_SES_ENDPOINT"),
    variable("SES_ONBOARD_STS_ENDPOINT"),
    variable("ACTIONS_ID_TOKEN_REQUEST_URL"),
  ])("in $what", async (given) => {
    const { exit, code, said } = await plan(given, "");
    expect([exit, code], said).toEqual([2, "CONFIG_INVALID"]);
    expect(said).not.toContain("opened a socket");
  });

  it.each([
    variable("AWS_ENDPOINT_URL"),
    variable("AWS_ENDPOINT_URL_ROUTE_53"),
    variable("AWS_ENDPOINT_URL_STS", "http://sts.amazonaws.com"),
    awsFile("endpoint_url of a profile in AWS's own file", `[default]\nendpoint_url = ${AWAY}\n`),
    awsFile("the services section of AWS's own file", services("route_53", AWAY)),
    awsFile("the services section, for the service that gives keys", services("sts", AWAY)),
  ])("in $what", async (given) => {
    const { exit, code, said } = await plan(given, "aws");
    expect([exit, code], said).toEqual([2, "CONFIG_INVALID"]);
    expect(said).not.toContain("opened a socket");
  });
});

it("on the loopback the services section of AWS's own file is followed", async () => {
  const { exit, state, said } = await plan({ text: services("route_53", "SANDBOX") }, "aws");
  expect([exit, state], said).toEqual([0, "planned"]);
});
