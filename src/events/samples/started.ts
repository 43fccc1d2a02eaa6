import { placeOf } from "../../dns/place.ts";
import type { EventBody } from "../event.ts";
import { REHEARSAL, REHEARSED_HOST } from "./rehearsal.ts";
import { APEX, MX } from "./zone.ts";

type Started = Extract<EventBody, { readonly type: "run.started" }>;

const BEGUN = {
  type: "run.started",
  version: "0.1.0",
  site: "international",
  region: "ap-singapore",
} as const;
const STS = { of: "sts", url: "https://sts.gateway.example" } as const;

/** What a config file adds. */
const CONFIGURED = [
  {
    command: "plan",
    config: { file: "ses-onboard.yaml", read: true },
    standing: [
      { option: "mx", value: "replace", from: "ses-onboard.yaml:12" },
      { option: "allow", value: `A:www.${APEX}`, from: "SES_ONBOARD_ALLOW" },
    ],
  },
  { command: "plan", config: { file: "ses-onboard.yaml", read: false } },
] as const;

/** A command begins: by whom, with what, where it asks. */
export const STARTED: readonly [Started, ...Started[]] = [
  { ...BEGUN, command: "run" },
  { ...BEGUN, command: "plan" },
  { ...BEGUN, command: "check" },
  { ...BEGUN, command: "undo" },
  { ...BEGUN, command: "undo", dryRun: true },
  {
    ...BEGUN,
    command: "run",
    given: [
      { option: "replace", values: [placeOf(MX.record)], by: "flag" },
      { option: "allow", values: [`A:www.${APEX}`, `A:${APEX}`], by: "config" },
    ],
    operands: [`mail.${APEX}`],
  },
  {
    ...BEGUN,
    command: "plan",
    startedAs: ["npx", "ses-onboard"],
    given: [{ option: "tag", values: ["team=mail", "cost centre=7"], by: "variable" }],
  },
  { ...BEGUN, command: "plan", inAction: true, given: [{ option: "mx", values: ["add"], by: "list" }] },
  { ...BEGUN, command: "run", by: "ada@workstation", account: { profile: "production" } },
  {
    ...BEGUN,
    command: "plan",
    by: "octocat, https://github.com/acme/dns/actions/runs/7",
    account: { uin: "100012345678" },
  },
  { ...BEGUN, command: "run", ...REHEARSAL },
  { ...BEGUN, command: "plan", ...REHEARSAL, sandbox: true },
  { ...BEGUN, command: "undo", rehearsal: true, endpoints: [REHEARSED_HOST] },
  { ...BEGUN, command: "check", endpoints: [{ of: "ses", url: "https://ses.gateway.example" }, STS] },
  ...CONFIGURED.map((configured) => ({ ...BEGUN, ...configured })),
];
