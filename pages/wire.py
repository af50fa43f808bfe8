"""What the guard must know of the page server's wire format."""
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def session_id_of(frame: bytes) -> str | None:
    """The session id that this frame tells the browser, if it does."""
    message = ForwardMsg()
    message.ParseFromString(frame)
    return message.new_session.initialize.session_id if message.HasField("new_session") else None
