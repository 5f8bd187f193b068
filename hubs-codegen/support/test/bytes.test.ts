import assert from "node:assert/strict";
import { test } from "node:test";
import { base64Of, bytesOf } from "../src/hubs.js";

test("bytes are made of a text, and stay what they are", () => {
  const bytes = Uint8Array.of(0, 128, 255);
  assert.equal(bytesOf(bytes), bytes);
  assert.deepEqual(bytesOf("AID/"), bytes);
  assert.deepEqual(bytesOf(""), new Uint8Array());
  assert.throws(() => bytesOf("!"));
});

test("a text is made of bytes, however many they are", () => {
  assert.equal(base64Of(Uint8Array.of(0, 128, 255)), "AID/");
  const many = new Uint8Array(1_000_000).fill(7);
  assert.deepEqual(bytesOf(base64Of(many)), many);
});
