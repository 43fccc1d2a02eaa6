import { phrase, type Phrase } from "../../src/errors/phrase.ts";
import { waitWords } from "../../src/async/wait-words.ts";
import type { ErrorCode } from "../../src/errors/codes.ts";
import type { Operation } from "./api.ts";

export interface HintFacts {
  readonly code: ErrorCode;
  readonly operation: Operation;
  readonly text: string;
  /** The IAM action that is missing. */
  readonly action: string;
  readonly skewSeconds: number | undefined;
  readonly retryAfterSeconds: number | undefined;
}

export function hintFor(facts: HintFacts): Phrase {
  const { code, text, skewSeconds, retryAfterSeconds } = facts;
  switch (code) {
    case "RIGHTS_MISSING":
      return hintForRight(facts);
    case "CONFIG_INVALID":
      return phrase`Set the region of these credentials: AWS_REGION, region in the AWS profile, or region of this provider in the config; us-east-1, for AWS China cn-northwest-1, for GovCloud us-gov-west-1.`;
    case "CREDENTIALS_REJECTED":
      return phrase`Replace the AWS credentials in the environment: the key is unknown, expired or does not fit its secret. Keys of AWS China and GovCloud need their region, too (AWS_REGION).`;
    case "CREDENTIALS_MISSING":
      return phrase`Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or let the pipeline assume a role.`;
    case "CLOCK_SKEWED":
      return skewSeconds === undefined
        ? phrase`Set this machine's clock: it differs from AWS's by more than five minutes.`
        : phrase`Set this machine's clock: ${skewWords(skewSeconds)}.`;
    case "ZONE_NOT_FOUND":
      return phrase`Correct zoneId of this provider in the config, or use credentials of the account that holds the zone.`;
    case "VALUE_REJECTED":
      return quotaIn(text) === undefined
        ? phrase`Correct the value that Route 53 names; nothing was written.`
        : phrase`Delete records that nobody needs any more, or ask AWS for a higher quota of records in this hosted zone; nothing was written.`;
    case "API_RATE_LIMITED":
      return phrase`Wait ${retryAfterSeconds === undefined ? phrase`a minute` : waitWords(retryAfterSeconds)} and run the same command again; other programs may be using the account's 10 requests a second.`;
    case "API_UNAVAILABLE":
      return phrase`Run the same command again: it reads first and goes on from what is there.`;
    default:
      return phrase`Check that no proxy answers in the place of Route 53, then run the same command again with ${{ option: "debug" }} and report its output.`;
  }
}

function skewWords(seconds: number): Phrase {
  return seconds > 0
    ? phrase`it is ${seconds} seconds ahead of AWS's`
    : phrase`it is ${-seconds} seconds behind AWS's`;
}

/**
 * The limit that a text names. Recorded: "Number of records limit of 1000 exceeded." (2019–2022, for a batch) and
 * "Cannot have more than 100 records in a RRSet." (2017; 400 by now).
 */
export function quotaIn(text: string): number | undefined {
  const found = /limit of (\d+) exceeded|cannot have more than (\d+) records/i.exec(text);
  const limit = found?.[1] ?? found?.[2];
  return limit === undefined ? undefined : Number(limit);
}

/** What withholds a right is told in the text alone, and each of them is mended by somebody else. */
function hintForRight({ operation, action, text }: HintFacts): Phrase {
  if (/service control policy|resource control policy/i.test(text))
    return phrase`Ask whoever runs your AWS organization: one of its policies denies ${action}, and no policy of the account can lift that.`;
  if (/permissions boundary/i.test(text))
    return phrase`Allow ${action} in the permissions boundary of these credentials, too; the policy alone is not enough.`;
  if (/session policy/i.test(text))
    return phrase`Allow ${action} in the session policy with which the role is assumed, too.`;
  if (/explicit deny/i.test(text))
    return phrase`Remove the statement that denies ${action} to these credentials; an allowance beside it does not count.`;
  if (operation === "ListHostedZonesByName")
    return phrase`Allow ${action} in the IAM policy of these credentials, or set zoneId of this provider in the config.`;
  if (operation !== "ChangeResourceRecordSets")
    return phrase`Allow ${action} in the IAM policy of these credentials.`;
  return phrase`Allow ${action} in the IAM policy of these credentials; where it has conditions, allow the names and types that the plan shows, and both CREATE and DELETE.`;
}
