import { withOptions, type CliCommand } from "../command.ts";

export const doctorCommand: CliCommand = (context) => ({
  command: "doctor [domain]",
  describe: "try credentials, rights, zone, delegation and port 53; creates nothing",
  builder: (argv) =>
    withOptions(
      argv.positional("domain", { describe: "a sender domain, like mail.example.com", type: "string" }),
      "doctor",
    ),
  handler: async (given) => (await import("../tasks/doctor.ts")).doctor(context, given),
});
