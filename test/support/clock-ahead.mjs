// Loaded into a child by --import: its clock is an hour ahead.
const now = Date.now.bind(Date);
const HOUR_MS = 3_600_000;

globalThis.Date = class extends Date {
  constructor(...given) {
    if (given.length === 0) super(now() + HOUR_MS);
    else super(...given);
  }
  static now() {
    return now() + HOUR_MS;
  }
};
