# What Pipecat's own Python makes of the recordings, for smart-turn-reference.mjs: one line of JSON each, numbers as base64.
import base64
import json
import logging
import sys
from importlib.resources import files

import numpy as np
import onnxruntime
import soundfile

logging.disable(logging.CRITICAL)
from pipecat.audio.turn.smart_turn._whisper_features import compute_whisper_log_mel_features

HEARD_SAMPLES = 128_000


def packed(numbers):
    return base64.b64encode(np.ascontiguousarray(numbers, dtype="<f4").tobytes()).decode()


# One thread, as the reference's analyzer sets it: more of them add up in another order.
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
model = files("pipecat.audio.turn.smart_turn.data") / "smart-turn-v3.2-cpu.onnx"
session = onnxruntime.InferenceSession(str(model), sess_options=options)
for name in sys.argv[1:]:
    samples, _ = soundfile.read(name, dtype="float32")
    heard = samples[-HEARD_SAMPLES:]
    features = compute_whisper_log_mel_features(np.pad(heard, (HEARD_SAMPLES - len(heard), 0)))
    (logits,) = session.run(None, {"input_features": features[np.newaxis]})
    probability = float(logits[0, 0])
    print(json.dumps({"samples": packed(heard), "features": packed(features), "probability": probability}))
