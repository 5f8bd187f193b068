// `node:test` as a page has it: what is registered waits until `runTest` is told its name.
const tests = new Map();
const firsts = [];
let path = [];

export function test(name, body) {
  tests.set([...path, name].join(": "), body);
}

export function describe(name, body) {
  const outer = path;
  path = [...outer, name];
  body();
  path = outer;
}

export function before(body) {
  firsts.push(body);
}

/** The page is closed instead. */
export function after() {}

window.testNames = () => [...tests.keys()];
window.runTest = async (name) => {
  for (const first of firsts.splice(0)) await first();
  await tests.get(name)();
};
