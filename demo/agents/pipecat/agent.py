"""An agent without a cloud: Whisper hears, a script answers, espeak-ng speaks. `python agent.py --whisper FOLDER`."""

import argparse
import asyncio
import json
import wave

from pipecat.frames.frames import (
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.processors.frameworks.rtvi.frames import RTVIClientMessageFrame
from pipecat.runner.run import main
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from turns import AnnouncedTurns


class Script(FrameProcessor):
    """In a model's place: repeats, counts the words, and counts aloud where it is asked to."""

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        message = frame.context.get_messages()[-1]
        await self.push_frame(LLMFullResponseStartFrame())
        # Of a turn without words the framework tells a model what to do, which is no user's message.
        answer = answer_to(message["content"].strip()) if message["role"] == "user" else ["Please say that again."]
        for sentence in answer:
            await self.push_frame(LLMTextFrame(f"{sentence} "))
        await self.push_frame(LLMFullResponseEndFrame())


def answer_to(heard):
    if "count" in heard.lower():
        return [f"{number}." for number in range(1, 21)]
    count = len(heard.split())
    return [f"You said: {heard}", f"That was {count} word{'' if count == 1 else 's'}."]


class Espeak(TTSService):
    def __init__(self):
        settings = TTSSettings(model=None, voice="en", language=None)
        super().__init__(push_start_frame=True, push_stop_frames=True, settings=settings)

    async def run_tts(self, text, context_id):
        command = ["espeak-ng", "--stdout", "-s", "160", "-v", "en", "--", text]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        spoken, _ = await process.communicate()

        async def chunks():
            # What comes through a pipe has no length in its header.
            yield spoken[44:]

        frames = self._stream_audio_frames_from_iterator(chunks(), in_sample_rate=22050, context_id=context_id)
        async for frame in frames:
            yield frame


class Witness(FrameProcessor):
    """For tests: answers starts late, and writes down all that was received, and where in it turns began and ended."""

    def __init__(self, path, late_ms):
        super().__init__()
        self._path, self._late_ms = path, late_ms
        self._rate, self._sound, self._marks = 16000, bytearray(), []

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame) and self._path:
            self._rate = frame.sample_rate
            self._sound += frame.audio
        if not isinstance(frame, RTVIClientMessageFrame):
            await self.push_frame(frame, direction)
            return
        if frame.type == "turn-start":
            starts = sum(command == "turn-start" for command, _ in self._marks)
            await asyncio.sleep(self._late_ms[starts % len(self._late_ms)] / 1000)
        self._marks.append((frame.type, len(self._sound) // 2))
        if self._path:
            self._write()
        await self.push_frame(frame, direction)

    def _write(self):
        with wave.open(self._path, "wb") as wav:
            wav.setparams((1, 2, self._rate, 0, "NONE", ""))
            wav.writeframes(bytes(self._sound))
        with open(f"{self._path}.json", "w") as file:
            json.dump(self._marks, file)


async def bot(runner_args):
    args = runner_args.cli_args
    transport = SmallWebRTCTransport(
        runner_args.webrtc_connection, TransportParams(audio_in_enabled=True, audio_out_enabled=True)
    )
    # It loads its model, and the connection that is being made meanwhile needs this thread.
    settings = WhisperSTTService.Settings(model=args.whisper, language=Language.EN)
    whisper = await asyncio.to_thread(WhisperSTTService, compute_type="int8", settings=settings)
    user_params = LLMUserAggregatorParams(
        user_turn_strategies=ExternalUserTurnStrategies(),
        # Whisper may take longer than the 5 s after which a turn counts as one without words.
        user_turn_stop_timeout=60,
    )
    user, assistant = LLMContextAggregatorPair(LLMContext(), user_params=user_params)
    worker = PipelineWorker(
        Pipeline(
            [
                transport.input(),
                Witness(args.record, args.late),
                AnnouncedTurns(),
                whisper,
                user,
                Script(),
                Espeak(),
                transport.output(),
                assistant,
            ]
        ),
        params=PipelineParams(enable_metrics=True),
    )

    @transport.event_handler("on_client_disconnected")
    async def on_client_disconnected(_transport, _client):
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--whisper", required=True, help="folder of a Whisper model for faster-whisper")
    parser.add_argument("--record", help="WAV file for all that is received")
    parser.add_argument("--late", type=float, nargs="+", default=[0], help="ms by which starts are answered late, in turn")
    main(parser)
