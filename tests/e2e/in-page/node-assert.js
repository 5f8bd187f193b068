// As much of `node:assert/strict` as the tests use that run in a page; in-page.test.js holds it against Node's own.
class AssertionError extends Error {}

function show(value) {
  const text = typeof value === "function" || value instanceof Error ? String(value) : JSON.stringify(value);
  return text ?? String(value);
}

function hold(condition, message) {
  if (!condition) throw new AssertionError(message);
}

/** Also of objects with prototypes of their own, if both have the same. */
function same(left, right) {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  // Their values are no properties, so that any two would be the same.
  if (left instanceof Map || left instanceof Set || left instanceof Date || left instanceof ArrayBuffer || left instanceof Error) {
    throw new TypeError("pages do not compare these");
  }
  const keys = Object.keys(left);
  return (
    left.length === right.length &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
  );
}

/** Whether an error is the expected one: of a class, with a text, with some properties, or such that a function says so. */
function fits(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === "object") {
    const has = ([key, value]) => (value instanceof RegExp && typeof error[key] === "string" ? value.test(error[key]) : same(error[key], value));
    return Object.entries(expected).every(has);
  }
  if (expected.prototype !== undefined && error instanceof expected) return true;
  return !Error.isPrototypeOf(expected) && expected.call({}, error) === true;
}

function ok(value, message = `${show(value)} is not truthy`) {
  hold(value, message);
}

function equal(actual, expected, message = `${show(actual)} is not ${show(expected)}`) {
  hold(Object.is(actual, expected), message);
}

function deepEqual(actual, expected, message = `${show(actual)} is not ${show(expected)}`) {
  hold(same(actual, expected), message);
}

function match(text, pattern) {
  hold(typeof text === "string" && pattern.test(text), `${show(text)} does not match ${pattern}`);
}

function throws(body, expected) {
  try {
    body();
  } catch (error) {
    hold(fits(error, expected), `another error was expected than ${error}`);
    return;
  }
  throw new AssertionError("an error was expected");
}

async function rejects(promise, expected) {
  try {
    await (typeof promise === "function" ? promise() : promise);
  } catch (error) {
    hold(fits(error, expected), `another error was expected than ${error}`);
    return;
  }
  throw new AssertionError("a rejection was expected");
}

export default { ok, equal, deepEqual, match, throws, rejects };
