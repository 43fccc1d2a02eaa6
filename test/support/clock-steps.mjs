// Loaded into a child by --import: its clock is set by CLOCK_STEP_MS again and again, there and back, so that it is
// set in the middle of everything. What Node's timers go by is not that clock. Less than the five minutes that SES lets
// a signature be off.
const now = Date.now.bind(Date);
const stepMs = Number(process.env.CLOCK_STEP_MS);
const EACH_MS = 150;
// The one that goes on evenly.
const began = performance.now();
const offset = () => (Math.floor((performance.now() - began) / EACH_MS) % 2 === 1 ? stepMs : 0);

globalThis.Date = class extends Date {
  constructor(...given) {
    if (given.length === 0) super(now() + offset());
    else super(...given);
  }
  static now() {
    return now() + offset();
  }
};
