import { lastEventOf } from "../../../events/events-of.ts";
import { isChange } from "../../../plan/record-plan.ts";
import { keyText } from "../../../dns/rrset.ts";
import { actionCounts } from "../../result/records.ts";
import { besideRecords } from "../../result/open.ts";
import { dkimToFollowWords, HASH_WORDS, irreversibleWords, totalWords } from "../../words/approval-words.ts";
import { rehearsalNote } from "../../words/rehearsal-words.ts";
import { changesOf, changesTitle } from "../changes.ts";
import { stateTone } from "../headline.ts";
import { createsIdentity, nextStepOf } from "../next-step.ts";
import { rehearsalOf, stateOf, type Story } from "../story.ts";
import { TONE_MARKS } from "../tracks/verdict-look.ts";
import { changeText, warningAlert, type Block } from "./sections.ts";
import { alert, code, fenced, table, text } from "./text.ts";

// What somebody sees who has to say yes to a plan; nothing of it is folded away.

/** The identities to create, and that this can't be taken back. */
export function identityBlock(stories: readonly Story[]): Block {
  const creating = stories.filter(createsIdentity);
  const started = creating.flatMap((story) => lastEventOf(story, "run.started") ?? [])[0];
  if (started === undefined) return undefined;
  const title = creating.length === 1 ? "An identity to create:" : `${creating.length} identities to create:`;
  const names = creating.map(({ domain }) => code(domain)).join(", ");
  const listed = creating.flatMap((story) => lastEventOf(story, "identities.listed") ?? [])[0];
  return alert(
    "CAUTION",
    `**${title}** ${names}\n\n${text(irreversibleWords(started, creating.length, listed), started)}`,
  );
}

/** What SES will ask for and nobody knows yet. */
export function dkimBlock(stories: readonly Story[]): Block {
  const domains = stories.filter(createsIdentity).map(({ domain }) => domain);
  return domains.length === 0
    ? undefined
    : `**DKIM to follow:** ${text(dkimToFollowWords(domains), domains)}`;
}

/** Before and after of each record set with its warnings, then the warnings that belong to none. */
export function planBlock(story: Story, mostKept?: number): Block {
  const changes = changesOf(story);
  const result = lastEventOf(story, "result");
  const blocks = [
    ...(changes.length === 0 ? [] : [`**${changesTitle(story)}:**`]),
    ...changes.map((change) => changeText(change, mostKept)),
    ...(result === undefined ? [] : besideRecords(result).map(warningAlert)),
  ];
  return blocks.length === 0 ? undefined : blocks.join("\n\n");
}

/** How to do exactly this: the command with the hash of what is shown, in the action the inputs of the step. */
export function commandBlock(stories: readonly Story[]): Block {
  const next = nextStepOf(stories);
  if (next === undefined) return undefined;
  const { sentence, ways, hash, isInputs } = next;
  const bound = hash === undefined ? "" : ` ${HASH_WORDS}\n\nPlan hash: ${code(hash)}`;
  const title = `**${text(sentence)}**${bound}`;
  const inputs = ways.flatMap((lines, index) => [
    ...(index === 0 ? [] : ["---"]),
    "with:",
    ...lines.map((line) => `  ${line}`),
  ]);
  return `${title}\n\n${isInputs ? fenced("yaml", inputs) : fenced("sh", ways.flat())}`;
}

/** Several plans at a glance. */
export function overviewBlock(stories: readonly Story[]): string {
  const rows = stories.map((story) => {
    const result = lastEventOf(story, "result");
    const state = result?.error?.code ?? stateOf(story);
    const warnings = result?.warnings.length ?? 0;
    return [
      code(story.domain),
      `${TONE_MARKS[stateTone(story)]} ${text(state)}${rehearsalNote(rehearsalOf(story))}`,
      identityWord(story),
      result === undefined ? "" : text(actionCounts(result)),
      warnings === 0 ? "" : `⚠ ${warnings}`,
    ];
  });
  const sets = stories.map(
    (story) =>
      new Set(
        (lastEventOf(story, "result")?.records ?? []).filter(({ action }) => isChange(action)).map(keyText),
      ).size,
  );
  const totals = {
    identities: stories.filter(createsIdentity).length,
    sets: sets.reduce((sum, one) => sum + one, 0),
  };
  return `${table(["domain", "state", "identity", "records", "warnings"], rows)}\n\n${totalWords(totals)}`;
}

function identityWord(story: Story): string {
  const identity = lastEventOf(story, "result")?.identity;
  if (identity === undefined || identity === null) return "";
  if (createsIdentity(story)) return "**to create**";
  if (lastEventOf(story, "identity.found")?.exists !== true) return "does not exist";
  return identity.verified ? "verified" : "not verified";
}
