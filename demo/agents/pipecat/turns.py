"""The server's part of push-to-talk: a turn is what lies between two messages of the page, and nothing else is heard."""

from pipecat.frames.frames import (
    InputAudioRawFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.processors.frameworks.rtvi import RTVIServerResponseFrame
from pipecat.processors.frameworks.rtvi.frames import RTVIClientMessageFrame


class AnnouncedTurns(FrameProcessor):
    """Stands between the transport's input and the recogniser; the aggregator has `ExternalUserTurnStrategies`."""

    def __init__(self):
        super().__init__()
        self._sound = None

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, RTVIClientMessageFrame):
            await self._obey(frame.type)
            await self.push_frame(RTVIServerResponseFrame(client_msg=frame))
        elif not isinstance(frame, InputAudioRawFrame):
            await self.push_frame(frame, direction)
        elif self._sound is not None:
            self._sound.append(frame)

    async def _obey(self, command):
        if command in ("interrupt", "turn-start"):
            await self.broadcast_interruption()
        if command == "turn-start":
            self._sound = []
        elif command in ("turn-stop", "turn-cancel"):
            sound, self._sound = self._sound, None
            # Nobody behind this is told before: a turn that is taken back was never said.
            if command == "turn-stop" and sound is not None:
                await self._hand_over(sound)

    async def _hand_over(self, sound):
        await self.push_frame(ProposedUserStartedSpeakingFrame())
        for frame in [VADUserStartedSpeakingFrame(), *sound, VADUserStoppedSpeakingFrame()]:
            await self.push_frame(frame)
        await self.push_frame(ProposedUserStoppedSpeakingFrame())
