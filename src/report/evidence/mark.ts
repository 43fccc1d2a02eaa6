/** Stands at the beginning of each report, by which a later run knows it for its own. */
export const REPORT_MARK = "Written by ses-onboard";
