"""What the guard must know of the page server's wire format."""
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def leave_for(url: str) -> bytes:
    """A frame that makes the browser load `url`, as the page server's own sign-out does."""
    message = ForwardMsg()
    message.auth_redirect.url = url
    return message.SerializeToString()


def session_id_of(frame: bytes) -> str | None:
    """The session id that this frame tells the browser, if it does."""
    message = ForwardMsg()
    message.ParseFromString(frame)
    return message.new_session.initialize.session_id if message.HasField("new_session") else None
