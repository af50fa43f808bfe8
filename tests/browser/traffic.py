"""What one page and the app say to each other: whether something asked is still to be answered."""
from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR}
SHORT = 1_000  # bytes; the message that a script has ended is shorter, those with a page's rows need not be read


class Traffic:
    """Listens to the page's socket from the moment it opens."""

    def __init__(self, page: Page) -> None:
        self.waiting = False
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        self.waiting = False
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.waiting = True

    def _received(self, frame: bytes | str) -> None:
        if not isinstance(frame, bytes) or len(frame) > SHORT:
            return
        message = ForwardMsg.FromString(frame)
        if message.WhichOneof("type") == "script_finished" and message.script_finished in DONE:
            self.waiting = False
