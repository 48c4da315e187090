// `node tools/silero-numbers.mjs`: writes `src/detector/silero-v5-numbers.ts`, the numbers of Silero's voice detector out of the
// published model, in the order in which `silero-network.ts` reads them. `--check` writes nothing: is the file in step?
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { fail, root } from './install.mjs';

/** As published in `@ricky0123/vad-web`. */
const MODEL = 'node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx';
const SHA256 = '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f';
const FILE = 'src/detector/silero-v5-numbers.ts';

// Of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto what leads to a number.
const { root: onnx } = protobuf.parse(`syntax = "proto2";
  message ModelProto { optional GraphProto graph = 7; }
  message GraphProto { repeated NodeProto node = 1; repeated TensorProto initializer = 5; }
  message NodeProto { repeated string output = 2; optional string op_type = 4; repeated AttributeProto attribute = 5; }
  message AttributeProto { optional string name = 1; optional TensorProto t = 5; optional GraphProto g = 6; }
  message TensorProto { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; optional bytes raw_data = 9; }
`);
const FLOAT = 1;

/** The numbers as they were published, in single precision; the file has them in half. */
export function sileroNumbers() {
  const model = readFileSync(path.join(root, MODEL));
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (sha256 !== SHA256) fail(`${MODEL} is not the published model: its SHA-256 is ${sha256}.`);
  return numbersOfModel(model);
}

/** The same of any model of this shape, versions 5 and 6, from the bytes of its file. */
export function numbersOfModel(model) {
  const { graph } = onnx.lookupType('ModelProto').decode(model);
  return inOrder(graph.initializer.length > 0 ? weightsAt16Khz(graph) : weightsOfBranch(graph));
}

/** A model for 16 kHz alone names its arrays itself. */
function weightsAt16Khz({ initializer }) {
  return new Map(initializer.map((tensor) => [tensor.name.replace(/^model\./, ''), arrayOf(tensor)]));
}

/** All named arrays of the branch for 16 kHz, which is the first of the model's one choice. */
function weightsOfBranch({ node }) {
  const choice = node.find(({ opType }) => opType === 'If');
  const branch = choice.attribute.find(({ name }) => name === 'then_branch').g;
  const constants = branch.node.filter(({ opType }) => opType === 'Constant');
  return new Map(constants.map(({ output, attribute }) => [output[0].split('__').at(-1), arrayOf(attribute[0].t)]));
}

function arrayOf({ dims, dataType, rawData }) {
  const bytes = Uint8Array.from(rawData);
  return { shape: dims.map(Number), numbers: dataType === FLOAT ? new Float32Array(bytes.buffer) : null };
}

/** Layer after layer, weights and then biases. */
function inOrder(weights) {
  const numbersOf = (name) => weights.get(name)?.numbers ?? fail(`The model has no ${name}.`);
  const convolution = (number, taps) => {
    const name = `encoder.${number}.reparam_conv`;
    const [rows, channels, width] = weights.get(`${name}.weight`)?.shape ?? fail(`The model has no ${name}.`);
    const weight = numbersOf(`${name}.weight`);
    const from = (row, tap, channel) => weight[(row * channels + channel) * width + tap];
    // Frames lie one behind the other with their channels together, so a row has tap after tap.
    const cells = range(rows).flatMap((row) => taps.flatMap((tap) => range(channels).map((ch) => from(row, tap, ch))));
    return [...cells, ...numbersOf(`${name}.bias`)];
  };
  const [input, memory] = ['decoder.rnn.weight_ih', 'decoder.rnn.weight_hh'].map(numbersOf);
  const [bias, other] = ['decoder.rnn.bias_ih', 'decoder.rnn.bias_hh'].map(numbersOf);
  const width = input.length / bias.length;
  const rowOf = (array, row) => [...array.subarray(row * width, (row + 1) * width)];
  return [
    ...convolution(0, [0, 1, 2]),
    ...convolution(1, [0, 1, 2]),
    // The taps that only ever meet the silence around two frames, and around one, are left out.
    ...convolution(2, [1, 2]),
    ...convolution(3, [1]),
    ...range(bias.length).flatMap((row) => [...rowOf(input, row), ...rowOf(memory, row)]),
    ...bias.map((value, i) => value + other[i]),
    ...numbersOf('decoder.decoder.2.weight'),
    ...numbersOf('decoder.decoder.2.bias'),
  ];
}

/** IEEE 754 half precision, rounded to nearest, ties to even; all that the model has is far from its limits. */
function halfOf(value) {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const scaled = size / 2 ** (exponent - 10);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
  // A mantissa that is rounded up to 2048 carries into the exponent by itself; below 1024 the number is subnormal.
  return sign | (size === 0 ? 0 : (exponent + 14) * 1024 + rounded);
}

/** Base64 of all high bytes and then all low ones: the high ones are alike, which gzip finds and saves 15 kB. */
function textOf(numbers) {
  const halves = numbers.map(halfOf);
  const bytes = [...halves.map((half) => half >> 8), ...halves.map((half) => half & 255)];
  return Buffer.from(bytes).toString('base64');
}

function range(length) {
  return Array.from({ length }, (_, i) => i);
}

function writeOrCheck() {
  const source = `// By tools/silero-numbers.mjs, from the model with SHA-256 ${SHA256}.
// Silero VAD v5, MIT, Copyright (c) 2020-present Silero Team: THIRD-PARTY-NOTICES.md. In half precision, for \`decodeNumbers\`.
export const SILERO_V5: string =
  '${textOf(sileroNumbers())}';
`;
  const file = path.join(root, FILE);
  if (!process.argv.includes('--check')) writeFileSync(file, source);
  else if (readFileSync(file, 'utf8') !== source)
    fail(`${FILE} is out of step: run \`node tools/silero-numbers.mjs\`.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeOrCheck();
