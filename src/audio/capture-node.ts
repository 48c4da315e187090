import { AVATAR_INPUT, CAPTURE_PROCESSOR, type CaptureReport } from './capture-protocol.js';

interface CaptureNodeListener {
  report(report: CaptureReport): void;
  /** Its code has thrown: it is silent for good. */
  dead(): void;
}

/** The worklet's node between `avatar`, which it measures, and `output`: a node is run only while something pulls it. */
export function createCaptureNode(
  context: AudioContext,
  avatar: AudioNode,
  output: AudioNode,
  listener: CaptureNodeListener,
): AudioWorkletNode {
  const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
    numberOfInputs: 2,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => listener.report(data);
  node.onprocessorerror = () => listener.dead();
  node.connect(output);
  avatar.connect(node, 0, AVATAR_INPUT);
  return node;
}
