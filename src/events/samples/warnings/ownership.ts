import type { OwnershipWarning } from "../../../plan/ownership/warning.ts";
import { APEX, DOMAIN } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const owner = DOMAIN;

export const OWNERSHIP_WARNING_SAMPLES: SamplesOf<OwnershipWarning> = {
  "kept-by-program": [
    {
      warning: "kept-by-program",
      owner,
      type: "TXT",
      program: "external-dns",
      mark: "heritage=external-dns,external-dns/owner=cluster-1",
    },
    {
      warning: "kept-by-program",
      owner,
      type: "MX",
      program: "Terraform",
      mark: "managed by Terraform, infra/dns",
      export: ['resource "aws_route53_record" "mail_example_com_txt" {', "  ttl     = 300", "}"],
    },
  ],
  "seen-from-outside": [{ warning: "seen-from-outside", owner: APEX }],
};
