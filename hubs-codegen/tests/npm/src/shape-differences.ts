// Shapes that do not come back as they went, and why. One that has become right fails its test, too.

export const PROTOCOLS = ["json", "messagepack"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

interface Difference {
  /** Method of the shape. */
  readonly shape: string;
  readonly protocols: readonly Protocol[];
  /** Which values, by their place in the list. */
  readonly values: readonly number[];
  /** What each fault says, in part. */
  readonly fault: RegExp;
}

const BOTH = PROTOCOLS;
const MESSAGE_PACK: readonly Protocol[] = ["messagepack"];
/** How the client says that it cannot be sure of an integer. */
const NOT_EXACT = /RangeError: the arguments of .* may stand for another integer/;

const KNOWN: readonly Difference[] = [
  // A JavaScript number is exact up to 2^53 - 1; greater ones are refused before they are sent, and when they come.
  { shape: "wideInts", protocols: BOTH, values: [1, 2, 3], fault: NOT_EXACT },
  { shape: "sizes", protocols: BOTH, values: [0], fault: NOT_EXACT },
  { shape: "specialInts", protocols: BOTH, values: [0], fault: NOT_EXACT },
  { shape: "times", protocols: BOTH, values: [1], fault: NOT_EXACT },
  { shape: "hugeInts", protocols: BOTH, values: [2, 3, 4], fault: NOT_EXACT },
  { shape: "hugeAlone", protocols: BOTH, values: [2], fault: NOT_EXACT },
  // The official client sends -0 as 0: JSON.stringify does, and MessagePack has it as an integer.
  { shape: "floats", protocols: BOTH, values: [1], fault: /the server got Floats { single: 0.0, double: 0.0 }/ },
  // In MessagePack a float of 32 bits is widened, bit for bit; in JSON it has as few digits as tell it from other floats of
  // 32 bits, which are other digits. To the server both are the same.
  { shape: "floats", protocols: MESSAGE_PACK, values: [3, 4, 5, 6, 7], fault: /the client got/ },
  // JavaScript does not tell 1.0 from 1, which `serde_json::Number` does, and rounds beyond 2^53.
  { shape: "numbers", protocols: BOTH, values: [2, 4], fault: /the server got Numbers/ },
  { shape: "values", protocols: BOTH, values: [1, 2], fault: /the server got Values/ },
  // Bytes that are sent as base64 come back as binary data.
  { shape: "blobs", protocols: MESSAGE_PACK, values: [0, 1], fault: /the client got/ },
  // The decoder of the official client refuses such a key and ends its connection; the server does not send it.
  { shape: "prototypeKeys", protocols: MESSAGE_PACK, values: [0], fault: /`__proto__` cannot be a key in MessagePack/ },
];

/** What is not as it should be, given the faults of a shape, each under the place of its value. */
export function judge(shape: string, protocol: Protocol, faults: ReadonlyMap<number, string>): string[] {
  const place = (index: number): string => `${shape} ${index} in ${protocol}`;
  const listed = KNOWN.filter((known) => known.shape === shape && known.protocols.includes(protocol));
  const wrong: string[] = [];
  for (const [index, fault] of faults) {
    const known = listed.some((known) => known.values.includes(index) && known.fault.test(fault));
    if (!known) wrong.push(`${place(index)}: ${fault}`);
  }
  for (const index of listed.flatMap((known) => known.values)) {
    if (!faults.has(index)) wrong.push(`${place(index)}: is right now; it is listed as different`);
  }
  return wrong;
}

/** Differences of shapes that are no more. */
export function unknownShapes(shapes: ReadonlySet<string>): string[] {
  return KNOWN.map((known) => known.shape).filter((shape) => !shapes.has(shape));
}
