// What rows of option-table.ts have in common: choices, commands, headings.

export const COLOR_CHOICES = ["always", "never", "auto"] as const;
export const MX_CHOICES = ["keep", "add", "replace"] as const;
export const DMARC_CHOICES = ["keep", "replace", "rfc9989", "rfc7489"] as const;
export const TRANSPORTS = ["udp", "tcp", "doh"] as const;

export const ABOUT_DOMAINS = ["run", "plan", "check"] as const;
/** `plan` takes what decides about a write, so that a plan is of the run that follows. */
export const WRITING = ["run", "plan"] as const;
export const LOOKING = [...ABOUT_DOMAINS, "doctor"] as const;
/** Site and region of an undo are the log's, and SES is not asked. */
export const EACH = [...LOOKING, "undo"] as const;

export const ACCOUNT = { group: "Account and DNS host", commands: LOOKING, inAction: true } as const;
export const POLICY = {
  group: "Records",
  commands: ABOUT_DOMAINS,
  inAction: true,
  inRehearsal: true,
  decides: true,
} as const;
export const WRITE = { ...POLICY, commands: WRITING } as const;
export const RUN = { group: "This run", commands: ["run"], inAction: true, inRehearsal: true } as const;
export const UNDO = { group: "This run", commands: ["undo"], flagOnly: true } as const;
export const OUTPUT = { group: "Output", commands: EACH, inRehearsal: true } as const;
export const KEPT_FILE = { ...OUTPUT, commands: [...ABOUT_DOMAINS, "undo"] } as const;
