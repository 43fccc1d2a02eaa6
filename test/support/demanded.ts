/** Where a left-out test would hide a defect: in CI, and wherever somebody asks for all. */
export function areAllTestsDemanded(): boolean {
  return process.env["CI"] === "true" || process.env["SES_ONBOARD_ALL_TESTS"] === "1";
}
