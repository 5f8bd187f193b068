// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Bytes, which are base64 text over JSON and binary data over MessagePack.

/** The bytes of what came, over either protocol. */
export function bytesOf(value: string | Uint8Array): Uint8Array {
  if (typeof value !== "string") return value;
  return Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
}

/** The text that stands for `bytes`, which servers read over either protocol. */
export function base64Of(bytes: Uint8Array): string {
  let letters = "";
  // One by one, since a call has room for some thousand arguments.
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
