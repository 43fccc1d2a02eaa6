// A program on the built library, as a process of its own: takes domain and LibraryOptions as JSON, onboards,
// and prints the result, or the error of createRun.
const { createRun, onboardDomain } = await import(new URL("../../dist/index.js", import.meta.url).href);

const [domain, options] = process.argv.slice(2);
const outcome = await createRun(domain, JSON.parse(options)).then(onboardDomain, (error) => ({
  state: "refused",
  error: { code: error.code, message: error.message },
}));
process.stdout.write(JSON.stringify(outcome));
