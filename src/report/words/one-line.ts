import { isIP } from "node:net";
import { neutralise } from "../../errors/neutralise.ts";

/**
 * One line of text in which nothing can command a terminal or a runner. Addresses and the names of resources at AWS and
 * Tencent Cloud stay as they are: their `::` is no command, and people copy them.
 */
export function oneLine(text: string): string {
  return text.replace(/[ \t\r\n()]+|[^ \t\r\n()]+/g, (piece) =>
    isHarmless(piece) ? piece : neutralise(piece),
  );
}

function isHarmless(piece: string): boolean {
  return isIP(piece) !== 0 || ARN.test(piece) || QCS.test(piece);
}

/**
 * `arn:<partition>:<service>:<region>:<account>:<resource>`, the middle two of which may be empty. What follows its
 * `::` is an account's number or another colon, while a command's name begins with a letter; and a service without an
 * account has no region either.
 */
const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:(?:[a-z0-9-]*:\d+|:):[\w+=,.@/*-]+(?::[\w+=,.@/*-]+)*$/;

/**
 * `qcs::<service>:<region>:uin/<account>:<resource>`, whose account may be left out (CAM's page on resources, November
 * 2026). A runner takes `::` for a
 * command only where a line begins with it, and no line is broken within a piece.
 */
const QCS = /^qcs::[a-z0-9]+:[a-z0-9-]*:(?:uin\/\w+)?:[\w/*.-]+[,;]?$/;
