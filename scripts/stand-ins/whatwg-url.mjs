// node-fetch 2.7 takes Node's URL and falls back on this package where there is none, as in Node 6. It brings the whole
// of Unicode's table for names.
// oxlint-disable-next-line import/no-default-export -- the package that it stands for has a default export
export default { URL };
