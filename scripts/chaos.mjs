// `npm run chaos`: test/faults/chaos/main.ts, which says what it does, bundled on the fly; Node 20 can't run it.
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./bench/bundle.mjs";

const { main } = await importTypeScript("test/faults/chaos/main.ts");
// At once: of thousands of broken connections, one that nobody closed once kept it alive after its summary.
process.exit(await main(process.argv.slice(2), fileURLToPath(new URL("../", import.meta.url))));
