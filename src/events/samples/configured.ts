import { APEX } from "./zone.ts";

// What a config file adds to events.

/** Beside what each `run.started` has. */
export const CONFIGURED = [
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
